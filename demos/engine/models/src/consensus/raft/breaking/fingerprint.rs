//! What tells one state of a search from another.
//!
//! Servers are alike: two states that differ only in which server is which are
//! one. So the servers are put in an order that does not depend on their numbers,
//! and wherever one names another it is by its place in that order. With three
//! servers that makes nearly six times fewer states.

use crate::consensus::raft::{Role, Server};
use sim::{NodeId, NodeSet};
use std::hash::Hasher;
use std::rc::Rc;
use xxhash_rust::xxh64::Xxh64;

/// A number that is the same for states which nothing to come can tell apart, up
/// to the names of the servers; never zero.
///
/// Entries count by their terms: what a leader proposes is its term, and two
/// leaders of one term end the search.
pub(super) fn fingerprint(servers: &[Rc<Server>], restarts: u32) -> u64 {
    let plain: Vec<u64> =
        servers.iter().map(|server| without_names(server)).collect();
    let mut least = u64::MAX;
    let mut order: Vec<usize> = Vec::new();
    each_order(&plain, &mut order, &mut |order| {
        let mut state = Xxh64::new(restarts.into());
        for index in order {
            state.write_u64(plain[*index]);
            write_names(&servers[*index], order, &mut state);
        }
        least = least.min(state.finish());
    });
    least.max(1)
}

/// Calls `act` with each order of the servers in which `plain` does not fall:
/// with just one, unless servers are equal but for names.
fn each_order(
    plain: &[u64],
    order: &mut Vec<usize>,
    act: &mut dyn FnMut(&[usize]),
) {
    if order.len() == plain.len() {
        return act(order);
    }
    let open = |index: &usize| !order.contains(index);
    let least = (0..plain.len()).filter(open).map(|i| plain[i]).min();
    let next: Vec<usize> = (0..plain.len())
        .filter(open)
        .filter(|i| Some(plain[*i]) == least)
        .collect();
    for index in next {
        order.push(index);
        each_order(plain, order, act);
        order.pop();
    }
}

/// All of a server that names no other.
fn without_names(server: &Server) -> u64 {
    let mut state = Xxh64::new(server.term.into());
    let mut write = |number: u32| state.write_u32(number);
    write(server.commit);
    write(u32::from(server.voted_for.is_some()));
    write(server.log.snapshot().last.index);
    write(server.log.entries().len() as u32);
    for entry in server.log.entries() {
        write(entry.term);
    }
    for term in server.witness.led() {
        write(term);
    }
    for committed in server.witness.committed() {
        write(committed.index);
        write(committed.entry.term);
        write(committed.in_term);
    }
    write(match &server.role {
        Role::Follower => 0,
        Role::PreCandidate(votes) => 1 + 4 * votes.len(),
        Role::Candidate(votes) => 2 + 4 * votes.len(),
        Role::Leader(leadership) => 3 + 4 * leadership.opened,
    });
    state.finish()
}

/// What a server knows about others, by their places.
fn write_names(server: &Server, order: &[usize], state: &mut Xxh64) {
    let place = |node: NodeId| {
        let found = order.iter().position(|index| *index == node.index());
        found.map_or(0, |place| place as u32 + 1)
    };
    state.write_u32(server.voted_for.map_or(0, place));
    state.write_u32(server.leader.map_or(0, place));
    let votes =
        |votes: NodeSet| votes.iter().fold(0, |bits, node| bits | 1 << place(node));
    match &server.role {
        Role::Follower => {}
        Role::PreCandidate(set) | Role::Candidate(set) => {
            state.write_u32(votes(*set));
        }
        Role::Leader(leadership) => {
            for index in order {
                let progress = leadership.progress(NodeId(*index as u32));
                state.write_u32(progress.next);
                state.write_u32(progress.matched);
                state.write_u32(progress.sent);
            }
        }
    }
}
