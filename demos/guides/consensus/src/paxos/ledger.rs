//! The ballots below each other: in each, what every acceptor is to it. A value is
//! chosen when a majority of one row has voted for it.

use super::Paxos;
use models::consensus::paxos::{
    Ballot, Begun, Contest, Seat, Timer, Value, Vote, acceptors, proposers,
};
use sim::{Micros, Model, NodeId};
use stage::parts::node::{cross, shape};
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label, picture};
use stage::{Element, Moment, Role, element};

/// The size of the picture.
const SIZE: (u32, u32) = (310, 292);
/// Rows, and where the first one is.
const ROWS: usize = 7;
const TOP: f32 = 60.0;
const PITCH: f32 = 26.0;
/// Where the columns of the acceptors begin and end; behind them what came of it.
const LEFT: f32 = 66.0;
const RIGHT: f32 = 206.0;

/// Draws the last ballots of a run.
pub fn draw(moment: &Moment<'_, Paxos>) -> Element {
    let contest = moment.model;
    let names: Vec<NodeId> =
        acceptors(contest.cluster()).map(|(node, _)| node).collect();
    let pitch = (RIGHT - LEFT) / names.len() as f32;
    let x = |column: usize| LEFT + pitch * (column as f32 + 0.5);
    let title = label(Point::new(0.0, 16.0), Anchor::Start, "Ballots");
    let begun = match contest.ballots().len() {
        0 => String::new(),
        count => format!("{count} begun"),
    };
    let numbering = Point::new(SIZE.0 as f32, 16.0);
    let numbering = label(numbering, Anchor::End, "1.P2: round 1 of P2");
    let begun = label(Point::new(62.0, 16.0), Anchor::Start, begun);
    let heads = names.iter().enumerate().map(|(column, node)| {
        let at = Point::new(x(column), 38.0);
        label(at, Anchor::Middle, contest.name(*node)).class("state")
    });
    let ballots = contest.ballots();
    let pauses = pauses(contest);
    let room = ROWS - pauses.len().min(ROWS);
    let shown = ballots.iter().skip(ballots.len().saturating_sub(room));
    let first = ballots.len().min(room);
    let waits = pauses.iter().enumerate().map(|(place, pause)| {
        draw_pause(moment, pause, TOP + PITCH * (first + place) as f32)
    });
    let rows = shown.enumerate().map(|(place, begun)| {
        draw_row(contest, *begun, TOP + PITCH * place as f32, &x)
    });
    picture(SIZE, words(contest))
        .child(title.class("name"))
        .child(begun.class("state"))
        .child(numbering.class("state"))
        .child(element("g").children(heads))
        .child(element("g").children(rows))
        .child(element("g").children(waits))
        .child(below(contest))
}

/// A ballot: its name, the acceptors, what came of it.
fn draw_row(
    contest: &Contest,
    begun: Begun,
    y: f32,
    x: &dyn Fn(usize) -> f32,
) -> Element {
    let seats = contest.seats(begun.ballot);
    let (role, outcome, class) = outcome(contest, begun, &seats);
    let cells = seats.iter().enumerate().map(|(column, seat)| {
        draw_seat(contest, Point::new(x(column), y), begun.ballot, *seat)
    });
    let ballot = begun.ballot.to_string();
    let name = label(Point::new(0.0, y + 4.5), Anchor::Start, ballot.clone());
    let outcome = label(Point::new(RIGHT + 8.0, y + 4.5), Anchor::Start, outcome);
    element("g")
        .key(ballot)
        .class("chip")
        .role(role)
        .child(name.class("name"))
        .children(cells)
        .child(outcome.class(class))
}

/// A proposer that waits before its next ballot, and from when until when.
type Pause = (NodeId, Micros, Micros);

fn pauses(contest: &Contest) -> Vec<Pause> {
    let cluster = contest.cluster();
    let pauses = proposers(cluster).filter_map(|(node, _)| {
        let (set, due) = cluster.timer(node, Timer::Backoff)?;
        (set < due).then_some((node, set, due))
    });
    pauses.collect()
}

/// How long it waits, and how much of that is over.
fn draw_pause(
    moment: &Moment<'_, Paxos>,
    &(node, set, due): &Pause,
    y: f32,
) -> Element {
    let wait = due.since(set);
    let past = moment.now.since(set).get() as f32 / wait.get() as f32;
    let bar = |width: f32| {
        rectangle(Point::new(LEFT, y - 6.0), (width, 12.0)).class("mark")
    };
    let width = RIGHT - LEFT;
    let name =
        label(Point::new(0.0, y + 4.5), Anchor::Start, moment.model.name(node));
    let words = format!("waits {} ms", wait.as_millis());
    let words = label(Point::new(RIGHT + 8.0, y + 4.5), Anchor::Start, words);
    element("g")
        .class("bar")
        .child(name.class("name"))
        .child(element("g").role(Role::Quiet).child(bar(width)))
        .child(element("g").role(Role::Follower).child(bar(width * past.min(1.0))))
        .child(words.class("state"))
}

