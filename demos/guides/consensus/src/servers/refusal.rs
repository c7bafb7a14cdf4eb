//! Why a vote is refused.

use super::Scene;
use models::consensus::raft::{Message, Vote, Weighed};
use sim::cluster::InFlight;

/// What a message says; a vote that is refused also why.
pub fn words(scene: &Scene, message: &InFlight<Message>) -> String {
    let words = message.message.to_string();
    let Message::Vote { vote: Vote::Refused, .. } = message.message else {
        return words;
    };
    let weighed = scene.server(message.from).and_then(|s| s.witness().weighed());
    match weighed.filter(|weighed| weighed.candidate == message.to) {
        Some(weighed) => format!("{words}: {}", why_not(weighed)),
        None => words,
    }
}

/// Why a vote is refused.
pub fn why_not(weighed: &Weighed) -> &'static str {
    let (candidate, own) = weighed.last;
    match weighed.terms {
        (asked, term) if asked < term => "old term",
        _ if !candidate.is_up_to_date_with(own) => "older log",
        _ => "has voted",
    }
}
