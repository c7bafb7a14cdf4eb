//! What is said of a fleet: how long its requests took, which servers are not as
//! they should be, and what waits beside an idle one.

use super::{Fleet, LONG, UNFAIR, line, stack};
use models::load_balancing::balancer::{Condition, Server};
use models::load_balancing::pair::{Edit, Pair, Side};
use sim::Micros;
use stage::parts::{Anchor, Point, label};
use stage::{Check, Element, Layout, Role, Verdict, element};

/// Of so many requests it can be told how many fail.
const ENOUGH: u64 = 20;

/// Seconds with one decimal, or two below two: `0.26`, `1.01`, `3.1`.
pub fn seconds(span: Micros) -> String {
    let hundredths = (span.as_millis() + 5) / 10;
    match hundredths {
        0..200 => format!("{}.{:02}", hundredths / 100, hundredths % 100),
        200.. => {
            let tenths = (hundredths + 5) / 10;
            format!("{}.{}", tenths / 10, tenths % 10)
        }
    }
}

/// The percentiles of what was answered lately.
pub fn latencies(fleet: &Fleet) -> Element {
    let is_known = fleet.pair.figures(fleet.side).p99.is_some();
    let recent = fleet.balancer().recent();
    let of = |percent| recent.percentile(percent).map_or_else(String::new, seconds);
    let words = match (is_known, fleet.layout) {
        (false, _) => String::new(),
        (true, Layout::Wide) => {
            format!("p50 {} · p90 {} · p99 {} s", of(50), of(90), of(99))
        }
        (true, Layout::Narrow) => format!("p50 {} · p99 {} s", of(50), of(99)),
    };
    let at = Point::new(fleet.left, 29.0);
    label(at, Anchor::Start, words).class("state")
}

/// Which servers are slow or fail, and which are idle while others have too many.
pub fn notes(fleet: &Fleet) -> Vec<Element> {
    let mut notes = Vec::new();
    match failing(fleet) {
        Some((server, percent)) => notes.push(failure(fleet, server, percent)),
        None => {
            notes.extend(conditions(fleet).map(|text| line(fleet, 0, text)));
        }
    }
    if let Some((longest, idle)) = stack::waste(fleet) {
        let count = fleet.balancer().servers()[longest].load();
        let who = match idle[..] {
            [only] => format!("s{} is idle", only + 1),
            _ => format!("{} are idle", idle.len()),
        };
        let text = match fleet.layout {
            Layout::Wide => {
                format!("{who}, and s{} has {count} requests", longest + 1)
            }
            Layout::Narrow => format!("{who}, s{} has {count}", longest + 1),
        };
        let at = Point::new(fleet.left, super::BASE + super::BOX + 31.0);
        let words = label(at, Anchor::Start, text).class("word");
        notes.push(element("g").role(Role::Lost).child(words));
    }
    notes
}

/// The one server that is not as it should be, if it fails, and how many per cent of
/// the requests it answers.
pub fn failing(fleet: &Fleet) -> Option<(usize, u64)> {
    let mut unusual = fleet.servers().filter(|(_, server)| !is_usual(server));
    let (index, server) = unusual.next()?;
    let tally = fleet.balancer().tally();
    let all = tally.failed + tally.answered;
    let is_one = server.state() == Condition::Fails && unusual.next().is_none();
    (is_one && all >= ENOUGH).then(|| (index, (tally.failed * 100 + all / 2) / all))
}

/// What is said of it: it stands out where it gets more than its part.
fn failure(fleet: &Fleet, server: usize, percent: u64) -> Element {
    let server = server + 1;
    let text = match fleet.layout {
        Layout::Wide => {
            format!("s{server} answers {percent} % of requests, with errors")
        }
        Layout::Narrow => format!("s{server}: {percent} %, all errors"),
    };
    let role = if percent >= UNFAIR { Role::Lost } else { Role::Follower };
    let at = Point::new(fleet.left, super::BASE + super::BOX + 16.0);
    element("g").role(role).child(label(at, Anchor::Start, text).class("word"))
}

/// Whether a server is as fast as it should be, and as the usual one.
pub fn is_usual(server: &Server) -> bool {
    server.state() == Condition::Works(100) && server.speed() == 100
}

/// Those that are not as fast as the usual server, or fail.
fn conditions(fleet: &Fleet) -> Option<String> {
    let unusual = || fleet.servers().filter(|(_, server)| !is_usual(server));
    let (first, server) = unusual().next()?;
    let is_same = |other: &Server| {
        (other.state(), other.speed()) == (server.state(), server.speed())
    };
    let same = || unusual().filter(|(_, other)| is_same(other));
    let (last, count) = (same().last()?.0, unusual().count());
    if same().count() < count || count < last + 1 - first {
        return Some(format!("{count} servers slow or failing"));
    }
    let (who, answer) = match last == first {
        true => (format!("s{}", first + 1), "answers"),
        false => (format!("s{}–s{}", first + 1, last + 1), "answer"),
    };
    Some(match server.state() {
        Condition::Fails => format!("{who} {answer} with errors"),
        Condition::Works(percent) => {
            let speed = percent * server.speed() / 100;
            format!("{who}: {speed} % of the speed")
        }
    })
}

/// Whether 99 of 100 requests are answered within a second.
pub fn in_time(pair: &Pair, side: Side) -> Check {
    let p99 = pair.figures(side).p99;
    let holds = p99.is_some_and(|p99| p99 < LONG);
    Check {
        name: match side {
            Side::Left => "Left: p99 below 1 s",
            Side::Right => "Right: p99 below 1 s",
        },
        verdict: Verdict::of(holds).once(p99.is_some()),
        detail: p99.map_or("not known yet".into(), |p99| {
            seconds(p99) + " s in the last 5 s"
        }),
    }
}

/// What was done, in a few words.
pub fn deed(edit: &Edit) -> String {
    match edit {
        Edit::Use(side, policy) => format!("{}: {}", side.word(), policy.name()),
        Edit::Turn(server, Condition::Works(100)) => format!("s{server} well"),
        Edit::Turn(server, Condition::Works(percent)) => {
            format!("s{server} {percent} %")
        }
        Edit::Turn(server, Condition::Fails) => format!("s{server} fails"),
        Edit::Load(percent) => format!("load {percent} %"),
    }
}
