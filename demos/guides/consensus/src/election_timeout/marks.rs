//! The servers of the race: what each is now, and what the reader may do to it.

use super::elections::{Deed, Elections};
use models::consensus::election::{FIRST, Trial};
use models::consensus::race::Race;
use models::consensus::raft::{Node, Role as RaftRole, Timer};
use sim::cluster::Condition;
use sim::{Cluster, Edit, Model, NodeId};
use stage::cluster::node_id;
use stage::{Mark, Role};

/// The servers, and what the reader may do to them from the crash until one leads.
pub fn marks(elections: &Elections) -> Vec<Mark<Deed>> {
    let (race, trial) = (elections.race(), elections.trial());
    let cluster = race.cluster();
    let of_server = |id| {
        let (_, words) = state(race, trial, id);
        let is_up = !is_down(cluster, id);
        let waits = is_up && cluster.timer(id, Timer::Election).is_some();
        let deed = Deed::Race;
        let is_open = race.is_open();
        Mark::new(node_id(id), cluster.name(id))
            .state(words)
            .action_if(is_open && is_up, "Crash", deed(Edit::Crash(id)))
            .action_if(is_open && !is_up, "Restart", deed(Edit::Restart(id)))
            .action_if(
                is_open && waits,
                "Time out now",
                deed(Edit::Expire(id, Timer::Election)),
            )
    };
    cluster.nodes().map(of_server).collect()
}

fn is_down(cluster: &Cluster<Node>, id: NodeId) -> bool {
    cluster.condition(id) == Condition::Stopped
}

/// What a server is, and that in a few words.
pub fn state(race: &Race, trial: &Trial, id: NodeId) -> (Role, String) {
    let cluster = race.cluster();
    if is_down(cluster, id) {
        return (Role::Lost, "stopped".into());
    }
    let Node::Server(server) = cluster.process(id) else {
        return (Role::Quiet, String::new());
    };
    match server.role() {
        RaftRole::Leader(_) => (Role::Leader, "leads".into()),
        RaftRole::Candidate(votes) | RaftRole::PreCandidate(votes) => {
            let words = format!("{} of {} votes", votes.len(), trial.servers);
            (Role::Candidate, words)
        }
        RaftRole::Follower => {
            let voted = server.voted_for().filter(|_| server.term() > 1);
            let words = match voted {
                Some(candidate) => format!("voted {}", cluster.name(candidate)),
                // The log of S1 is as short: with its vote they could win.
                None if trial.is_behind(id) && is_down(cluster, FIRST) => {
                    "shorter log".into()
                }
                None => "waits".into(),
            };
            (Role::Follower, words)
        }
    }
}
