//! How a range moves while it is written to.

use crate::claim::{Claim, Shown, deed, names, so, theory};
use models::partitioning::live_move::{
    Kind, MAP, Node, Row, SOURCE, Server, Step, TARGET, Version, both_own, client,
    clients, lost, owner, server, taken_by_both,
};
use sim::cluster::Condition;
use sim::{Cluster, Event, Micros, NodeId};

pub const WORDS: &[Claim] = &[
    names("Moving a range while it is written to"),
    theory(
        "A copy is old once it is read: what is written behind it has to follow, and \
         the last of that only while no write is taken.",
        "partitioning/live_move.rs::the_other_orders_lose_writes",
    ),
    theory(
        "Without a fence there is always a moment between the last batch and the \
         switch.",
        "partitioning/live_move.rs::the_other_orders_lose_writes",
    ),
    theory(
        "The version says afterwards who has an old map.",
        "partitioning/live_move.rs::a_stale_map_costs_one_refusal",
    ),
    names("the orange writes: does B get them?"),
    so("what A takes after its last batch.", |s| s.knob("order") == "no-fence"),
    so("the same writes, once A refuses them.", |s| {
        s.knob("order") == "safe" && s.setting("writes") == 12 && s.seed == 152
    }),
    names("C3: which version it has, and where its write goes."),
    so("what B has of the copy before it crashes, and after.", |s| {
        s.records().iter().any(|r| r.event == Event::Stopped { node: TARGET })
    }),
    so("This run was picked: what B lacks lies apart.", |s| {
        let keys = lost(run(s)).into_iter().map(|row| row.key).collect::<Vec<_>>();
        let apart = |a: &u16, b: &u16| a == b || a.abs_diff(*b) > 25;
        keys.iter().all(|a| keys.iter().all(|b| apart(a, b)))
    }),
    so("This run was picked: one write comes then.", |s| {
        !is_over(s) || lost(run(s)).len() == 1
    }),
    so("This run was picked: its writes are those before.", |s| {
        s.setting("writes") == 12 && s.seed == 152
    }),
];

pub const PICTURE: &[Claim] = &[
    names("Clients, the map and the rows of both servers"),
    names("behind the copy"),
    so("{}: former owner", |s| !takes(s) && !has(s).rows().is_empty()),
    so("{}: former owner, sends its log", |s| !takes(s) && is_at(s, Step::Late)),
    so("{}: gets a copy", |s| !takes(s) && !has(s).staged().is_empty()),
    so("{}: has forgotten it", |s| takes(s) && has(s).known().is_none()),
    so("{}: owner, {}", is_owner),
    so("{}: owner, {}, copies", |s| is_owner(s) && is_at(s, Step::Copy)),
    so("{}: owner, {}, copies again", |s| {
        is_owner(s) && is_at(s, Step::Copy) && has(s).begun() > 1
    }),
    so("{}: owner, {}, sends its log", |s| {
        is_owner(s) && (is_at(s, Step::CatchUp) || is_at(s, Step::Late))
    }),
    so("{}: owner, {}, sends the last", |s| is_owner(s) && is_at(s, Step::Seal)),
    so("{}: owner, {}, asks to switch", |s| is_owner(s) && is_at(s, Step::Switch)),
    so("{}: refuses writes", |s| !takes(s) && has(s).is_fenced()),
    so("{}: refuses writes, sends the last", |s| {
        !takes(s) && has(s).is_fenced() && is_at(s, Step::Seal)
    }),
    so("{}: refuses writes, asks to switch", |s| {
        !takes(s) && has(s).is_fenced() && is_at(s, Step::Switch)
    }),
    so("✕ Acknowledged, and not at {}:", |s| {
        owner(run(s)).server == node(s) && !lost(run(s)).is_empty()
    }),
    so("k{}, k{}", |s| {
        let lost = lost(run(s));
        let first = |row: &&Row| row.key.to_string() == s.words[0];
        lost.iter().filter(first).count() > 0
    }),
    so("{}, {} again", |s| {
        clients().any(|node| {
            let client = client(run(s), node);
            let pending = client.pending().iter();
            client.map().version.to_string() == s.words[0]
                && pending
                    .filter(|pending| pending.tries > 1)
                    .any(|pending| pending.row.to_string() == s.words[1])
        })
    }),
    so("The servers and the map at {}", |s| s.words[0] == s.now().clock()),
    deed("begins move {}, to {}"),
    deed("deletes its rows and forgets the range"),
    deed("gives up move {}: the target has lost it"),
    deed("gives up the move, and takes writes again"),
    deed("has a new version: {} is {}"),
    deed("owns it no longer: {} is newer"),
    deed("owns the range under {}"),
    deed("refuses writes from now on"),
    deed("takes writes again: the map has barred the move"),
];