/// What came of a ballot so far: a role, words and their class.
fn outcome(
    contest: &Contest,
    Begun { ballot, asked }: Begun,
    seats: &[Seat],
) -> (Role, String, &'static str) {
    let majority = seats.len() / 2 + 1;
    let closed = seats.iter().filter(|seat| **seat == Seat::Closed).count();
    let is_chosen =
        |value: &Value| contest.is_chosen(Vote { ballot, value: *value });
    if let Some(value) = asked.filter(is_chosen) {
        let words = format!("{value} chosen");
        return match contest.conflict() {
            None => (Role::Committed, words, "name"),
            Some(_) => (Role::Lost, words, "alarm"),
        };
    }
    let (role, words) = match asked {
        _ if seats.len() - closed < majority => (Role::Follower, "failed".into()),
        Some(value) => (Role::Leader, format!("votes for {value}?")),
        None => (Role::Candidate, "promises?".into()),
    };
    (role, words, "state")
}

/// What an acceptor is to a ballot.
fn draw_seat(contest: &Contest, at: Point, ballot: Ballot, seat: Seat) -> Element {
    match seat {
        Seat::Free => element("g"),
        Seat::Promised => sign(Role::Follower, shape(at, 9.0, Role::Follower)),
        Seat::Closed => sign(Role::Follower, cross(at, 5.0)),
        Seat::Voted(value) => draw_vote(contest, at, Vote { ballot, value }),
    }
}

fn sign(role: Role, mark: Element) -> Element {
    element("g").role(role).child(mark)
}

/// A vote: in doubt until a majority of its ballot has cast the same; one of those
/// that chose two values is marked as such.
pub fn draw_vote(contest: &Contest, at: Point, vote: Vote) -> Element {
    let role = match (contest.is_chosen(vote), contest.conflict()) {
        (false, _) => Role::Doubt,
        (true, None) => Role::Committed,
        (true, Some(_)) => Role::Lost,
    };
    draw_square(at, vote.value, role)
}

/// A square with the letter of a value.
pub fn draw_square(at: Point, value: Value, role: Role) -> Element {
    let corner = Point::new(at.x - 10.0, at.y - 10.0);
    let square = rectangle(corner, (20.0, 20.0)).class("mark").attr("rx", 3u32);
    let letter_at = Point::new(at.x, at.y + 4.5);
    element("g")
        .class("chip")
        .role(role)
        .child(square)
        .child(label(letter_at, Anchor::Middle, value.to_string()).class("inside"))
}

/// What the signs mean; if two values are chosen, which and where.
fn below(contest: &Contest) -> Element {
    let y = SIZE.1 as f32 - 38.0;
    if let Some((one, other)) = contest.conflict() {
        let line = |y: f32, words: String| {
            label(Point::new(0.0, y), Anchor::Start, words).class("alarm")
        };
        let name = |vote: Vote| format!("{} in {}", vote.value, vote.ballot);
        return element("g")
            .child(line(y, "✕ Two values are chosen:".into()))
            .child(line(y + 20.0, format!("{} and {}", name(one), name(other))));
    }
    let entry = |x: f32, y: f32, sign: Element, words: &'static str| {
        let at = Point::new(x + 22.0, y + 4.5);
        element("g")
            .child(sign)
            .child(label(at, Anchor::Start, words).class("state"))
    };
    let at = |x: f32, y: f32| Point::new(x + 9.0, y);
    let promised = sign(Role::Follower, shape(at(0.0, y), 9.0, Role::Follower));
    let vote = draw_square(at(94.0, y), Value(0), Role::Doubt);
    let chosen = draw_square(at(176.0, y), Value(0), Role::Committed);
    let closed = sign(Role::Follower, cross(at(0.0, y + 24.0), 5.0));
    element("g")
        .child(entry(0.0, y, promised, "promised"))
        .child(entry(94.0, y, vote, "voted"))
        .child(entry(176.0, y, chosen, "and chosen"))
        .child(entry(
            0.0,
            y + 24.0,
            closed,
            "will not vote: promised a higher ballot",
        ))
}

fn words(contest: &Contest) -> String {
    let mut words = String::from("The ballots");
    for chosen in contest.chosen() {
        words.push_str(&format!(
            ", {} is chosen in {}",
            chosen.vote.value, chosen.vote.ballot
        ));
    }
    words
}
