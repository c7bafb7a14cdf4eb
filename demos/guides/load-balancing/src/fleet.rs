//! A balancer and its servers as they are drawn: each request a dot, in a stack
//! above the server that has it.

mod chart;
mod marks;
mod stack;
mod words;

pub use chart::chart;
pub use marks::{balancer_mark, loads, server_mark};
pub use words::in_time;

use words::deed;

use models::load_balancing::balancer::{Balancer, Condition, Knowledge, Server};
use models::load_balancing::pair::{FAILURES_SHOW, Pair, Side};
use sim::Micros;
use stage::parts::flow::{draw_box, note, press_area, travel};
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Area, Dots, Point, label};
use stage::{Element, Layout, Role, element};

/// How long a request is seen on its way; in the model no time passes.
pub const FLIGHT: Micros = Micros::from_millis(80);
/// A request that is older waits for long.
pub const LONG: Micros = Micros::from_secs(1);
/// So many at one server are too many while another is idle.
pub const TOO_MANY: usize = 5;

/// One of eight servers that fails and gets so many per cent of the requests or more
/// gets far more than its part.
const UNFAIR: u64 = 18;

/// Where the stacks begin and end, and the boxes of the servers.
const TOP: f32 = 72.0;
const BASE: f32 = 138.0;
const BOX: f32 = 17.0;
/// How high at least is what a finger has to hit, and with a part of a stack.
const FINGER: f32 = 24.0;
const STACKED: f32 = 36.0;

/// What is drawn of one balancer.
pub struct Fleet<'a> {
    pub pair: &'a Pair,
    pub side: Side,
    pub now: Micros,
    /// Its left edge, and how wide it is.
    pub left: f32,
    pub width: f32,
    pub layout: Layout,
}

impl<'a> Fleet<'a> {
    /// Both of a picture, the left one first.
    pub fn both(pair: &'a Pair, now: Micros, layout: Layout) -> [Fleet<'a>; 2] {
        let (width, gap) = match layout {
            Layout::Wide => (300.0, 20.0),
            Layout::Narrow => (164.0, 12.0),
        };
        Side::BOTH.map(|side| {
            let left = (width + gap) * side as u32 as f32;
            Fleet { pair, side, now, left, width, layout }
        })
    }

    pub fn balancer(&self) -> &'a Balancer {
        self.pair.side(self.side)
    }

    /// The role of all that is said of it.
    pub fn role(&self) -> Role {
        role(self.side)
    }

    /// What a server's mark is called.
    pub fn id(&self, server: usize) -> String {
        format!("{}-s{}", self.side.word(), server + 1)
    }

    fn servers(&self) -> impl Iterator<Item = (usize, &'a Server)> {
        self.balancer().servers().iter().enumerate()
    }

    /// The column of a server, from the top of its stack to its base.
    fn column(&self, server: usize) -> Area {
        let width = self.width / self.balancer().servers().len() as f32;
        let at = Point::new(self.left + width * server as f32, TOP);
        Area { at, width, height: BASE - TOP }
    }

    /// The box of a server.
    fn server(&self, server: usize) -> Area {
        let column = self.column(server);
        let rim = match (self.layout, self.balancer().servers().len()) {
            (Layout::Wide, ..9) => 3.0,
            (Layout::Wide, 9..) => 1.0,
            (Layout::Narrow, _) => 0.8,
        };
        let at = Point::new(column.at.x + rim, BASE + 2.0);
        Area { at, width: column.width - rim * 2.0, height: BOX }
    }

    /// From where requests go to servers.
    fn door(&self) -> Point {
        Point::new(self.left + self.width / 2.0, 50.0)
    }
}

/// The role of all that is said of one side.
pub fn role(side: Side) -> Role {
    match side {
        Side::Left => Role::Doubt,
        Side::Right => Role::Chosen,
    }
}

/// Draws a balancer, its servers and their requests.
pub fn draw(fleet: &Fleet) -> Element {
    let boxes =
        fleet.servers().map(|(index, server)| draw_server(fleet, index, server));
    element("g")
        .child(head(fleet))
        .child(stack::boards(fleet))
        .child(stack::draw(fleet))
        .children(boxes)
        .child(failures(fleet))
        .children(stack::blame(fleet))
        .children(words::notes(fleet))
}

