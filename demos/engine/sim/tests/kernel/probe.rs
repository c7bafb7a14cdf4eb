//! A process that does what it is asked and keeps a diary of what it sees.

use sim::cluster::Timers;
use sim::{
    Cluster, Edit, Event, Latency, Micros, Network, NodeId, Outbox, Process, Run,
};
use std::fmt;
use std::str::FromStr;

/// What a probe saw, and what its clock showed.
pub type Seen = (Micros, String);

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Probe {
    /// In memory: what it saw since it came up.
    pub diary: Vec<Seen>,
    /// On disk: how many messages it has ever received.
    pub received: u32,
    /// How long it is down when it is crashed.
    pub repair: Option<Micros>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Message {
    Ping(u32),
    Pong(u32),
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Ping(number) => write!(f, "Ping{number}"),
            Message::Pong(number) => write!(f, "Pong{number}"),
        }
    }
}

#[derive(Clone, Debug)]
pub enum Command {
    /// `send.1.0.5`: five pings to n1, with the numbers from 0.
    Send { to: NodeId, first: u32, count: u32 },
    /// `ring.7.100ms`: the timer 7 after 100 ms.
    Ring(u8, Micros),
    /// `still.7`: not.
    Still(u8),
    /// `halt.100ms`: stops by itself, and comes up after 100 ms.
    Halt(Micros),
    /// `repair.100ms`: whenever it is crashed, it comes up after 100 ms.
    Repair(Micros),
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Command::Send { to, first, count } => {
                write!(f, "send.{}.{first}.{count}", to.0)
            }
            Command::Ring(timer, span) => write!(f, "ring.{timer}.{span}"),
            Command::Still(timer) => write!(f, "still.{timer}"),
            Command::Halt(span) => write!(f, "halt.{span}"),
            Command::Repair(span) => write!(f, "repair.{span}"),
        }
    }
}

impl FromStr for Command {
    type Err = ();

    fn from_str(text: &str) -> Result<Command, ()> {
        let number = |text: &str| text.parse::<u32>().map_err(|_| ());
        let span = |text: &str| text.parse::<Micros>().map_err(|_| ());
        match text.split('.').collect::<Vec<_>>()[..] {
            ["send", to, first, count] => Ok(Command::Send {
                to: NodeId(number(to)?),
                first: number(first)?,
                count: number(count)?,
            }),
            ["ring", timer, after] => {
                Ok(Command::Ring(number(timer)? as u8, span(after)?))
            }
            ["still", timer] => Ok(Command::Still(number(timer)? as u8)),
            ["halt", after] => Ok(Command::Halt(span(after)?)),
            ["repair", after] => Ok(Command::Repair(span(after)?)),
            _ => Err(()),
        }
    }
}

impl Probe {
    fn see(&mut self, what: impl fmt::Display, out: &Outbox<Self>) {
        self.diary.push((out.now(), what.to_string()));
    }
}

impl Process for Probe {
    type Message = Message;
    type Timer = u8;
    type Command = Command;

    fn start(&mut self, out: &mut Outbox<Self>) {
        self.see("start", out);
    }

    fn receive(&mut self, from: NodeId, message: Message, out: &mut Outbox<Self>) {
        self.received += 1;
        self.see(message, out);
        if let Message::Ping(number) = message {
            out.send(from, Message::Pong(number));
        }
    }

    fn expire(&mut self, timer: u8, out: &mut Outbox<Self>) {
        self.see(timer, out);
    }

    fn command(&mut self, command: Command, out: &mut Outbox<Self>) {
        match command {
            Command::Send { to, first, count } => {
                for number in first..first + count {
                    out.send(to, Message::Ping(number));
                }
            }
            Command::Ring(timer, span) => out.set_timer(timer, span),
            Command::Still(timer) => out.cancel_timer(timer),
            Command::Halt(repair) => {
                out.note("did this");
                out.halt(Some(repair));
                out.note("did not do this");
            }
            Command::Repair(span) => self.repair = Some(span),
        }
    }

    fn crash(&mut self) {
        self.diary.clear();
    }

    fn repair(&self) -> Option<Micros> {
        self.repair
    }

    fn restart(&mut self, out: &mut Outbox<Self>) {
        self.see("restart", out);
    }

    fn size(_: &Message) -> u64 {
        100
    }
}

pub type Probes = Run<Cluster<Probe>>;
pub type ProbeEdit = Edit<u8, Command>;

pub fn ms(millis: u64) -> Micros {
    Micros::from_millis(millis)
}

/// Edits as text, one a line: a time in milliseconds, and what happens then.
pub fn edits(script: &str) -> Vec<(Micros, ProbeEdit)> {
    let line = |line: &str| {
        let (at, edit) = line.trim().split_once(' ').expect("a time and an edit");
        let at = ms(at.parse().expect("milliseconds"));
        (at, edit.trim().parse().expect("an edit"))
    };
    script.lines().filter(|text| !text.trim().is_empty()).map(line).collect()
}

/// Three probes on this network, and what is done to them.
pub fn probes(network: Network, script: &str) -> Probes {
    let cluster = Cluster::new(vec![Probe::default(); 3], network, 7);
    Run::new(cluster, edits(script))
}

/// The same, with messages that wait to be released, and timers as well.
pub fn held(script: &str) -> Probes {
    let network = Network { latency: Latency::Held, ..Network::default() };
    let cluster = Cluster::new(vec![Probe::default(); 3], network, 7);
    Run::new(cluster.with_timers(Timers::Manual), edits(script))
}

/// What a node saw, without the times.
pub fn saw(run: &Probes, node: u32) -> Vec<&str> {
    let diary = &run.model().process(NodeId(node)).diary;
    diary.iter().map(|(_, what)| what.as_str()).collect()
}

/// What a node saw, with the times that its clock showed, in milliseconds.
pub fn saw_when(run: &Probes, node: u32) -> Vec<(u64, &str)> {
    let diary = &run.model().process(NodeId(node)).diary;
    diary.iter().map(|(at, what)| (at.as_millis(), what.as_str())).collect()
}

/// The log of what was lost, with the reasons.
pub fn losses(run: &Probes) -> Vec<String> {
    let lost = |event: &Event| match event {
        Event::Lost { label, loss, .. } => {
            Some(format!("{label} {}", loss.words()))
        }
        _ => None,
    };
    run.past().iter().filter_map(|record| lost(&record.event)).collect()
}
