//! One side of the picture: where its clients, balancer and servers lie.

use models::load_balancing::connections::{
    BURNS, Both, Client, Figures, LATELY, Server, System,
};
use models::load_balancing::pair::Side;
use sim::Micros;
use stage::parts::{Area, Point};
use stage::{Layout, Role};

/// The middle of the clients, and how large one is.
pub const CLIENTS: f32 = 48.0;
pub const RADIUS: f32 = 8.0;
/// The top of the balancer, and how high it is.
pub const BAR: f32 = 68.0;
pub const BAR_HEIGHT: f32 = 10.0;
/// Where the queues begin and end, and how high a server is.
pub const TOP: f32 = 122.0;
pub const BASE: f32 = 176.0;
pub const BOX: f32 = 18.0;
/// How many times its fair share makes a server's share an unfair one, in per cent.
pub const UNFAIR: u32 = 150;

/// What is drawn of one side.
pub struct Panel<'a> {
    pub both: &'a Both,
    pub side: Side,
    pub now: Micros,
    pub layout: Layout,
    /// Its left edge, and how wide it is.
    pub left: f32,
    pub width: f32,
}

impl<'a> Panel<'a> {
    /// Both of a picture, the left one first.
    pub fn both(both: &'a Both, now: Micros, layout: Layout) -> [Panel<'a>; 2] {
        let (width, gap) = match layout {
            Layout::Wide => (300.0, 20.0),
            Layout::Narrow => (164.0, 12.0),
        };
        Side::BOTH.map(|side| {
            let left = (width + gap) * side as u32 as f32;
            Panel { both, side, now, layout, left, width }
        })
    }

    pub fn system(&self) -> &'a System {
        self.both.side(self.side)
    }

    pub fn figures(&self) -> Figures {
        self.both.figures(self.side, self.now)
    }

    /// The role of its line in the chart.
    pub fn role(&self) -> Role {
        match self.side {
            Side::Left => Role::Doubt,
            Side::Right => Role::Chosen,
        }
    }

    /// What marks are called.
    pub fn client_id(&self, client: usize) -> String {
        format!("{}-c{}", self.side.word(), client + 1)
    }

    pub fn server_id(&self, server: usize) -> String {
        format!("{}-s{}", self.side.word(), server + 1)
    }

    /// The middle of a client.
    pub fn client(&self, client: usize) -> Point {
        let (first, pitch) = match self.layout {
            Layout::Wide => (20, 37),
            Layout::Narrow => (12, 20),
        };
        let x = first + pitch * client;
        Point::new(self.left + x as f32, CLIENTS)
    }

    /// Where requests leave a client.
    pub fn exit(&self, client: usize) -> Point {
        Point::new(self.client(client).x, CLIENTS + RADIUS + 3.0)
    }

    /// Where the way of a client meets the balancer.
    pub fn door(&self, client: usize) -> Point {
        Point::new(self.client(client).x, BAR + BAR_HEIGHT / 2.0)
    }

    /// The balancer.
    pub fn bar(&self) -> Area {
        let at = Point::new(self.left, BAR);
        Area { at, width: self.width, height: BAR_HEIGHT }
    }

    /// The top of a server's queue.
    pub fn top(&self, server: usize) -> Point {
        let count = self.system().servers().len();
        let halves = self.width as usize * (2 * server + 1);
        Point::new(self.left + (halves / (2 * count)) as f32, TOP)
    }

    /// The box of a server.
    pub fn server(&self, server: usize) -> Area {
        let column = self.width / self.system().servers().len() as f32;
        let rim = if self.layout == Layout::Wide { 6.0 } else { 2.0 };
        let middle = Point::new(self.top(server).x, BASE + 2.0 + BOX / 2.0);
        Area::around(middle, (column - rim, BOX))
    }

    /// How many requests a second a server got lately, or since the start.
    pub fn rate(&self, server: &Server) -> usize {
        let span = self.now.min(LATELY).get().max(1);
        let got = server.got(self.now) as u64;
        ((got * 1_000_000 + span / 2) / span) as usize
    }

    /// The server that has more than it can do, if one has.
    pub fn burning(&self) -> Option<usize> {
        let (server, queue) = self.figures().longest;
        (queue >= BURNS).then_some(server)
    }

    /// Whether the busiest server gets too much of all requests.
    pub fn is_unfair(&self) -> Option<bool> {
        let (_, percent) = self.figures().busiest?;
        Some(percent * self.system().servers().len() as u32 > UNFAIR)
    }

    /// Whether a server could work, got nothing lately and has nothing.
    pub fn is_idle(&self, server: &Server) -> bool {
        server.up().is_none()
            && server.queue().len() == 0
            && server.got(self.now) == 0
    }
}

/// Whether a client sends more than the usual one.
pub fn is_heavy(client: &Client) -> bool {
    client.times() > 1
}
