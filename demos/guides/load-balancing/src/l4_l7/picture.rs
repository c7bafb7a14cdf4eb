//! The picture: two sides with clients, a balancer and servers, and a chart of their
//! longest queues.

use super::panel::{BASE, BOX, Panel, RADIUS, is_heavy};
use super::{L4L7, RUN, links, marks, requests};
use models::load_balancing::connections::{Client, Edit, Layer, Server};
use models::load_balancing::pair::Side;
use stage::parts::flow::{legend, note, press_area};
use stage::parts::svg::{circle, rectangle};
use stage::parts::{Anchor, Area, Frame, Point, TimeChart, label, picture};
use stage::{Element, Layout, Moment, Role, element};

/// Draws the picture.
pub fn draw(moment: &Moment<'_, L4L7>) -> Element {
    let size = match moment.layout {
        Layout::Wide => (620, 330),
        Layout::Narrow => (340, 346),
    };
    let panels = Panel::both(moment.model, moment.now, moment.layout);
    picture(size, "Eight clients, a balancer and its servers, twice")
        .children(panels.iter().map(side))
        .child(signs(&panels[0]))
        .child(chart(moment, &panels))
}

/// One side.
fn side(panel: &Panel) -> Element {
    let system = panel.system();
    let clients = system.clients().iter().enumerate();
    let servers = system.servers().iter().enumerate();
    // Connections pass through an L4 balancer, and end at an L7 balancer.
    let middle = match system.policy().layer() {
        Layer::L4 => [balancer(panel), links::draw(panel)],
        Layer::L7 => [links::draw(panel), balancer(panel)],
    };
    element("g")
        .child(head(panel))
        .children(middle)
        .children(clients.map(|(index, its)| client(panel, index, its)))
        .children(servers.map(|(index, its)| server(panel, index, its)))
        .child(requests::draw(panel))
        .children(blame(panel))
}

/// For what its balancer chooses, how, and what comes of it.
fn head(panel: &Panel) -> Element {
    let policy = panel.system().policy();
    let name = match (policy.layer(), panel.layout) {
        (Layer::L4, Layout::Wide) => "L4: a server for each connection",
        (Layer::L7, Layout::Wide) => "L7: a server for each request",
        (Layer::L4, Layout::Narrow) => "L4: per connection",
        (Layer::L7, Layout::Narrow) => "L7: per request",
    };
    let at = |y| Point::new(panel.left, y);
    let name = label(at(13.0), Anchor::Start, name).class("word name");
    let figures = panel.figures();
    let (role, share) = match (figures.busiest, panel.is_unfair()) {
        (Some((server, percent)), Some(is_unfair)) => {
            let role = if is_unfair { Role::Lost } else { Role::Follower };
            let server = server + 1;
            (
                role,
                match panel.layout {
                    Layout::Wide => {
                        format!("s{server} gets {percent} % of the requests")
                    }
                    Layout::Narrow => format!("s{server}: {percent} % of all"),
                },
            )
        }
        _ => (Role::Follower, String::new()),
    };
    let share = label(at(29.0), Anchor::Start, share).class("word halo");
    let end = Point::new(panel.left + panel.width, 29.0);
    let how = match panel.layout {
        Layout::Wide => Some(note(end, Anchor::End, policy.name())),
        Layout::Narrow => None,
    };
    element("g")
        .child(element("g").role(panel.role()).child(name))
        .child(element("g").role(role).child(share))
        .children(how)
}

fn balancer(panel: &Panel) -> Element {
    let Area { at, width, height } = panel.bar();
    let bar = rectangle(at, (width, height)).attr("rx", 3_u32).class("mark");
    let bar = element("g").class("box").role(Role::Follower).child(bar);
    let bar =
        bar.child(press_area(Area::around(panel.bar().middle(), (width, 24.0))));
    // It has no words of its own.
    bar.mark(panel.side.word(), marks::name(panel.side))
}

fn client(panel: &Panel, index: usize, client: &Client) -> Element {
    let at = panel.client(index);
    let (role, radius) = match is_heavy(client) {
        true => (Role::Candidate, RADIUS + 3.0),
        false => (Role::Follower, RADIUS + 1.0),
    };
    let name = match panel.layout {
        Layout::Wide => format!("c{}", index + 1),
        Layout::Narrow => (index + 1).to_string(),
    };
    let spoken = format!("{name}, {}", panel.side.word());
    let name = label(Point::new(at.x, at.y + 4.0), Anchor::Middle, name);
    let body = circle(at, radius).class("mark");
    let client = element("g").class("client").role(role);
    // As wide as the clients stand apart where it is narrow.
    let hit = press_area(Area::around(at, (20.0, 26.0)));
    let client = client.child(body).child(name.class("inside")).child(hit);
    client.mark(panel.client_id(index), spoken)
}