pub const CHECKS: &[Claim] = &[
    so("… The owner has each acknowledged row: {} has all {n}", |s| {
        lost(run(s)).is_empty() && s.number(1) == all(s)
    }),
    so("✓ The owner has each acknowledged row: {} has all {n}", |s| {
        lost(run(s)).is_empty() && s.number(1) == all(s) && is_moved(s)
    }),
    so("✕ The owner has each acknowledged row: {} lacks {n} of {n}", |s| {
        let lost = lost(run(s)).len() as u64;
        lost > 0 && s.number(1) == lost && s.number(2) == all(s)
    }),
    so("… One owner at a time: never two", |s| both(s).is_none()),
    so("✓ One owner at a time: never two", |s| both(s).is_none() && is_moved(s)),
    so("✕ One owner at a time: A and B took writes for {n} ms", |s| {
        both(s) == Some(s.number(0)) && taken_by_both(run(s), s.now()).is_empty()
    }),
    so("✕ One owner at a time: A and B took writes for {n} ms: {}", |s| {
        let taken = taken_by_both(run(s), s.now());
        both(s) == Some(s.number(0))
            && s.words[1].starts_with(&taken[0].to_string())
    }),
    so(
        "→ Writes behind the copy. What is written where the copy has been is in no \
         chunk, and A has said that it is done. What is written ahead of it is copied.",
        |s| {
            let taken = server(run(s), SOURCE).taken().len();
            (1..taken).contains(&lost(run(s)).len())
        },
    ),
    so(
        "→ Yes, a late one. What A takes after it has sent the last batch is in none, \
         and A takes writes until it hears of the switch.",
        |s| lost(run(s)).len() == 1 && s.knob("order") == "no-fence",
    ),
    so(
        "→ B has it, later. A has not said that it is done, so nothing is lost. The \
         client comes again, is told of the newer version, and goes to B: that took it \
         a few round trips more.",
        |s| {
            let longest =
                clients().map(|node| client(run(s), node).longest()).max();
            let round_trip =
                Micros::from_millis(2 * u64::from(s.setting("latency")));
            lost(run(s)).is_empty()
                && longest
                    .is_some_and(|longest| longest.get() > 2 * round_trip.get())
        },
    ),
    so(
        "→ B: A refuses it. The write names the version of C3's map. A knows a newer \
         one, refuses, and says which: C3 keeps it and goes to B.",
        |s| {
            let client = client(run(s), NodeId(5));
            client.map().version == Version(2)
                && server(run(s), TARGET).rows().contains(&client.acknowledged()[0])
                && s.happened(is_refused)
        },
    ),
    so(
        "→ It begins anew, writes go on. A is still the owner and has not stopped to \
         take writes. B says that it knows nothing of this attempt, and A begins \
         another one.",
        |s| server(run(s), SOURCE).begun() == 2 && lost(run(s)).is_empty(),
    ),
];

fn run<'a>(shown: &Shown<'a>) -> &'a Cluster<Node> {
    shown.model()
}

/// The server that the first word names.
fn node(shown: &Shown) -> NodeId {
    match shown.words[0] {
        "A" => SOURCE,
        "B" => TARGET,
        other => panic!("there is no server {other}"),
    }
}

fn has<'a>(shown: &Shown<'a>) -> &'a Server {
    server(run(shown), node(shown))
}

fn takes(shown: &Shown) -> bool {
    has(shown).takes_writes(node(shown)) && is_up(shown)
}

fn is_up(shown: &Shown) -> bool {
    run(shown).condition(node(shown)) != Condition::Stopped
}

/// It takes writes, under the version of the second word.
fn is_owner(shown: &Shown) -> bool {
    let known = has(shown).known().map(|known| known.version.to_string());
    takes(shown) && known.as_deref() == Some(shown.words[1])
}

fn is_at(shown: &Shown, step: Step) -> bool {
    has(shown).moving().is_some_and(|moving| moving.step() == step)
}

/// How many rows were acknowledged, with those that were there at first.
fn all(shown: &Shown) -> u64 {
    let acknowledged =
        clients().map(|node| client(run(shown), node).acknowledged());
    let loaded = server(run(shown), SOURCE).loaded().len();
    (acknowledged.map(<[Row]>::len).sum::<usize>() + loaded) as u64
}

fn is_moved(shown: &Shown) -> bool {
    owner(run(shown)).version > Version(1)
}

fn is_over(shown: &Shown) -> bool {
    shown.now() > Micros::from_secs(3)
}

/// For how many milliseconds both servers took writes.
fn both(shown: &Shown) -> Option<u64> {
    let both = both_own(run(shown), shown.now());
    both.map(|(start, end)| end.since(start).as_millis())
}

fn is_refused(event: &Event) -> bool {
    match event {
        Event::Received { kind, from, .. } => {
            *from != MAP && kind.among(&Kind::ALL) == Kind::Refused
        }
        Event::Sent { .. }
        | Event::Lost { .. }
        | Event::Expired { .. }
        | Event::Noted { .. }
        | Event::Stopped { .. }
        | Event::Restarted { .. }
        | Event::Faulted { .. } => false,
    }
}
