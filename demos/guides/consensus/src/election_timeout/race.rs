//! The election that is watched: a lane for each server, its timer running in it.

use super::ElectionTimeout;
use models::consensus::election::{FIRST, Trial};
use models::consensus::race::{Bid, Race};
use models::consensus::raft::{Message, Node, Role as RaftRole, Timer, Vote};
use sim::cluster::{Condition, InFlight};
use sim::{Cluster, Edit, Micros, Model, NodeId};
use stage::cluster::{node, node_id};
use stage::parts::node::{cross, shape};
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label, line, picture};
use stage::{Element, Mark, Moment, Role, element};

/// The size of the picture.
const SIZE: (u32, u32) = (312, 290);
/// The lanes: where they begin and end, left and right, above and below.
const LEFT: f32 = 44.0;
const RIGHT: f32 = 222.0;
const TOP: f32 = 52.0;
const HEIGHT: f32 = 196.0;

/// The servers, and what the reader may do to them from the crash until one leads.
pub fn marks(race: &Race, trial: &Trial) -> Vec<Mark<<Race as Model>::Edit>> {
    let cluster = race.cluster();
    let of_server = |id| {
        let may_stand =
            cluster.timer(id, Timer::Election).is_some() && !is_down(cluster, id);
        let (_, words) = state(race, trial, id);
        let mut mark = node(cluster, id, cluster.name(id)).state(words).action_if(
            may_stand,
            "Time out now",
            Edit::Expire(id, Timer::Election),
        );
        if !race.is_open() {
            mark.actions.clear();
        }
        mark
    };
    cluster.nodes().map(of_server).collect()
}

/// Where things are in the lanes.
struct Lanes<'a> {
    race: &'a Race,
    trial: &'a Trial,
    /// The moment shown: it stands still soon after the race is over.
    now: Micros,
    /// The first and the last moment shown.
    window: (Micros, Micros),
}

/// Draws the race.
pub fn draw(moment: &Moment<'_, ElectionTimeout>) -> Element {
    let (race, trial) = (moment.model.race(), moment.model.trial());
    let first = trial.timeout + trial.spread;
    let span = Micros::new(first.get() + first.get() / 5);
    let story =
        race.won().map_or(Micros::MAX, |won| won + Micros::new(span.get() / 9));
    let now = moment.now.min(story);
    let end = (now + Micros::new(span.get() / 9)).max(span);
    let lanes = Lanes { race, trial, now, window: (end - span, end) };
    let title = format!("Election {} of 1,000", moment.settings.election);
    let cluster = race.cluster();
    let drawn = cluster.nodes().map(|node| lanes.draw_lane(node));
    let votes =
        race.votes().iter().filter(|vote| lanes.shows(vote.at)).map(|vote| {
            let x = lanes.x(vote.at);
            let (from, to) = (lanes.y(vote.candidate), lanes.y(vote.voter));
            let arrow = line(Point::new(x, from), Point::new(x, to)).class("stem");
            element("g").role(Role::Committed).child(arrow)
        });
    let messages =
        cluster.in_flight().map(|(_, message)| lanes.draw_message(message));
    picture(SIZE, title.clone())
        .child(label(Point::new(0.0, 16.0), Anchor::Start, title).class("name"))
        .child(lanes.draw_times())
        .child(element("g").children(votes))
        .child(element("g").children(messages.flatten()))
        .child(element("g").children(drawn))
        .child(lanes.below())
}

