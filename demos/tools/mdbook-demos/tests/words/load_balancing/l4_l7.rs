//! What the figure of L4 and L7 may say.

use super::Figure;
use crate::claim::{Claim, Shown, names, so, theory};
use models::load_balancing::connections::{
    BURNS, Both, CLIENTS, Figures, Layer, Policy, SERVERS, Server, System,
};
use models::load_balancing::pair::Side;

pub const FIGURE: Figure = Figure {
    demo: "l4-l7",
    claims: &[CARD, PICTURE, CHECKS, OUTCOMES],
    also: &[
        "edits=2s-c3-sends-10,4s-right-age-2,5.2s-s1-restarts,6s-c1-sends-1",
        "right=l4&edits=1.1s-s1-restarts,1.2s-s2-restarts,1.3s-s3-restarts,\
         1.4s-s4-restarts,5s-right-age-2,7s-right-age-none",
        "left=l4-random&right=l4&busy=1&edits=2s-double,4s-c5-reconnects,\
         6s-left-age-2",
    ],
    percent: 60,
};

const CARD: &[Claim] = &[
    names("L4 chooses for a connection, L7 for a request"),
    names("the thick connection of c1, and the server to which it leads."),
    theory(
        "An L4 balancer shares out connections, not requests: one busy client can \
         burn a server while others idle.",
        "load_balancing/connections.rs::\
         going_round_is_fair_to_what_is_chosen_for",
    ),
    theory(
        "It has chosen when a connection opened, and has nothing more to decide.",
        "load_balancing/connections.rs::a_request_is_answered_on_its_own_connection",
    ),
    theory(
        "An L7 balancer chooses for each request, so a new server gets its part at \
         once.",
        "load_balancing/connections.rs::only_new_connections_reach_new_servers",
    ),
    so("where the ◆ of c1 go, at the left and at the right.", |s| {
        let layers = Side::BOTH.map(|side| of(s, side).policy().layer());
        layers == [Layer::L4, Layer::L7]
            && of(s, Side::Left).clients()[0].times() > 1
    }),
    so("s5 to s8; from 7 s on the left connections are closed after 2 s.", |s| {
        let left = of(s, Side::Left);
        let is_limited = left.age().is_some_and(|age| age.as_millis() == 2_000);
        left.servers().len() == if s.now().as_millis() < 3_000 { 4 } else { 8 }
            && is_limited == (s.now().as_millis() >= 7_000)
    }),
    so("s2 at the left and at the right, from 4 s on.", |s| {
        let is_down = (2_000..4_000).contains(&s.now().as_millis());
        let is_down_at = |side| of(s, side).servers()[1].up().is_some();
        Side::BOTH.map(is_down_at) == [is_down; 2]
    }),
    so("where the thick connection of c1 leads to, at the left.", |s| {
        let left = of(s, Side::Left);
        left.policy() == Policy::L4Random && left.clients()[0].times() == 10
    }),
];

const PICTURE: &[Claim] = &[
    so("Eight clients, a balancer and its servers, twice", |s| {
        Side::BOTH.into_iter().all(|side| of(s, side).clients().len() == CLIENTS)
    }),
    so("L4: a server for each connection", |s| has_layer(s, Layer::L4)),
    so("L7: a server for each request", |s| has_layer(s, Layer::L7)),
    so("L4: per connection", |s| has_layer(s, Layer::L4)),
    so("L7: per request", |s| has_layer(s, Layer::L7)),
    so("s{n} gets {n} % of the requests", |s| {
        Side::BOTH.into_iter().any(|side| is_busiest(s, side))
    }),
    so("s{n}: {n} % of all", |s| {
        Side::BOTH.into_iter().any(|side| is_busiest(s, side))
    }),
    so("one of a client that sends more", |s| {
        is_of_a_side(s, |b| b.clients().iter().any(|client| client.times() > 1))
    }),
    names("fill of a server: how busy it was lately"),
    names("Requests at the longest queue"),
    names("{}: age limit"),
    names("{}: no limit"),
    so("What servers have and got, at {}", |s| s.words[0] == s.now().clock()),
    so("longest queues: left s{n} has {n}, right s{n} has {n}", |s| {
        let told = Side::BOTH.map(|side| figures(s, side).longest);
        let [(left, one), (right, other)] = told;
        [left + 1, one, right + 1, other]
            == [0, 1, 2, 3].map(|place| s.number(place) as usize)
    }),
    so("left: s{n} is up", |s| is_up(s, Side::Left)),
    so("right: s{n} is up", |s| is_up(s, Side::Right)),
    so("left: c{n} connects to s{n}", |s| is_connected(s, Side::Left)),
    so("right: c{n} connects to s{n}", |s| is_connected(s, Side::Right)),
    so("left: c{n} connects to no server: none is up", |s| {
        none_is_up(s, Side::Left)
    }),
    so("right: c{n} connects to no server: none is up", |s| {
        none_is_up(s, Side::Right)
    }),
];

