//! What may be done to clients, balancers and servers.

use super::L4L7;
use super::panel::Panel;
use models::load_balancing::connections::{
    Client, Edit, Layer, SERVERS_MAX, Server,
};
use models::load_balancing::pair::Side;
use stage::{Mark, Moment};

/// The age that the reader can set, in seconds.
const AGE: u32 = 2;
/// How many times as much as the others a client can be made to send.
const TIMES: u32 = 10;

/// The left ones first: clients, balancer, servers.
pub fn marks(moment: &Moment<'_, L4L7>) -> Vec<Mark<Edit>> {
    let mut marks = Vec::new();
    for panel in Panel::both(moment.model, moment.now, moment.layout) {
        let system = panel.system();
        let clients = system.clients().iter().enumerate();
        marks.extend(clients.map(|(index, its)| client(&panel, index, its)));
        marks.push(balancer(&panel));
        let servers = system.servers().iter().enumerate();
        marks.extend(servers.map(|(index, its)| server(&panel, index, its)));
    }
    marks
}

fn client(panel: &Panel, index: usize, client: &Client) -> Mark<Edit> {
    let number = index as u32 + 1;
    let name = format!("c{number} of the {} side", panel.side.word());
    let rate = (client.rate() + 50) / 100;
    let (state, is_connected) = match client.connection() {
        Some(connection) => {
            let server = connection.server + 1;
            (format!("{rate} requests/s, connected to s{server}"), true)
        }
        None => (format!("{rate} requests/s"), false),
    };
    let is_usual = client.times() == 1;
    Mark::new(panel.client_id(index), name)
        .state(state)
        .action_if(
            client.times() != TIMES,
            format!("Send {TIMES} times as much, on both sides"),
            Edit::Send(number, TIMES),
        )
        .action_if(
            !is_usual,
            "Send as the others, on both sides",
            Edit::Send(number, 1),
        )
        .action_if(is_connected, "Connect again", Edit::Reconnect(number))
}

/// What a balancer is called.
pub fn name(side: Side) -> &'static str {
    match side {
        Side::Left => "Left balancer",
        Side::Right => "Right balancer",
    }
}

fn balancer(panel: &Panel) -> Mark<Edit> {
    let (system, side) = (panel.system(), panel.side);
    let (layer, age) = (system.policy().layer(), system.age());
    let policy = system.policy().name();
    let state = match (layer, age) {
        (Layer::L7, _) => format!("L7, {policy}"),
        (Layer::L4, None) => format!("L4, {policy}, connections stay open"),
        (Layer::L4, Some(age)) => {
            format!("L4, {policy}, connections are closed after {age:#}")
        }
    };
    let is_l4 = layer == Layer::L4;
    Mark::new(side.word(), name(side))
        .state(state)
        .action_if(
            is_l4 && age.is_none(),
            format!("Close connections after {AGE} s"),
            Edit::Age(side, Some(AGE)),
        )
        .action_if(
            is_l4 && age.is_some(),
            "Leave connections open",
            Edit::Age(side, None),
        )
        .action_if(
            system.servers().len() * 2 <= SERVERS_MAX,
            "Double the servers",
            Edit::Double,
        )
}

fn server(panel: &Panel, index: usize, server: &Server) -> Mark<Edit> {
    let number = index as u32 + 1;
    let name = format!("s{number} of the {} side", panel.side.word());
    let state = match server.up() {
        Some(_) => "down".into(),
        None => {
            let (queue, rate) = (server.queue().len(), panel.rate(server));
            format!("{queue} requests, gets {rate}/s")
        }
    };
    let edit = Edit::Restart(number);
    Mark::new(panel.server_id(index), name).state(state).action_if(
        server.up().is_none(),
        "Restart",
        edit,
    )
}
