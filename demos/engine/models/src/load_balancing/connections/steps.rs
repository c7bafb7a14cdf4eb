//! What happens, one thing after the other.

use super::client::{Request, Way};
use super::server::Taken;
use super::settings::{Layer, WAY};
use super::{Happened, System};
use sim::Micros;

/// What may be due; what is first here goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    Answer(usize),
    AtServer,
    AtBalancer,
    Up(usize),
    Close(usize),
    Send(usize),
}

impl System {
    /// When the next thing happens.
    pub fn next(&self) -> Micros {
        self.due().0
    }

    fn due(&self) -> (Micros, Due) {
        let servers =
            self.servers.iter().enumerate().flat_map(|(place, server)| {
                let done = server.done().map(|done| (done, Due::Answer(place)));
                let up = server.up().map(|up| (up, Due::Up(place)));
                done.into_iter().chain(up)
            });
        let clients =
            self.clients.iter().enumerate().flat_map(|(place, client)| {
                let closes =
                    client.connection().map(|connection| connection.closes);
                let closes = closes.map(|closes| (closes, Due::Close(place)));
                [(client.next, Due::Send(place))].into_iter().chain(closes)
            });
        let going = self.going.front().map(|(at, ..)| (*at + WAY, Due::AtServer));
        let coming = self.coming.front();
        let coming = coming.map(|first| (first.since + WAY, Due::AtBalancer));
        let all = servers.chain(clients).chain(going).chain(coming);
        all.min().expect("there are clients")
    }

    /// Lets the next thing happen.
    pub fn step(&mut self) -> Happened {
        let (now, due) = self.due();
        match due {
            Due::Answer(server) => self.answer(server, now),
            Due::AtServer => self.arrive(now),
            Due::AtBalancer => self.pass(now),
            Due::Up(server) => self.start(server, now),
            Due::Close(client) => match self.reconnect(client, now) {
                Some(moved) => Happened::Moved(moved),
                None => unreachable!("only an open connection is closed"),
            },
            Due::Send(client) => self.sent(client, now),
        }
    }

    fn sent(&mut self, client: usize, now: Micros) -> Happened {
        let sender = &mut self.clients[client];
        sender.plan();
        let way = sender.connection().map(|connection| Way {
            connection: connection.number,
            server: connection.server,
        });
        let number = self.tally.sent;
        let request = Request { number, client, since: now, way };
        self.tally.sent += 1;
        self.coming.push_back(request);
        Happened::Sent(request)
    }

    /// A request is at the balancer: an L7 balancer chooses its server now.
    fn pass(&mut self, now: Micros) -> Happened {
        let mut request = self.coming.pop_front().expect("one comes");
        if self.policy.layer() == Layer::L7 {
            let server = self.choose();
            let own = |server| Way { connection: self.own[server], server };
            request.way = server.map(own);
        }
        match request.way {
            Some(way) => {
                self.going.push_back((now, request, way));
                Happened::Passed(request, way)
            }
            None => self.fail(request),
        }
    }

    fn arrive(&mut self, now: Micros) -> Happened {
        let (_, request, way) = self.going.pop_front().expect("one goes");
        match self.servers[way.server].take(request, way, now) {
            Taken::Queued => Happened::Queued(request, way),
            Taken::Refused => self.fail(request),
        }
    }

    fn fail(&mut self, request: Request) -> Happened {
        self.tally.failed += 1;
        Happened::Failed(request)
    }

    fn answer(&mut self, server: usize, now: Micros) -> Happened {
        let request = self.servers[server].finish(now);
        self.tally.answered += 1;
        let way = request.way.expect("it came on a connection");
        Happened::Answered(request, way)
    }

    /// A server is up again. Only who has no connection opens one.
    fn start(&mut self, server: usize, now: Micros) -> Happened {
        self.servers[server].start();
        self.own[server] = self.number();
        for client in 0..self.clients.len() {
            if self.clients[client].connection().is_none() {
                self.connect(client, now);
            }
        }
        Happened::Up(server)
    }
}
