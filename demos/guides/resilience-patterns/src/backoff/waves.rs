//! Calls that came close together when all had had time to part.

use super::Backoff;
use sim::Micros;
use stage::Moment;

/// From then on a crowd is a fault of the backoff: all began together.
pub const SETTLED: Micros = Micros::from_secs(1);
/// In how short a time calls make a crowd.
pub const CROWD: Micros = Micros::from_millis(50);

/// Calls that came close together, and when.
#[derive(Clone, Copy, Default)]
pub struct Wave {
    /// How many they were.
    pub calls: u32,
    /// How many of them changed the row.
    pub changes: u32,
    /// The first.
    pub from: Micros,
    /// The last.
    pub to: Micros,
}

impl Wave {
    /// The most that came together at each time when more did than `least`, in
    /// order.
    fn above(moment: &Moment<'_, Backoff>, least: u32) -> Vec<Wave> {
        let calls = moment.model.calls();
        let late = &calls[calls.partition_point(|call| call.at < SETTLED)..];
        let (mut first, mut waves) = (0, Vec::<Wave>::new());
        for (last, call) in late.iter().enumerate() {
            while call.at.since(late[first].at) > CROWD {
                first += 1;
            }
            let within = &late[first..=last];
            let changes = within.iter().filter(|call| call.is_first).count();
            let calls = within.len() as u32;
            let changes = changes as u32;
            let wave = Wave { calls, changes, from: late[first].at, to: call.at };
            match waves.last_mut() {
                _ if calls <= least => {}
                Some(before) if before.to >= wave.from => {
                    if before.calls < calls {
                        *before = wave;
                    }
                }
                Some(_) | None => waves.push(wave),
            }
        }
        waves
    }

    /// Those that are a quarter of all clients. A server that takes time for each
    /// message makes a queue of them.
    pub fn all(moment: &Moment<'_, Backoff>) -> Vec<Wave> {
        if moment.settings.is_busy() {
            return Vec::new();
        }
        Wave::above(moment, Wave::most(moment))
    }

    /// The most calls within [`CROWD`] that are no wave.
    pub fn most(moment: &Moment<'_, Backoff>) -> u32 {
        (moment.model.clients() / 4).max(1)
    }

    /// The largest crowd, however small.
    pub fn largest(moment: &Moment<'_, Backoff>) -> Wave {
        let waves = Wave::above(moment, 0).into_iter();
        waves.max_by_key(|wave| wave.calls).unwrap_or_default()
    }
}
