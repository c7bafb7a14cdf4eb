//! The picture: the two regions, and below them the history of each client.

use super::place::Place;
use super::{Partition, flights, lanes, nodes};
use stage::parts::picture;
use stage::{Element, Moment};

/// Draws a moment.
pub fn draw(moment: &Moment<'_, Partition>) -> Element {
    let place = Place::of(moment.layout, moment.model.settings());
    let servers = || place.settings.all_servers();
    let boxes = servers().map(|node| nodes::draw_server(moment, &place, node));
    let ghosts = servers().map(|node| nodes::draw_ghosts(moment, &place, node));
    let clients = place.settings.all_clients();
    let clients = clients.map(|node| nodes::draw_client(moment, &place, node));
    picture(place.size, "Replicas in two regions, and what clients saw")
        .child(nodes::draw_titles(moment, &place))
        .child(nodes::draw_link(moment, &place))
        .child(flights::draw(moment, &place))
        .children(boxes)
        .children(clients)
        .children(ghosts)
        .child(lanes::draw(moment, &place))
}