/// Its policy, how long its requests took, and the balancer itself.
fn head(fleet: &Fleet) -> Element {
    let settings = fleet.balancer().settings();
    let name = settings.policy.name();
    let (name, who, width) = match settings.knowledge {
        Knowledge::Live | Knowledge::Board { adding: 0, .. } => {
            (name.into(), "balancer".to_owned(), 66.0)
        }
        Knowledge::Board { adding: 1, .. } => {
            (format!("{name} + own"), "balancer".into(), 66.0)
        }
        Knowledge::Board { adding, .. } => {
            (format!("{name} + own"), format!("{adding} balancers"), 88.0)
        }
    };
    let name = label(Point::new(fleet.left, 13.0), Anchor::Start, name);
    let name = name.class("word name");
    let door = fleet.door();
    let area = Area::around(Point::new(door.x, door.y - 8.0), (width, 15.0));
    let spoken = format!("{who}, {}", fleet.side.word());
    let inside = Point::new(area.middle().x, area.middle().y + 4.5);
    let inside = label(inside, Anchor::Middle, who).class("inside");
    let hit = press_area(Area::around(area.middle(), (width, FINGER)));
    let balancer = draw_box(area, Role::Quiet).child(inside).child(hit);
    element("g")
        .role(fleet.role())
        .child(name)
        .text(" ")
        .child(words::latencies(fleet))
        .child(balancer.mark(fleet.side.word(), spoken))
        .children(age(fleet, area))
}

/// How old the load board is, as a bar below the balancer.
fn age(fleet: &Fleet, balancer: Area) -> Option<Element> {
    let (age, every) = fleet.balancer().board().age(fleet.now)?;
    let share = age.get() as f32 / every.get() as f32;
    let at = Point::new(balancer.at.x + 3.0, balancer.end().y + 1.0);
    let bar = rectangle(at, ((balancer.width - 6.0) * share.min(1.0), 3.0));
    let words = match fleet.layout {
        Layout::Wide => {
            let age = words::seconds(age);
            let at = Point::new(fleet.left, balancer.end().y - 4.0);
            Some(note(at, Anchor::Start, format!("board {age} s old")))
        }
        Layout::Narrow => None,
    };
    Some(element("g").child(bar.class("dot")).children(words))
}

/// A server's box: what is in its stack it has in hand.
fn draw_server(fleet: &Fleet, index: usize, server: &Server) -> Element {
    let area = fleet.server(index);
    let role = match server.state() {
        Condition::Fails => Role::Lost,
        Condition::Works(_) if words::is_usual(server) => Role::Follower,
        Condition::Works(_) => Role::Candidate,
    };
    let name = match fleet.layout {
        Layout::Wide => format!("s{}", index + 1),
        Layout::Narrow => (index + 1).to_string(),
    };
    let at = Point::new(area.middle().x, area.middle().y + 4.5);
    let spoken = format!("{name}, {}", fleet.side.word());
    let name = label(at, Anchor::Middle, name).class("inside");
    // With the lowest part of its stack.
    let Area { at: Point { x, .. }, width, .. } = fleet.column(index);
    let at = Point::new(x, area.end().y - STACKED);
    let hit = press_area(Area { at, width, height: STACKED });
    draw_box(area, role).child(name).child(hit).mark(fleet.id(index), spoken)
}

/// Answers of a server that fails go back at once.
fn failures(fleet: &Fleet) -> Element {
    let mut dots = Dots::new(6.0);
    for (at, server, _) in fleet.pair.failed(fleet.side).iter() {
        let area = fleet.server(server);
        let from = Point::new(area.middle().x, area.at.y - 6.0);
        let way = (from, fleet.door());
        if let Some(place) = travel(way, (at, FAILURES_SHOW), fleet.now) {
            dots.put(Role::Lost, place);
        }
    }
    dots.draw().class("flights")
}

/// What the signs mean, below both, and a few words more.
pub fn legend(layout: Layout, rest: &'static str) -> Element {
    let (at, words) = match layout {
        // Beside the title of the chart.
        Layout::Wide => (Point::new(244.0, 205.0), "waits longer than 1 s"),
        Layout::Narrow => (Point::new(0.0, 202.0), "older than 1 s"),
    };
    let signs = [(Role::Follower, "a request"), (Role::Candidate, words)];
    stage::parts::flow::legend(at, &signs, rest)
}

/// A line of words below a fleet.
fn line(fleet: &Fleet, row: u32, text: String) -> Element {
    let at = Point::new(fleet.left, BASE + BOX + 16.0 + 15.0 * row as f32);
    note(at, Anchor::Start, text)
}

/// A box around what proves that something is wrong.
fn frame(area: Area) -> Element {
    rectangle(area.at, (area.width, area.height)).attr("rx", 3_u32).class("blamed")
}
