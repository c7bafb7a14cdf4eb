//! Why there is no order: operations in a circle, each of which has to come before
//! the next.
//!
//! What a model keeps is not all that has to be: a read that returns what is
//! written later would be wrong, and so would one that returns what is overwritten.
//! So a write that comes after the one that is read comes after the read too
//! ([`Why::Kept`]); and one that comes before the read comes before the one that is
//! read ([`Why::Hidden`]). These are drawn until they close a circle.
//!
//! - Source: Gibbons and Korach, *Testing Shared Memories* (SIAM J. Comput. 26(4),
//!   1997), which decides by such edges what can be decided without a search when
//!   it is known what each read has read; Bouajjani and others, *On Verifying
//!   Causal Consistency* (POPL 2017), which has a name for each circle.

use super::history::{History, INITIAL, Label, Operation};
use super::level::Level;
use super::order::{Set, close};

/// Why one operation has to come before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It ended before the other began.
    RealTime,
    /// The same process did it earlier.
    Session,
    /// The other one returns what it wrote.
    Returns,
    /// Both are writes, and whoever did the other had read the one by this read.
    Follows(Label),
    /// It is a read, and the other would overwrite what it returns.
    Kept,
    /// Both are writes, and the other is what this read returns, which comes after
    /// both.
    Hidden(Label),
}

/// One operation has to come before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The earlier one.
    pub from: Label,
    /// The later one.
    pub to: Label,
    /// Why.
    pub why: Why,
}

/// The shortest circle for a process, or for all together; none if these edges
/// alone do not close one.
pub(super) fn shortest_cycle(
    level: Level,
    history: &History,
    process: Option<u32>,
) -> Vec<Step> {
    let mut graph = Graph::new(level, history);
    let is_seen = |read: &Operation| process.is_none_or(|own| read.process == own);
    let reads = history.operations.iter().enumerate();
    let reads = reads.filter(|(_, o)| !o.is_write() && is_seen(o));
    let reads: Vec<usize> = reads.map(|(place, _)| place).collect();
    loop {
        let path = graph.shortest();
        if !path.is_empty() || !graph.add_derived(&reads) {
            return path;
        }
    }
}

struct Graph<'a> {
    history: &'a History,
    /// Why the one has to come before the other, row by row.
    why: Vec<Vec<Option<Why>>>,
}

impl<'a> Graph<'a> {
    fn new(level: Level, history: &'a History) -> Graph<'a> {
        let operations = &history.operations;
        let row =
            |a| operations.iter().map(|b| level.before(history, a, b)).collect();
        Graph { history, why: operations.iter().map(row).collect() }
    }

    /// Of each operation those that have to come before it, by any way.
    fn before(&self) -> Vec<Set> {
        let count = self.why.len();
        let row = |to: usize| {
            let earlier = (0..count).filter(|from| self.why[*from][to].is_some());
            earlier.fold(0, |set, from| set | 1 << from)
        };
        let mut before: Vec<Set> = (0..count).map(row).collect();
        close(&mut before);
        before
    }

    fn put(&mut self, from: usize, to: usize, why: Why) -> bool {
        let is_new = self.why[from][to].is_none();
        if is_new {
            self.why[from][to] = Some(why);
        }
        is_new
    }

    /// Draws what follows from what the reads returned; `false` if that is all
    /// there.
    fn add_derived(&mut self, reads: &[usize]) -> bool {
        let (history, mut is_new) = (self.history, false);
        let before = self.before();
        let is_before = |a: usize, b: usize| before[b] >> a & 1 == 1;
        for read in reads {
            let returned = &history.operations[*read];
            let mut places = history.operations.iter();
            let source = places.position(|write| write.is_read_by(returned));
            if let Some(source) = source {
                is_new |= self.put(source, *read, Why::Returns);
            }
            for (place, write) in history.operations.iter().enumerate() {
                let is_other =
                    write.is_write() && write.register == returned.register;
                if !is_other || Some(place) == source {
                    continue;
                }
                let is_initial = returned.value() == INITIAL;
                if is_initial || source.is_some_and(|s| is_before(s, place)) {
                    is_new |= self.put(*read, place, Why::Kept);
                }
                if let Some(source) = source.filter(|_| is_before(place, *read)) {
                    is_new |= self.put(place, source, Why::Hidden(returned.label));
                }
            }
        }
        is_new
    }

    /// The shortest circle, from its first operation on; empty if there is none.
    fn shortest(&self) -> Vec<Step> {
        let circles = (0..self.why.len()).filter_map(|start| self.circle(start));
        let shortest = circles.min_by_key(Vec::len);
        shortest.unwrap_or_default()
    }

    /// The shortest way from an operation back to itself, breadth first.
    fn circle(&self, start: usize) -> Option<Vec<Step>> {
        let mut paths = vec![vec![start]];
        let mut seen: Set = 0;
        let mut next = 0;
        while next < paths.len() {
            let path = paths[next].clone();
            next += 1;
            let last = path[path.len() - 1];
            for to in 0..self.why.len() {
                if self.why[last][to].is_none() || seen >> to & 1 == 1 {
                    continue;
                }
                seen |= 1 << to;
                let mut longer = path.clone();
                longer.push(to);
                if to == start {
                    return Some(self.steps(&longer));
                }
                paths.push(longer);
            }
        }
        None
    }

    fn steps(&self, path: &[usize]) -> Vec<Step> {
        let label = |place: usize| self.history.operations[place].label;
        let step = |pair: &[usize]| {
            let why = self.why[pair[0]][pair[1]]?;
            Some(Step { from: label(pair[0]), to: label(pair[1]), why })
        };
        path.windows(2).filter_map(step).collect()
    }
}
