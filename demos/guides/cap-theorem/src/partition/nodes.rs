//! Servers with what they have, clients, and the link between the regions.

use super::place::Place;
use super::{Partition, REGIONS, words};
use models::replication::store::{Cut, Region, history, server};
use sim::{Micros, Model, NodeId};
use stage::cluster::node_id;
use stage::parts::flow::{draw_box, title};
use stage::parts::node::{NodeMark, draw_node};
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label, line};
use stage::{Element, Layout, Moment, Role, element};

/// What the mark of the link between the regions is called.
pub const LINK: &str = "regions";

/// How long what was dropped is shown.
const GHOST: Micros = Micros::from_millis(900);

/// A server: its name and what it has.
pub fn draw_server(
    moment: &Moment<'_, Partition>,
    place: &Place,
    node: NodeId,
) -> Element {
    let cluster = moment.model.cluster();
    let (role, state) = words::of_server(cluster, node);
    let area = place.server(node);
    let y = area.middle().y + 4.5;
    let name = moment.model.name(node);
    let values = words::versions(server(cluster, node).versions(words::KEY));
    let left = Point::new(area.at.x + 8.0, y);
    let right = Point::new(area.end().x - 8.0, y);
    let spoken = format!("{name} {values}, {state}");
    let shown = if role == Role::Lost { state.into() } else { values };
    element("g")
        .child(draw_box(area, role))
        .child(label(left, Anchor::Start, name).class("name"))
        .text(" ")
        .child(label(right, Anchor::End, shown))
        .mark(node_id(node), spoken)
        .gives_way()
}

/// What a server has given up just now, struck out beside it.
pub fn draw_ghosts(
    moment: &Moment<'_, Partition>,
    place: &Place,
    node: NodeId,
) -> Element {
    let server = server(moment.model.cluster(), node);
    let is_recent = |at: Micros| moment.now.since(at) < GHOST;
    let mut gone = server.replaced().iter();
    let gone = gone.rfind(|gone| gone.is_unseen() && is_recent(gone.at));
    let area = place.server(node);
    let y = area.middle().y + 4.5;
    let (at, anchor) = match place.settings.region(node) {
        Region::West => (Point::new(area.end().x + 5.0, y), Anchor::Start),
        Region::East => (Point::new(area.at.x - 5.0, y), Anchor::End),
    };
    let gone = gone.map(|gone| gone.version.to_string());
    let gone = gone.map(|gone| label(at, anchor, gone).class("name struck halo"));
    element("g").class("ghost").role(Role::Lost).children(gone)
}

/// A client.
pub fn draw_client(
    moment: &Moment<'_, Partition>,
    place: &Place,
    node: NodeId,
) -> Element {
    let all = history(moment.model.cluster());
    let last = all.iter().rfind(|operation| operation.client == node);
    let open = last.filter(|operation| operation.ended().is_none());
    let role = if open.is_some() { Role::Candidate } else { Role::Follower };
    let name = moment.model.name(node);
    let state = open.map_or_else(String::new, |operation| {
        let (does, value) = words::of_operation(operation);
        format!("{does} {value}").trim_end_matches(' ').into()
    });
    let at = place.node(node);
    let spoken = match state.is_empty() {
        true => name.clone(),
        false => format!("{name}, {state}"),
    };
    let mark = NodeMark::new(node_id(node), at, role).inside(name);
    element("g").child(draw_node(&mark)).mark(node_id(node), spoken)
}

/// What is cut now, if anything is.
pub fn cut_now(moment: &Moment<'_, Partition>) -> Option<Cut> {
    let last = moment.model.partitions().last()?;
    last.until.is_none().then_some(last.cut)
}

/// What gets through between the regions, as a sign.
fn of_cut(cut: Option<Cut>) -> &'static str {
    match cut {
        None => "open",
        Some(Cut::Both) => "cut",
        Some(Cut::From(Region::West)) => "cut →",
        Some(Cut::From(Region::East)) => "← cut",
    }
}

/// The link between the regions, and what is so of each region above it.
pub fn draw_link(moment: &Moment<'_, Partition>, place: &Place) -> Element {
    let cut = cut_now(moment);
    let area = place.cut();
    let (x, end) = (area.middle().x, area.end());
    let role = if cut.is_some() { Role::Lost } else { Role::Quiet };
    let ends = (Point::new(x, area.at.y), Point::new(x, end.y));
    let said = of_cut(cut);
    let word = Point::new(x, area.at.y - 10.0);
    let word = label(word, Anchor::Middle, said).class(match cut {
        Some(_) => "alarm halo",
        None => "state halo",
    });
    element("g")
        .child(line(ends.0, ends.1).class("link").role(role))
        .children(stop(place, cut))
        .child(word)
        .child(rectangle(area.at, (area.width, area.height)).class("hit"))
        .mark(LINK, format!("{said}, link between the regions"))
        .gives_way()
}

/// The side from which nothing gets through: a bar there.
fn stop(place: &Place, cut: Option<Cut>) -> Vec<Element> {
    let area = place.cut();
    let bar = |x: f32| {
        let ends = [area.at.y, area.end().y].map(|y| Point::new(x, y));
        line(ends[0], ends[1]).class("stop")
    };
    let x = area.middle().x;
    let bars: &[f32] = match cut {
        None => &[],
        Some(Cut::Both) => &[-4.0, 4.0],
        Some(Cut::From(Region::West)) => &[-4.0],
        Some(Cut::From(Region::East)) => &[4.0],
    };
    bars.iter().map(|step| bar(x + step)).collect()
}

/// The names of the regions, and how many operations were answered in the cut.
pub fn draw_titles(moment: &Moment<'_, Partition>, place: &Place) -> Element {
    let titles = REGIONS.map(|region| {
        let share = moment.model.served(region);
        let name = words::region(region);
        let text = match (share.asked, place.layout) {
            (0, _) => name.into(),
            (_, Layout::Wide) => {
                format!("{name}, in the cut: {} answered", words::share(share))
            }
            (_, Layout::Narrow) => format!("{name}: {}", words::share(share)),
        };
        let anchor = match region {
            Region::West => Anchor::Start,
            Region::East => Anchor::End,
        };
        let is_short = share.answered < share.asked;
        let role = if is_short { Role::Lost } else { Role::Committed };
        let title = title(place.title(region), anchor, text);
        let title =
            if share.asked > 0 { title.class("matter halo") } else { title };
        element("g").role(role).child(title)
    });
    element("g").children(titles)
}
