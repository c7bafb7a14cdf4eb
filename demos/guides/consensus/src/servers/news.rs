//! What there is to say of a moment: the one thing in the picture that matters most.

use super::{Proof, Scene, content};
use models::consensus::raft::{Discarded, Reign, Role as RaftRole, Server};
use sim::NodeId;

/// What is said below the logs.
pub enum News {
    /// A check fails, or an entry is gone.
    Bad(String),
    /// What explains the moment.
    Plain(String),
}

/// What a server has given up just now.
pub fn ghosts<'s>(
    scene: &'s Scene,
    server: &'s Server,
) -> impl Iterator<Item = &'s Discarded> {
    server.witness().discarded().iter().filter(|gone| scene.is_ghost(gone))
}

/// What became of an entry that is gone: whose entry is there now.
pub fn what_came(scene: &Scene, server: &Server, gone: &Discarded) -> String {
    let Some(now) = server.log().entry(gone.index) else {
        return "thrown away".into();
    };
    let mut all = scene.servers().into_iter();
    let by = all.find(|(_, s)| s.witness().led().any(|term| term == now.term));
    by.map_or_else(String::new, |(leader, _)| {
        format!("replaced by {}", scene.name(leader))
    })
}

/// Whether an entry that is gone had been committed.
pub fn worth(scene: &Scene, gone: &Discarded) -> &'static str {
    let held = |server: &Server| {
        let known = server.witness().at(gone.index);
        known.is_some_and(|committed| committed.entry == gone.entry)
    };
    match scene.servers().iter().any(|(_, server)| held(server)) {
        true => "was committed!",
        false => "never committed",
    }
}

/// The news of a moment, if there is any.
pub fn news(scene: &Scene, proofs: &[Proof]) -> Option<News> {
    let bad = proofs.first().map(|proof| proof.words(scene));
    if let Some(words) = bad.or_else(|| first(scene, overwritten)) {
        return Some(News::Bad(words));
    }
    let plain = [stepped_down, asks_in_vain, counts];
    plain.into_iter().find_map(|say| first(scene, say)).map(News::Plain)
}

/// What can be said so of the first server of which it can.
fn first(
    scene: &Scene,
    say: fn(&Scene, NodeId, &Server) -> Option<String>,
) -> Option<String> {
    scene.servers().into_iter().find_map(|(node, server)| say(scene, node, server))
}

/// What was overwritten just now.
fn overwritten(scene: &Scene, node: NodeId, server: &Server) -> Option<String> {
    let gone = ghosts(scene, server).min_by_key(|gone| gone.index)?;
    Some(format!(
        "{} on {}: {}, {}",
        content(&gone.entry),
        scene.name(node),
        what_came(scene, server, gone),
        worth(scene, gone)
    ))
}

/// Why a server leads no more, for a moment, or until the next one leads.
fn stepped_down(scene: &Scene, node: NodeId, server: &Server) -> Option<String> {
    let Reign { term, until, heard, .. } = server.witness().reigns().last()?;
    until.filter(|at| scene.is_recent(*at))?;
    if scene.is_led_after(heard.unwrap_or(*term)) {
        return None;
    }
    let name = scene.name(node);
    let is_in = scene.members().contains(node);
    Some(match heard {
        Some(term) => format!("{name} leads no more: it heard of term {term}"),
        None if is_in => {
            format!("{name} leads no more: no majority answers")
        }
        None => return None,
    })
}

/// That a server that was removed raises no term: it asks first.
fn asks_in_vain(scene: &Scene, node: NodeId, server: &Server) -> Option<String> {
    let RaftRole::PreCandidate(_) = server.role() else { return None };
    let is_out = !scene.members().contains(node);
    let term = server.term();
    is_out.then(|| {
        format!("{} asks first, and raises no term: still {term}", scene.name(node))
    })
}

/// What a leader knows of the copies of its last entry, while that is not committed.
fn counts(scene: &Scene, node: NodeId, server: &Server) -> Option<String> {
    let leadership = server.leadership().filter(|_| scene.is_up(node))?;
    let last = server.log().last().index;
    let voters = server.voters();
    let has = |voter: &NodeId| {
        *voter == node || leadership.progress(*voter).matched >= last
    };
    let known = scene.servers().into_iter().map(|(server, _)| server);
    let known = known.filter(|server| voters.contains(*server)).filter(has).count();
    (server.commit() < last).then(|| {
        let (all, quorum) = (voters.len(), voters.len() / 2 + 1);
        let name = scene.name(node);
        format!(
            "{name} knows of #{last} in {known} of {all} logs; it takes {quorum}"
        )
    })
}
