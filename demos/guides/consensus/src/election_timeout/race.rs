//! The election that is watched: a lane for each server, its timers in it.

use super::ElectionTimeout;
use super::elections::{Deed, Elections};
use super::frame::Frame;
use models::consensus::election::{FIRST, Trial};
use models::consensus::race::{Bid, Cast, Race, Wait};
use models::consensus::raft::{Message, Node, Role as RaftRole, Timer, Vote};
use sim::cluster::{Condition, InFlight};
use sim::{Cluster, Edit, Micros, Model, NodeId};
use stage::cluster::node_id;
use stage::parts::node::{cross, shape};
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label, line};
use stage::{Element, Layout, Mark, Moment, Role, element};

/// The servers, and what the reader may do to them from the crash until one leads.
pub fn marks(elections: &Elections) -> Vec<Mark<Deed>> {
    let (race, trial) = (elections.race(), elections.trial());
    let cluster = race.cluster();
    let of_server = |id| {
        let (_, words) = state(race, trial, id);
        let is_up = !is_down(cluster, id);
        let waits = is_up && cluster.timer(id, Timer::Election).is_some();
        let deed = |edit| Deed::Race(edit);
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
        let head = frame.top - 8.0;
        let text = |x: f32, y: f32, anchor, words: String| {
            label(Point::new(x, y), anchor, words).class("state halo")
        };
        let beat = self.x(Micros::ZERO);
        let (from, to) = (frame.top - 4.0, frame.top + frame.height);
        let beat_line = line(Point::new(beat, from), Point::new(beat, to));
        let (words, gap) = match frame.layout {
            Layout::Wide => ("last heartbeat", 15.0),
            Layout::Narrow => ("heartbeat", 31.0),
        };
        let crash = frame.x(0.0);
        let millis = self.trial.timeout.as_millis();
        let shortest = frame.x(millis as f32);
        let below =
            Point::new((shortest + 4.0).max(196.0), frame.top + frame.height + gap);
        let timeout = format!("shortest timeout: {millis} ms");
        let behind =
            text(0.0, to + 15.0, Anchor::Start, "shorter log: cannot win".into());
        let behind = (self.trial.behind > 0).then_some(behind);
        let now = self.now.since(self.race.crash()).get() as f32 / 1_000.0;
        let now = frame.shows(now).then(|| frame.upright(now).class("now"));
        element("g")
            .child(beat_line.class("stem").role(Role::Quiet))
            .child(frame.upright(0.0).class("stem").role(Role::Lost))
            .child(frame.upright(millis as f32).class("expected"))
            .child(text(beat, head, Anchor::End, words.into()))
            .child(text(crash, head, Anchor::Start, "S1 crashes".into()))
            .child(text(below.x, below.y, Anchor::Start, timeout))
            .children(behind)
            .children(now)
    }

    fn draw_lane(&self, id: NodeId) -> Element {
        let frame = self.frame;
        let y = frame.y(id);
        let name = self.race.cluster().name(id);
        let (role, words) = state(self.race, self.trial, id);
        let at = Point::new(9.0, y);
        let sign = match role {
            Role::Lost => element("g").child(cross(at, 6.0)),
            _ => shape(at, 7.0, role),
        };
        let (name_at, words_at) = match frame.layout {
            Layout::Wide => (Point::new(22.0, y + 4.5), Point::new(46.0, y + 4.5)),
            Layout::Narrow => {
                (Point::new(22.0, y - 2.0), Point::new(22.0, y + 11.0))
            }
        };
        let waits = self.race.waits().iter().filter(|wait| wait.server == id);
        let bids = self.race.bids().iter().filter(|bid| bid.server == id);
        let axis = line(Point::new(frame.left, y), Point::new(frame.right, y));
        let hit = Point::new(0.0, y - frame.pitch() / 2.0);
        let hit = rectangle(hit, (frame.size.0 as f32, frame.pitch()));
        element("g")
            .class("lane")
            .key(node_id(id))
            .role(role)
            .child(hit.class("hit"))
            .child(axis.class("axis"))
            .children(waits.filter_map(|wait| self.draw_wait(wait)))
            .children(bids.map(|bid| self.draw_bid(bid)))
            .child(sign)
            .child(label(name_at, Anchor::Start, name.clone()).class("name"))
            .child(label(words_at, Anchor::Start, words.clone()).class("state"))
            .mark(node_id(id), format!("{name}, {words}"))
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

fn is_down(cluster: &Cluster<Node>, id: NodeId) -> bool {
    cluster.condition(id) == Condition::Stopped
}

/// What a server is, and that in a few words.
fn state(race: &Race, trial: &Trial, id: NodeId) -> (Role, String) {
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