const CHECKS: &[Claim] = &[
    so("✓ Left: queues are short: s{n} has {n}", |s| {
        is_queue(s, Side::Left, true)
    }),
    so("✕ Left: queues are short: s{n} has {n}", |s| {
        is_queue(s, Side::Left, false)
    }),
    so("✓ Right: queues are short: s{n} has {n}", |s| {
        is_queue(s, Side::Right, true)
    }),
    so("✕ Right: queues are short: s{n} has {n}", |s| {
        is_queue(s, Side::Right, false)
    }),
    so("✓ Left: servers share: s{n} gets {n} %, fair is {n} %", |s| {
        is_shared(s, Side::Left, true)
    }),
    so("✕ Left: servers share: s{n} gets {n} %, fair is {n} %", |s| {
        is_shared(s, Side::Left, false)
    }),
    so("✓ Right: servers share: s{n} gets {n} %, fair is {n} %", |s| {
        is_shared(s, Side::Right, true)
    }),
    so("✕ Right: servers share: s{n} gets {n} %, fair is {n} %", |s| {
        is_shared(s, Side::Right, false)
    }),
    so("… Left: servers share: not known yet", |s| {
        figures(s, Side::Left).busiest.is_none()
    }),
    so("… Right: servers share: not known yet", |s| {
        figures(s, Side::Right).busiest.is_none()
    }),
];

const OUTCOMES: &[Claim] = &[
    so(
        "→ It keeps growing. c1 and c5 are connected to s1: 22 \
         come to it each second, and 10 are done. To each of the others come about 4, and \
         nothing moves a connection.",
        |s| {
            let left = of(s, Side::Left);
            let rates: Vec<_> = (0..SERVERS)
                .map(|server| {
                    let clients = left.clients().iter().filter(|client| {
                        client.connection().is_some_and(|c| c.server == server)
                    });
                    clients.map(|client| client.rate() / 100).sum::<u64>()
                })
                .collect();
            let is_at_s1 = |client: usize| {
                left.clients()[client].connection().is_some_and(|c| c.server == 0)
            };
            rates == [22, 4, 4, 4]
                && is_at_s1(0)
                && is_at_s1(4)
                && left.longest().0 > 60
        },
    ),
    so(
        "→ Nothing. All eight connections were opened before, and stay where they \
         are. At the right (L7) they get their part at once.",
        |s| {
            let samples = pair(s).samples().iter();
            let mut samples = samples.skip_while(|(at, _)| at.as_millis() < 7_000);
            let idle = samples.next().map(|(_, figures)| *figures);
            idle.is_some_and(|[left, right]| (left.idle, right.idle) == (4, 0))
        },
    ),
    so(
        "→ Nothing. Its two clients connected to s1 and s3, and stay there. These \
         get 13.5 a second, and their queues grow beside an idle server.",
        |s| {
            let left = of(s, Side::Left);
            let connected = [0, 1, 2, 3].map(|server| left.connections(server));
            connected == [3, 0, 3, 2]
                && left.clients()[0].rate() * 3 == 1_350
                && left.servers()[1].queue().len() == 0
        },
    ),
    so(
        "→ They move about together. c1 has one connection at a \
         time. First one server is overloaded, then another.",
        |s| {
            let samples = pair(s).samples().iter();
            let busiest = samples.filter_map(|(_, figures)| figures[0].busiest);
            let mut busiest: Vec<_> = busiest.map(|(server, _)| server).collect();
            busiest.dedup();
            busiest.len() > 2 && of(s, Side::Left).clients()[0].rate() == 2_000
        },
    ),
];

fn pair<'a>(s: &Shown<'a>) -> &'a Both {
    s.model()
}

fn of<'a>(s: &Shown<'a>, side: Side) -> &'a System {
    pair(s).side(side)
}

fn figures(s: &Shown, side: Side) -> Figures {
    pair(s).figures(side, s.now())
}

fn is_of_a_side(s: &Shown, is_so: impl Fn(&System) -> bool) -> bool {
    Side::BOTH.into_iter().any(|side| is_so(of(s, side)))
}

fn has_layer(s: &Shown, layer: Layer) -> bool {
    is_of_a_side(s, |system| system.policy().layer() == layer)
}

fn server<'a>(s: &Shown<'a>, side: Side) -> &'a Server {
    &of(s, side).servers()[s.number(0) as usize - 1]
}

/// Whether no server got more lately, and this one so many per cent of all.
fn is_busiest(s: &Shown, side: Side) -> bool {
    let servers = of(s, side).servers();
    let got = || servers.iter().map(|server| server.got(s.now()) as u64);
    let its = servers.get(s.number(0) as usize - 1);
    its.is_some_and(|its| {
        let its = its.got(s.now()) as u64;
        let all: u64 = got().sum();
        got().max() == Some(its)
            && (s.number(1) * all).abs_diff(its * 100) * 2 <= all
    })
}

fn is_up(s: &Shown, side: Side) -> bool {
    server(s, side).up().is_none()
}

fn is_connected(s: &Shown, side: Side) -> bool {
    let client = &of(s, side).clients()[s.number(0) as usize - 1];
    let connection = client.connection().expect("it is connected");
    connection.server + 1 == s.number(1) as usize
}

fn none_is_up(s: &Shown, side: Side) -> bool {
    of(s, side).servers().iter().all(|server| server.up().is_some())
}

fn is_queue(s: &Shown, side: Side, is_short: bool) -> bool {
    let queue = server(s, side).queue().len();
    queue == s.number(1) as usize
        && queue == of(s, side).longest().0
        && (queue < BURNS) == is_short
}

/// Whether the busiest server gets at most half more than its part.
fn is_shared(s: &Shown, side: Side, is_fair: bool) -> bool {
    let fair = 100_000 / of(s, side).servers().len() as u64;
    is_busiest(s, side)
        && s.thousandths(2) == fair
        && (s.thousandths(1) * 2 <= fair * 3) == is_fair
}
