//! Figures: what prose prints, charts draw and tests assert.

use super::{
    Adoption, Agreement, BEGIN, Kind, Node, Phase, Settings, agreement, attempts,
    cluster, proposers,
};
use sim::{Cluster, Event, Log, Micros, Model, NodeId, Record};

/// How a contest of proposers went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duel {
    /// How many ballots were begun, by all proposers together.
    pub ballots: u32,
    /// When a value was chosen, since the first proposer began; `None` if none was
    /// by the end.
    pub chosen_after: Option<Micros>,
}

/// One contest, watched until `until`.
pub fn duel(settings: &Settings, seed: u64, until: Micros) -> Duel {
    let mut run = cluster(settings, seed);
    while run.next().is_some_and(|at| at <= until) {
        run.step(&mut Log::off());
        if agreement(&run) != Agreement::Open {
            let after = run.now().since(BEGIN);
            return Duel { ballots: attempts(&run), chosen_after: Some(after) };
        }
    }
    Duel { ballots: attempts(&run), chosen_after: None }
}

/// So many contests, each on its own seed.
pub fn duels(settings: &Settings, runs: u32, until: Micros) -> Vec<Duel> {
    (0..u64::from(runs)).map(|seed| duel(settings, seed, until)).collect()
}

/// What one decision costs a proposer that nobody disturbs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Messages of phase 1 between different servers.
    pub first_phase: u32,
    /// Messages of phase 2 between different servers.
    pub second_phase: u32,
    /// One-way delays until the proposer has its promises.
    pub first_delays: u32,
    /// One-way delays from then until it knows that its value is chosen.
    pub second_delays: u32,
}

/// Counts the messages and delays of one decision among `servers`, the proposer
/// being one of them: what it says to its own acceptor is not counted.
///
/// ```
/// # use models::consensus::paxos::cost;
/// let five = cost(5);
/// assert_eq!((five.first_phase, five.second_phase), (8, 8));
/// assert_eq!((five.first_delays, five.second_delays), (2, 2));
/// ```
pub fn cost(servers: u32) -> Cost {
    let settings = Settings {
        proposers: 1,
        acceptors: servers,
        write: Micros::ZERO,
        adoption: Adoption::Highest,
        ..Settings::default()
    };
    let mut run = cluster(&settings, 0);
    let mut records = Vec::new();
    let mut log = Log::to(&mut records);
    let (mut promised, mut decided) = (None, None);
    while run.next().is_some() {
        run.step(&mut log);
        match phase(&run) {
            Phase::Waiting | Phase::Preparing { .. } => {}
            Phase::Proposing { .. } => promised = promised.or(Some(run.now())),
            Phase::Decided(_) => decided = decided.or(Some(run.now())),
        }
    }
    let delays = |from: Micros, to: Option<Micros>| {
        (to.unwrap_or(from).since(from).get() / settings.latency.get()) as u32
    };
    let own = NodeId(1); // the acceptor on the proposer's own server
    let count = |kinds: [Kind; 2]| {
        records.iter().filter(|record| is_sent(record, own, kinds)).count() as u32
    };
    Cost {
        first_phase: count([Kind::Prepare, Kind::Promise]),
        second_phase: count([Kind::Accept, Kind::Accepted]),
        first_delays: delays(BEGIN, promised),
        second_delays: delays(promised.unwrap_or(BEGIN), decided),
    }
}

fn phase(run: &Cluster<Node>) -> Phase {
    proposers(run).next().map_or(Phase::Waiting, |(_, proposer)| proposer.phase())
}

/// Whether a message of these kinds was sent, and not between a proposer and the
/// acceptor `own` on its own server.
fn is_sent(record: &Record, own: NodeId, kinds: [Kind; 2]) -> bool {
    match record.event {
        Event::Sent { from, to, kind, .. } => {
            kinds.contains(&kind.among(&Kind::ALL)) && from != own && to != own
        }
        Event::Received { .. }
        | Event::Lost { .. }
        | Event::Expired { .. }
        | Event::Noted { .. }
        | Event::Stopped { .. }
        | Event::Restarted { .. }
        | Event::Faulted { .. } => false,
    }
}