impl Lanes<'_> {
    fn shows(&self, at: Micros) -> bool {
        self.window.0 <= at && at <= self.window.1
    }

    fn x(&self, at: Micros) -> f32 {
        let (start, end) = self.window;
        let share =
            at.since(start).get() as f32 / end.since(start).get().max(1) as f32;
        LEFT + (RIGHT - LEFT) * if at < start { 0.0 } else { share.min(1.0) }
    }

    fn pitch(&self) -> f32 {
        HEIGHT / self.trial.servers as f32
    }

    fn y(&self, node: NodeId) -> f32 {
        TOP + self.pitch() * (node.0 as f32 + 0.5)
    }

    /// The last heartbeat, the crash, and now.
    fn draw_times(&self) -> Element {
        let upright = |at: Micros| {
            let x = self.x(at);
            line(Point::new(x, TOP - 2.0), Point::new(x, TOP + HEIGHT))
        };
        let event = |at: Micros, y: f32, words: &'static str, role: Role| {
            let words_at = Point::new(self.x(at), y);
            let words = label(words_at, Anchor::Start, words).class("state");
            let line = upright(at).class("stem");
            element("g").role(role).child(line).child(words)
        };
        let events = [
            (Micros::ZERO, 33.0, "last heartbeat of S1", Role::Quiet),
            (self.race.crash(), 48.0, "crash of S1", Role::Lost),
        ];
        let events = events
            .into_iter()
            .filter(|(at, ..)| self.shows(*at) && *at <= self.now)
            .map(|(at, y, words, role)| event(at, y, words, role));
        element("g").children(events).child(upright(self.now).class("now"))
    }

    fn draw_lane(&self, id: NodeId) -> Element {
        let cluster = self.race.cluster();
        let y = self.y(id);
        let name = cluster.name(id);
        let (role, words) = state(self.race, self.trial, id);
        let at = Point::new(10.0, y);
        let sign = match role {
            Role::Lost => element("g").child(cross(at, 6.0)),
            _ => shape(at, 8.0, role),
        };
        let name_at = Point::new(22.0, y + 4.5);
        let words_at = Point::new(RIGHT + 8.0, y + 4.5);
        let bids = self.race.bids().iter().filter(|bid| bid.server == id);
        let axis = line(Point::new(LEFT, y), Point::new(RIGHT, y)).class("axis");
        let hit = Point::new(0.0, y - self.pitch() / 2.0);
        let lane = element("g")
            .class("lane")
            .key(node_id(id))
            .role(role)
            .child(rectangle(hit, (SIZE.0 as f32, self.pitch())).class("hit"))
            .child(axis)
            .children(self.draw_timer(id))
            .children(bids.filter_map(|bid| self.draw_bid(bid)))
            .child(sign)
            .child(label(name_at, Anchor::Start, name.clone()).class("name"))
            .child(label(words_at, Anchor::Start, words.clone()).class("state"));
        match self.race.is_open() {
            true => lane.mark(node_id(id), format!("{name}, {words}")),
            false => lane,
        }
    }

    /// The timer that runs: how far it is, and where it ends.
    fn draw_timer(&self, id: NodeId) -> Option<Element> {
        let cluster = self.race.cluster();
        let (set, end) = cluster.timer(id, Timer::Election)?;
        let y = self.y(id);
        let bar = |from: f32, to: f32| {
            rectangle(Point::new(from, y - 6.0), (to - from, 12.0)).class("mark")
        };
        let (from, now, to) = (self.x(set), self.x(self.now), self.x(end));
        let goal =
            line(Point::new(to, y - 9.0), Point::new(to, y + 9.0)).class("cross");
        Some(
            element("g")
                .class("chip")
                .child(element("g").role(Role::Quiet).child(bar(from, to)))
                .child(element("g").role(Role::Follower).child(bar(from, now)))
                .child(element("g").role(Role::Follower).child(goal)),
        )
    }

    /// A time in which a server asked for votes; if nothing came of it, it stays
    /// dotted.
    fn draw_bid(&self, bid: &Bid) -> Option<Element> {
        let end = bid.end.unwrap_or(self.now);
        if end < self.window.0 {
            return None;
        }
        let (from, to) = (self.x(bid.start), self.x(end.max(bid.start)));
        let y = self.y(bid.server);
        let bar =
            rectangle(Point::new(from, y - 9.0), ((to - from).max(4.0), 18.0));
        let (role, words) = match (bid.has_won, bid.end) {
            (true, _) => (Role::Leader, ""),
            (false, None) => (Role::Candidate, ""),
            (false, Some(_)) => (Role::Lost, self.why_lost(bid)),
        };
        let at = Point::new((from + to) / 2.0, y + 4.5);
        let words = (to - from > 34.0).then(|| label(at, Anchor::Middle, words));
        Some(
            element("g")
                .class("chip")
                .role(role)
                .child(bar.class("mark").attr("rx", 2u32))
                .children(words.map(|words| words.class("inside"))),
        )
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

    /// A message on its way from lane to lane. Of the heartbeats only the last ones
    /// matter, which start the timers.
    fn draw_message(&self, message: &InFlight<Message>) -> Option<Element> {
        if !self.shows(message.sent) || self.now < message.sent {
            return None;
        }
        let role = match &message.message {
            Message::RequestVote { .. } => Role::Candidate,
            Message::Vote { vote: Vote::Granted, .. } => Role::Committed,
            Message::Vote { vote: Vote::Refused, .. } => Role::Lost,
            _ => Role::Quiet,
        };
        let from = Point::new(self.x(message.sent), self.y(message.from));
        let end = Point::new(self.x(self.now), self.y(message.to));
        let share = message.progress(self.now);
        let at =
            Point::new(end.x, from.y + (end.y - from.y) * share as f32 / 1_000.0);
        Some(
            element("g")
                .class("message")
                .role(role)
                .child(line(from, at).class("trail"))
                .child(shape(at, 5.0, role)),
        )
    }

    /// How far the timers were when the clock of the election started.
    fn below(&self) -> Element {
        let early = self.race.crash().as_millis();
        let lines = [
            format!("Timers run since the last heartbeat, {early} ms"),
            String::from("before the crash: so they end that much earlier."),
        ];
        let lines = lines.into_iter().enumerate().map(|(place, words)| {
            let y = TOP + HEIGHT + 18.0 + 17.0 * place as f32;
            label(Point::new(0.0, y), Anchor::Start, words).class("state")
        });
        element("g").children(lines)
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
                    "cannot win".into()
                }
                None => "waits".into(),
            };
            (Role::Follower, words)
        }
    }
}
