//! Connections: as thick as there are requests on them, and dashed where one was
//! closed just now.

use super::panel::{BAR, BAR_HEIGHT, BASE, Panel, TOP, is_heavy};
use super::requests::queue_width;
use models::load_balancing::connections::{GHOST, Layer};
use stage::element::Px;
use stage::parts::{Point, lines, path};
use stage::{Element, Role, element};

/// All connections of a side.
pub fn draw(panel: &Panel) -> Element {
    let links = match panel.system().policy().layer() {
        Layer::L4 => through(panel),
        Layer::L7 => to_balancer_and_on(panel),
    };
    element("g")
        .role(Role::Quiet)
        .child(queues(panel))
        .children(links)
        .children(ghosts(panel))
}

/// The sides of the queues of servers.
fn queues(panel: &Panel) -> Element {
    let count = panel.system().servers().len();
    let sides = (0..count).flat_map(|server| {
        let (x, half) = (panel.top(server).x, queue_width(panel) / 2.0);
        [x - half, x + half].map(|x| (Point::new(x, TOP), Point::new(x, BASE)))
    });
    lines(sides).class("link")
}

/// The way of a client's requests through an L4 balancer.
fn way(panel: &Panel, client: usize, server: usize) -> [Point; 3] {
    [panel.exit(client), panel.door(client), panel.top(server)]
}

/// So thick for so many requests in 100 seconds.
fn thick(link: Element, rate: u64) -> Element {
    let width = rate as f32 * 0.003;
    let width = if width < 1.0 { 1.0 } else { width };
    link.class("dots").attr("stroke-width", Px::round(width))
}

/// From clients through an L4 balancer to servers.
fn through(panel: &Panel) -> Vec<Element> {
    let clients = panel.system().clients().iter().enumerate();
    let connected = clients.filter_map(|(index, client)| {
        let connection = client.connection()?;
        let way = way(panel, index, connection.server);
        Some(thick(path(way), client.rate()))
    });
    connected.collect()
}

/// From clients to an L7 balancer, and from that to servers.
fn to_balancer_and_on(panel: &Panel) -> Vec<Element> {
    let system = panel.system();
    let to = |client: usize| (panel.exit(client), panel.door(client));
    let clients = || system.clients().iter().enumerate();
    let light = clients().filter(|(_, client)| !is_heavy(client));
    let heavy = clients().filter(|(_, client)| is_heavy(client));
    let rate = light.clone().next().map_or(0, |(_, client)| client.rate());
    let light = thick(lines(light.map(|(index, _)| to(index))), rate);
    let heavy =
        heavy.map(|(index, client)| thick(lines([to(index)]), client.rate()));
    let up = system.servers().iter().enumerate();
    let up =
        up.filter(|(_, server)| server.up().is_none()).map(|(index, server)| {
            let x = panel.top(index).x;
            let from = Point::new(x, BAR + BAR_HEIGHT / 2.0);
            let rate = 100 * panel.rate(server) as u64;
            thick(lines([(from, Point::new(x, TOP))]), rate)
        });
    [light].into_iter().chain(heavy).chain(up).collect()
}

/// Connections that were closed just now.
fn ghosts(panel: &Panel) -> Vec<Element> {
    let closed = panel.both.closed(panel.side).iter();
    let closed = closed.filter(|(at, ..)| panel.now.since(*at) < GHOST);
    let draw = |(_, (client, server), _)| {
        path(way(panel, client, server)).class("link").role(Role::Lost)
    };
    closed.map(draw).collect()
}
