//! From when to when something was so, as planned and as a reader changed it.

use sim::Micros;

/// The spells in which it is so, up to `end`: each turn says whether it is so from
/// then on, and of turns at one moment the last one counts.
pub fn spells(turns: Vec<(Micros, bool)>, end: Micros) -> Vec<(Micros, Micros)> {
    let mut ordered: Vec<(Micros, bool)> = Vec::new();
    for turn in turns {
        let place = ordered.partition_point(|(at, _)| *at <= turn.0);
        ordered.insert(place, turn);
    }
    let (mut spells, mut since) = (Vec::new(), None);
    for (at, is_so) in ordered {
        match (since, is_so) {
            (None, true) => since = Some(at),
            (Some(from), false) => {
                spells.push((from, at));
                since = None;
            }
            (None, false) | (Some(_), true) => {}
        }
    }
    spells.extend(since.map(|from| (from, end)));
    spells
}