/// A server, filled by how busy it was lately, and what it gets.
fn server(panel: &Panel, index: usize, server: &Server) -> Element {
    let area = panel.server(index);
    let role = match server.up() {
        Some(_) => Role::Doubt,
        None if panel.burning() == Some(index) => Role::Lost,
        None if panel.is_idle(server) => Role::Quiet,
        None => Role::Follower,
    };
    let box_of = |width: f32| rectangle(area.at, (width, BOX)).attr("rx", 3_u32);
    let busy = area.width * server.busy(panel.now) as f32 / 1_000.0;
    let is_small = panel.layout == Layout::Narrow && area.width < 30.0;
    let name = match is_small {
        true => (index + 1).to_string(),
        false => format!("s{}", index + 1),
    };
    let rate = panel.rate(server);
    let is_roomy = panel.layout == Layout::Wide && area.width >= 60.0;
    let is_burning = panel.burning() == Some(index);
    let words = match server.up() {
        Some(_) if is_small => "–".into(),
        Some(_) => "down".into(),
        // Why it is framed.
        None if is_burning && is_roomy => {
            format!("{rate}/s, queue {}", server.queue().len())
        }
        None if panel.burning().is_some() && panel.is_idle(server) && !is_small => {
            "idle".into()
        }
        None if panel.burning().is_none() && is_roomy => format!("gets {rate}/s"),
        None if is_small => rate.to_string(),
        None => format!("{rate}/s"),
    };
    let middle = area.middle();
    let name = label(Point::new(middle.x, middle.y + 4.5), Anchor::Middle, name);
    // The outer ones would leave the picture, or meet the other side.
    let last = panel.system().servers().len() - 1;
    let (x, anchor) = match is_burning && is_roomy {
        true if index == 0 => (area.at.x, Anchor::Start),
        true if index == last => (area.end().x, Anchor::End),
        _ => (middle.x, Anchor::Middle),
    };
    let below = Point::new(x, BASE + BOX + 17.0);
    element("g")
        .class("slot")
        .role(role)
        .child(box_of(area.width).class("mark"))
        .child(box_of(busy).class("full"))
        .child(name.class("inside"))
        .child(note(below, anchor, words))
        .mark(panel.server_id(index), "")
}

/// The server that gets far more than its part, the one that has more than it can do,
/// and those that are idle meanwhile.
fn blame(panel: &Panel) -> Vec<Element> {
    let frame = |area: Area| {
        let size = (area.width, area.height);
        rectangle(area.at, size).attr("rx", 3_u32).class("blamed")
    };
    let busiest = match (panel.is_unfair(), panel.figures().busiest) {
        (Some(true), Some((server, _))) if panel.burning() != Some(server) => {
            Some(frame(panel.server(server)))
        }
        _ => None,
    };
    busiest.into_iter().chain(burning(panel, frame)).collect()
}

fn burning(panel: &Panel, frame: impl Fn(Area) -> Element) -> Vec<Element> {
    let Some(burning) = panel.burning() else { return Vec::new() };
    let servers = panel.system().servers();
    let idle = servers.iter().enumerate();
    let idle = idle.filter(|(_, server)| panel.is_idle(server));
    let idle = idle.map(|(index, _)| frame(panel.server(index)));
    let queue = servers[burning].queue().len();
    let around = frame(requests::around(panel, burning, queue));
    [around].into_iter().chain(idle).collect()
}

/// What the signs mean.
fn signs(panel: &Panel) -> Element {
    let at = Point::new(0.0, BASE + BOX + 35.0);
    let mut clients = panel.system().clients().iter();
    let signs = [
        (Role::Follower, "a request"),
        (Role::Candidate, "one of a client that sends more"),
    ];
    let signs = &signs[..if clients.any(is_heavy) { 2 } else { 1 }];
    let rest = match panel.layout {
        Layout::Wide => "fill of a server: how busy it was lately",
        Layout::Narrow => "",
    };
    legend(at, signs, rest)
}

/// The longest queue of each side, over time.
fn chart(moment: &Moment<'_, L4L7>, panels: &[Panel; 2]) -> Element {
    let size = match moment.layout {
        Layout::Wide => (620.0, 108.0),
        Layout::Narrow => (340.0, 124.0),
    };
    let samples = moment.model.samples();
    let longest = |side: Side| {
        samples.iter().map(move |(at, figures)| {
            (*at, figures[side as usize].longest.1 as u32)
        })
    };
    let most = Side::BOTH.into_iter().flat_map(longest).map(|(_, longest)| longest);
    let max = most.max().unwrap_or(0).max(40);
    let frame = Frame { at: Point::new(0.0, 236.0), size, until: RUN, max };
    let chart = TimeChart::new(&frame, "Requests at the longest queue", moment.now);
    let chart = panels.iter().fold(chart, |chart, panel| {
        chart.line(panel.side.word(), panel.role(), longest(panel.side))
    });
    let deeds = moment.edits.iter().map(|(at, edit)| (*at, deed(edit)));
    deeds.fold(chart, |chart, (at, word)| chart.deed(at, word)).draw()
}

/// What was done, in a few words.
fn deed(edit: &Edit) -> String {
    match edit {
        Edit::Double => "more servers".into(),
        Edit::Restart(server) => format!("s{server} restarts"),
        Edit::Send(client, times) => format!("c{client} × {times}"),
        Edit::Reconnect(client) => format!("c{client} reconnects"),
        Edit::Age(side, Some(_)) => format!("{}: age limit", side.word()),
        Edit::Age(side, None) => format!("{}: no limit", side.word()),
    }
}
