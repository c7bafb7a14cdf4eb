//! What an order is made of: steps, and what each of them leads to.

use crate::history::{Call, Operation, Outcome};

/// How an operation came into the order.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// As the last so far, because the state is what it saw.
    Looked,
    /// As the last so far.
    Shown,
    /// Right before the last overwrite that is shown.
    Hidden,
}

/// What an order has led to, beside the operations that are left.
#[derive(Clone)]
pub(super) struct Now<S> {
    pub state: S,
    /// Where the first response was when the last overwrite was shown. Others
    /// that were invoked earlier may be hidden before it.
    pub covered: usize,
    /// Whether nothing has followed the last overwrite that is shown, and
    /// something has to.
    pub is_unseen: bool,
}

/// An operation in the order, and what there was before it.
pub(super) struct Step<S> {
    pub index: usize,
    pub how: How,
    pub before: Now<S>,
}

/// The order that these steps make, with what is hidden in its place.
pub(super) fn order<C: Call>(
    history: &[Operation<C>],
    part: &[usize],
    steps: &[Step<C::State>],
) -> Vec<usize> {
    let mut order = Vec::new();
    // Where the last overwrite is that is shown.
    let mut last = 0;
    for Step { index, how, .. } in steps {
        let place = part[*index];
        match how {
            How::Hidden => {
                order.insert(last, place);
                last += 1;
            }
            How::Shown if history[place].call.overwrites() => {
                last = order.len();
                order.push(place);
            }
            How::Shown | How::Looked => order.push(place),
        }
    }
    order
}

/// The operations that could follow an overwrite and depend on it.
pub(super) fn viewers<C: Call>(
    history: &[Operation<C>],
    part: &[usize],
    overwrite: &C,
    mut state: C::State,
) -> Vec<usize> {
    overwrite.apply(&mut state);
    let could = |index: &usize| {
        let Operation { call, outcome, .. } = &history[part[*index]];
        !call.overwrites() && accepts(outcome, &call.apply(&mut state.clone()))
    };
    (0..part.len()).filter(could).collect()
}

/// Whether an outcome allows this answer.
pub(super) fn accepts<A: PartialEq>(outcome: &Outcome<A>, answer: &A) -> bool {
    match outcome {
        Outcome::Ok { answer: seen, .. } => seen == answer,
        Outcome::Unknown => true,
        Outcome::Failed => false,
    }
}
