//! The election that is watched: a lane for each server, its timers in it.

use super::ElectionTimeout;
use super::elections::Elections;
use super::frame::Frame;
use super::marks::state;
use crate::lane::Lane;
use models::consensus::election::Trial;
use models::consensus::race::{Bid, Cast, Race, Wait};
use models::consensus::raft::{Message, Vote};
use sim::cluster::InFlight;
use sim::{Micros, Model, NodeId};
use stage::parts::node::shape;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label, line};
use stage::{Element, Layout, Moment, Role, element};

/// A moment of the race, and where things are.
struct Lanes<'a> {
    frame: &'a Frame,
    race: &'a Race,
    trial: &'a Trial,
    /// The moment, by the clock of the race.
    now: Micros,
}

/// Draws the race.
pub fn draw(moment: &Moment<'_, ElectionTimeout>, frame: &Frame) -> Element {
    let elections = moment.model;
    let (race, trial) = (elections.race(), elections.trial());
    let lanes = Lanes { frame, race, trial, now: race.crash() + moment.now };
    let cluster = race.cluster();
    let drawn = cluster.nodes().map(|node| lanes.draw_lane(node));
    let votes = race.votes().iter().map(|vote| lanes.draw_vote(vote));
    // Once one leads, what is still on its way changes nothing.
    let messages = cluster.in_flight().filter(|_| race.won().is_none());
    let messages = messages.map(|(_, message)| lanes.draw_message(message));
    let title = label(Point::new(0.0, 14.0), Anchor::Start, title(elections));
    element("g")
        .child(title.class("name"))
        .child(lanes.draw_times())
        .child(element("g").children(drawn))
        .child(element("g").children(votes))
        .child(element("g").children(messages.flatten()))
}

/// Which election it is, and how it came out.
fn title(elections: &Elections) -> String {
    let number = elections.number();
    let won = elections.race().bids().iter().find(|bid| bid.has_won);
    match won.zip(elections.took()) {
        Some((bid, took)) => {
            let name = elections.race().cluster().name(bid.server);
            format!("Election {number}: {name} leads after {} ms", took.as_millis())
        }
        None => format!("Election {number} of 1,000"),
    }
}

