//! Sorting by merging: one short function instead of the library's sort, which
//! is several kilobytes of the code that readers load.

/// `items` in ascending order; those that are equal stay as they were.
///
/// - Cost: O(n log n), and a second list of the same length.
///
/// ```
/// # use models::partitioning::order::sorted;
/// assert_eq!(sorted(vec![3, 1, 2]), [1, 2, 3]);
/// ```
pub fn sorted<T: Copy + Ord>(mut items: Vec<T>) -> Vec<T> {
    let mut run = 1;
    while run < items.len() {
        let mut next = Vec::with_capacity(items.len());
        for pair in items.chunks(2 * run) {
            let (left, right) = pair.split_at(run.min(pair.len()));
            merge(left, right, &mut next);
        }
        items = next;
        run *= 2;
    }
    items
}

/// Appends two sorted lists to a third, in order; of equals the left one first.
pub fn merge<T: Copy + Ord>(left: &[T], right: &[T], into: &mut Vec<T>) {
    let mut rest = right.iter().copied().peekable();
    for item in left {
        while let Some(smaller) = rest.next_if(|other| other < item) {
            into.push(smaller);
        }
        into.push(*item);
    }
    into.extend(rest);
}
