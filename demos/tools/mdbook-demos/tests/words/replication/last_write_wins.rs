//! Which of two writes stays.

use crate::claim::{Claim, Shown, deed, names, so, theory};
use models::replication::last_write_wins::{
    CLIENTS, Node, REPLICAS, WriteId, client, facts, is_held, lost, replica,
};
use sim::Cluster;

const KEPT: &str = "replication/last_write_wins.rs::version_vectors_lose_nothing";

pub const WORDS: &[Claim] = &[
    names("Last write wins: which one is last?"),
    theory(
        "A stamp says what a clock showed, not what came last: within the skew of \
         two clocks the later write is dropped, and nobody is told.",
        "replication/last_write_wins.rs::the_later_write_is_lost_by_a_formula",
    ),
    theory("A version vector says which writes a client had seen.", KEPT),
    theory(
        "So a replica knows which value replaces another one, and keeps both where \
         neither does.",
        KEPT,
    ),
    names(
        "the two lines between the axes: where they cross, the stamps have another \
         order than the writes.",
    ),
    so("the crossed lines, and what B holds when A has told it.", |s| {
        s.knob("rule") == "last" && s.setting("ahead") == 400
    }),
    names("Bob's lane: he reads a1 at B, then he writes b1 there."),
    names("the crosses: whose writes are they?"),
    so("This run was picked: Bob often writes soon after Ann.", |s| {
        s.seed == 71 && s.setting("writes") == 8
    }),
    so("the lower axis: it has no lines, as neither had seen the other.", |s| {
        s.knob("rule") == "vectors" && s.setting("writes") == 0
    }),
    names("the lines from a2 to what Ann had seen."),
];

pub const PICTURE: &[Claim] = &[
    names("Writes and replicas over time, and the order of the stamps"),
    names("What clients and replicas say to one another"),
    names("they had seen"),
    so("✕ Acknowledged, and gone: {}", |s| {
        let lost = lost_names(s);
        !lost.is_empty() && s.words[0].starts_with(&lost[0])
    }),
    so("Side by side, as none had seen another: {}", |s| {
        let held = REPLICAS.map(|node| replica(run(s), node).store().writes());
        let siblings = held.iter().find(|writes| writes.len() > 1);
        let facts = facts(run(s));
        let has_seen = |one: &WriteId, other: &WriteId| {
            let fact = facts.iter().find(|fact| fact.taken.write == *one);
            fact.is_some_and(|fact| fact.taken.saw.contains(other))
        };
        siblings.is_some_and(|all| {
            s.words[0].starts_with(&all[0].to_string())
                && !all.iter().any(|one| all.iter().any(|two| has_seen(one, two)))
        })
    }),
    so("{} replaces what its client had seen: {}", |s| {
        let facts = facts(run(s));
        let fact = facts.last().expect("there is a write");
        let here = replica(run(s), fact.replica).store().writes();
        fact.taken.write.to_string() == s.words[0]
            && s.words[1].starts_with(&fact.taken.saw[0].to_string())
            && !fact.taken.saw.iter().any(|seen| here.contains(seen))
    }),
    so("The writes at {}", |s| s.words[0] == s.now().clock()),
    deed("drops {} for {}"),
    deed("keeps {}: its stamp is greater"),
    deed("has read {}"),
];

pub const CHECKS: &[Claim] = &[
    so("… No acknowledged write is lost: no write yet", |s| done(s) == 0),
    so("… No acknowledged write is lost: none of {n}", none_lost),
    so("✓ No acknowledged write is lost: none of {n}", none_lost),
    so("✕ No acknowledged write is lost: {n} of {n}", |s| {
        s.number(0) == lost(run(s)).len() as u64 && s.number(1) == done(s)
    }),
    so("… The latest write is there: no write yet", |s| facts(run(s)).is_empty()),
    so("… The latest write is there: it is {}; A and B hold {}", both_hold),
    so("✓ The latest write is there: it is {}; A and B hold {}", |s| {
        both_hold(s) && is_latest_held(s)
    }),
    so("✕ The latest write is there: it is {}; A and B hold {}", |s| {
        both_hold(s) && !is_latest_held(s)
    }),
    so("… The latest write is there: it is {}; A holds {}, B {}", |s| {
        is_latest(s) && is_latest_held(s)
    }),
    so("✕ The latest write is there: it is {}; A holds {}, B {}", |s| {
        is_latest(s) && !is_latest_held(s)
    }),
    so(
        "→ a1. Its stamp is the greater one, by 200 ms. To B that is all that last \
         means: it drops b1, and Bob is not told.",
        |s| {
            let facts = facts(run(s));
            let [a1, b1] = [&facts[0], &facts[1]].map(|fact| fact.taken.reading);
            a1.since(b1).as_millis() == 200 && lost_names(s) == ["b1"]
        },
    ),
    so(
        "→ a1. A stamp does not say what Bob had read. Even at his own replica his \
         write is the older one: B says that it is done, and keeps a1.",
        |s| {
            let b1 = &replica(run(s), REPLICAS[1]).taken()[0];
            b1.saw.len() == 1 && lost_names(s) == ["b1"]
        },
    ),
    so(
        "→ Bob's, soon after Ann's. Each came less than 300 ms after one of Ann's, \
         whose stamps are as much too great. Later than that B's clock has passed \
         her stamp.",
        |s| {
            let lost = lost(run(s));
            s.setting("ahead") == 300 && lost.iter().all(|w| w.client == CLIENTS[1])
        },
    ),
    so(
        "→ Both. Neither replaces the other, so both are kept, and who reads is \
         shown both. Nothing is lost, but somebody must merge them.",
        |s| replica(run(s), REPLICAS[0]).store().writes().len() == 2,
    ),
    so(
        "→ a2. It says that it has seen a1 and b1: both replicas know that it \
         replaces them, whatever their clocks show.",
        |s| {
            let held = replica(run(s), REPLICAS[1]).store().writes();
            held == [WriteId { client: CLIENTS[0], number: 2 }]
        },
    ),
];

fn run<'a>(shown: &Shown<'a>) -> &'a Cluster<Node> {
    shown.model()
}

fn lost_names(shown: &Shown) -> Vec<String> {
    lost(run(shown)).iter().map(ToString::to_string).collect()
}

fn done(shown: &Shown) -> u64 {
    let wrote =
        CLIENTS.into_iter().flat_map(|node| client(run(shown), node).wrote());
    wrote.filter(|wrote| wrote.done.is_some()).count() as u64
}

fn none_lost(shown: &Shown) -> bool {
    lost(run(shown)).is_empty() && shown.number(0) == done(shown)
}

fn is_latest(shown: &Shown) -> bool {
    let facts = facts(run(shown));
    facts.last().is_some_and(|fact| fact.taken.write.to_string() == shown.words[0])
}

fn is_latest_held(shown: &Shown) -> bool {
    let facts = facts(run(shown));
    facts.last().is_some_and(|fact| is_held(run(shown), fact.taken.write))
}

fn both_hold(shown: &Shown) -> bool {
    let held = REPLICAS.map(|node| replica(run(shown), node).store().writes());
    let names: Vec<String> = held[0].iter().map(ToString::to_string).collect();
    is_latest(shown) && held[0] == held[1] && names.join(", ") == shown.words[1]
}