impl Lanes<'_> {
    /// Where a moment of the race is.
    fn x(&self, at: Micros) -> f32 {
        let crash = self.race.crash().get() as f32;
        self.frame.x((at.get() as f32 - crash) / 1_000.0)
    }

    /// The last heartbeat, the crash, the shortest timeout, and now.
    fn draw_times(&self) -> Element {
        let frame = self.frame;
        let beat = self.x(Micros::ZERO);
        let (from, to) = (frame.top - 4.0, frame.top + frame.height);
        let beat = line(Point::new(beat, from), Point::new(beat, to));
        let timeout = self.trial.timeout.as_millis() as f32;
        let now = self.now.since(self.race.crash()).get() as f32 / 1_000.0;
        let now = frame.shows(now).then(|| frame.upright(now).class("now"));
        element("g")
            .child(beat.class("stem").role(Role::Quiet))
            .child(frame.upright(0.0).class("stem").role(Role::Lost))
            .child(frame.upright(timeout).class("expected"))
            .children(now)
            .child(self.draw_words())
    }

    /// What these moments are, and who cannot win.
    fn draw_words(&self) -> Element {
        let frame = self.frame;
        let (head, below) = (frame.top - 8.0, frame.top + frame.height + 15.0);
        let millis = self.trial.timeout.as_millis();
        // The words about logs stand in front of it, on a phone above it.
        let (heartbeat, least, down) = match frame.layout {
            Layout::Wide => ("last heartbeat", 216.0, 0.0),
            Layout::Narrow => ("heartbeat", 0.0_f32, 16.0),
        };
        let most = frame.size.0 as f32 - 156.0;
        let shortest = (frame.x(millis as f32) + 4.0).max(least).min(most);
        let text = |x: f32, y: f32, anchor, words: String| {
            label(Point::new(x, y), anchor, words).class("state halo")
        };
        let timeout = format!("{millis} ms after the crash");
        let beat = self.x(Micros::ZERO);
        element("g")
            .child(text(beat, head, Anchor::End, heartbeat.into()))
            .child(text(frame.x(0.0), head, Anchor::Start, "S1 crashes".into()))
            .child(text(shortest, below + down, Anchor::Start, timeout))
            .child(text(0.0, below, Anchor::Start, self.behind()))
    }

    /// Who cannot win, and why.
    fn behind(&self) -> String {
        let cluster = self.race.cluster();
        let mut words = String::new();
        for id in cluster.nodes().filter(|id| self.trial.is_behind(*id)) {
            let gap = if words.is_empty() { "" } else { ", " };
            words += gap;
            words += &cluster.name(id);
        }
        match words.is_empty() {
            true => words,
            false => words + ": shorter log, cannot win",
        }
    }

    fn draw_lane(&self, id: NodeId) -> Element {
        let frame = self.frame;
        let y = frame.y(id);
        let (role, words) = state(self.race, self.trial, id);
        let (name_at, words_at) = match frame.layout {
            Layout::Wide => (Point::new(22.0, y + 4.5), Point::new(46.0, y + 4.5)),
            Layout::Narrow => {
                (Point::new(22.0, y - 2.0), Point::new(22.0, y + 11.0))
            }
        };
        let lane = Lane {
            server: id,
            role,
            name: self.race.cluster().name(id),
            y,
            ends: (frame.left, frame.right),
            sign: 7.0,
            name_at,
            hit: (frame.size.0 as f32, frame.pitch()),
        };
        let waits = self.race.waits().iter().filter(|wait| wait.server == id);
        let bids = self.race.bids().iter().filter(|bid| bid.server == id);
        let mut on_it: Vec<_> =
            waits.filter_map(|wait| self.draw_wait(wait)).collect();
        on_it.extend(bids.map(|bid| self.draw_bid(bid)));
        let beside = label(words_at, Anchor::Start, words.clone()).class("state");
        lane.draw(on_it, beside, &words)
    }

    /// A timer: how far it ran, and where it ends if it runs still. One that a
    /// heartbeat set anew before the crash is over and forgotten.
    fn draw_wait(&self, wait: &Wait) -> Option<Element> {
        let over = wait.end.or(self.race.won());
        if over.is_some_and(|end| end <= self.race.crash()) {
            return None;
        }
        // While a server asks for votes its timer runs as well: that is drawn as such.
        let is_bid =
            |bid: &Bid| bid.server == wait.server && bid.start == wait.start;
        if self.race.bids().iter().any(is_bid) {
            return None;
        }
        let y = self.frame.y(wait.server);
        let bar = |from: f32, to: f32| {
            rectangle(Point::new(from, y - 5.0), (to - from, 10.0)).class("mark")
        };
        let (from, to) = (self.x(wait.start), self.x(over.unwrap_or(self.now)));
        let rest = over.is_none().then(|| {
            let due = self.x(wait.due);
            let goal = (Point::new(due, y - 8.0), Point::new(due, y + 8.0));
            element("g")
                .child(element("g").role(Role::Quiet).child(bar(from, due)))
                .child(line(goal.0, goal.1).class("cross"))
        });
        let drawn = element("g").class("chip").role(Role::Follower);
        Some(drawn.children(rest).child(bar(from, to)))
    }

    /// A time in which a server asked for votes; if nothing came of it, it stays
    /// dotted.
    fn draw_bid(&self, bid: &Bid) -> Element {
        let end = bid.end.unwrap_or(self.now);
        let (from, to) = (self.x(bid.start), self.x(end.max(bid.start)));
        let y = self.frame.y(bid.server);
        let bar =
            rectangle(Point::new(from, y - 8.0), ((to - from).max(4.0), 16.0));
        let (role, words) = match (bid.has_won, bid.end) {
            (true, _) => (Role::Leader, ""),
            (false, None) => (Role::Candidate, ""),
            (false, Some(_)) => (Role::Lost, self.why_lost(bid)),
        };
        let at = Point::new((from + to) / 2.0, y + 4.0);
        let words = (to - from > 48.0).then(|| label(at, Anchor::Middle, words));
        element("g")
            .class("chip")
            .role(role)
            .child(bar.class("mark").attr("rx", 2u32))
            .children(words.map(|words| words.class("inside")))
    }

    /// Why a server that asked for votes did not get enough.
    fn why_lost(&self, bid: &Bid) -> &'static str {
        let same = self.race.bids().iter().filter(|b| b.term == bid.term);
        if same.clone().any(|other| other.has_won) {
            "lost"
        } else if self.trial.is_behind(bid.server) {
            "refused"
        } else if same.count() > 1 {
            "split"
        } else {
            "too few"
        }
    }

    /// A vote for another one: from its lane to that one's.
    fn draw_vote(&self, vote: &Cast) -> Element {
        let x = self.x(vote.at);
        let (from, to) = (self.frame.y(vote.voter), self.frame.y(vote.candidate));
        let voter = Point::new(x, from);
        element("g")
            .role(Role::Committed)
            .child(line(voter, Point::new(x, to)).class("stem"))
            .child(shape(voter, 4.0, Role::Committed))
    }

    /// A message on its way from lane to lane.
    fn draw_message(&self, message: &InFlight<Message>) -> Option<Element> {
        let role = match &message.message {
            Message::RequestVote { .. } => Role::Candidate,
            Message::Vote { vote: Vote::Granted, .. } => Role::Committed,
            Message::Vote { vote: Vote::Refused, .. } => Role::Lost,
            _ => return None,
        };
        let from = Point::new(self.x(message.sent), self.frame.y(message.from));
        let end = self.frame.y(message.to);
        let share = message.progress(self.now);
        let y = from.y + (end - from.y) * share as f32 / 1_000.0;
        let at = Point::new(self.x(self.now), y);
        let drawn = element("g").class("message").role(role);
        Some(drawn.child(line(from, at).class("trail")).child(shape(at, 4.5, role)))
    }
}
