//! What a reader, a test or a search may do to a cluster from outside.

use super::host::{Clock, Status};
use super::{Cluster, Due, InFlight, Timers, Turn};
use crate::{Event, Log, Loss, MessageId, Micros, Model, NodeId, Process};
use std::fmt::{self, Display};
use std::ops::RangeInclusive;
use std::str::FromStr;

/// Something done to a cluster from outside. `T` is the protocol's timer, `C`
/// its command.
///
/// Its text is its form in a shared URL: a verb and what it is done to.
///
/// ```
/// # use sim::{Edit, Never, NodeId};
/// let cut: Edit<u8, u8> = "cut-0-2".parse().unwrap();
/// assert_eq!(cut, Edit::Cut(NodeId(0), NodeId(2)));
/// assert_eq!(cut.to_string(), "cut-0-2");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit<T, C> {
    /// `crash-0`: the node stops and loses what it had in memory.
    Crash(NodeId),
    /// `restart-0`: a stopped node comes up again.
    Restart(NodeId),
    /// `pause-0-500ms`: the node stands still for a while and does not notice;
    /// what reaches it meanwhile waits, and comes in the same order.
    Pause(NodeId, Micros),
    /// `cut-0-1`: nothing gets through between two nodes, either way; what is
    /// on the way is lost.
    Cut(NodeId, NodeId),
    /// `block-0-1`: nothing gets through from the first to the second.
    Block(NodeId, NodeId),
    /// `heal-0-1`: both ways between two nodes are open again.
    Heal(NodeId, NodeId),
    /// `hold-m12`: the message in flight waits until it is released, even if it
    /// was to be lost.
    Hold(MessageId),
    /// `release-m12`: the message arrives now, unless its link is cut.
    Release(MessageId),
    /// `drop-m12`: the message never arrives.
    Drop(MessageId),
    /// `duplicate-m12`: another copy of the message arrives now.
    Duplicate(MessageId),
    /// `expire-0-TIMER`: a running timer goes off now.
    Expire(NodeId, T),
    /// `clock-0-5000-20`: the node's clock is this many microseconds ahead and
    /// gains this many more a second; `clock-0--5000--20` is behind and slow.
    /// Timers that run already go off when they would have.
    Clock(NodeId, Clock),
    /// `ask-0-COMMAND`: asks the node for something that its protocol offers.
    Ask(NodeId, C),
}

impl<T, C> Edit<T, C> {
    /// The same edit with a timer and a command of other types, or `None` if they
    /// cannot be had. Texts are written and read for one type and not once for
    /// each protocol.
    fn convert<'a, U, D>(
        &'a self,
        timer: impl FnOnce(&'a T) -> Option<U>,
        command: impl FnOnce(&'a C) -> Option<D>,
    ) -> Option<Edit<U, D>> {
        Some(match *self {
            Edit::Crash(node) => Edit::Crash(node),
            Edit::Restart(node) => Edit::Restart(node),
            Edit::Pause(node, span) => Edit::Pause(node, span),
            Edit::Cut(a, b) => Edit::Cut(a, b),
            Edit::Block(a, b) => Edit::Block(a, b),
            Edit::Heal(a, b) => Edit::Heal(a, b),
            Edit::Hold(id) => Edit::Hold(id),
            Edit::Release(id) => Edit::Release(id),
            Edit::Drop(id) => Edit::Drop(id),
            Edit::Duplicate(id) => Edit::Duplicate(id),
            Edit::Expire(node, ref name) => Edit::Expire(node, timer(name)?),
            Edit::Clock(node, clock) => Edit::Clock(node, clock),
            Edit::Ask(node, ref words) => Edit::Ask(node, command(words)?),
        })
    }
}

impl<T: Display, C: Display> Display for Edit<T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let timer = |timer| Some(timer as &dyn Display);
        let edit = self.convert(timer, |command| Some(command as &dyn Display));
        edit.map_or(Ok(()), |edit| write(&edit, f))
    }
}

fn write(
    edit: &Edit<&dyn Display, &dyn Display>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    match edit {
        Edit::Crash(node) => write!(f, "crash-{}", node.0),
        Edit::Restart(node) => write!(f, "restart-{}", node.0),
        Edit::Pause(node, span) => write!(f, "pause-{}-{span}", node.0),
        Edit::Cut(a, b) => write!(f, "cut-{}-{}", a.0, b.0),
        Edit::Block(a, b) => write!(f, "block-{}-{}", a.0, b.0),
        Edit::Heal(a, b) => write!(f, "heal-{}-{}", a.0, b.0),
        Edit::Hold(id) => write!(f, "hold-{id}"),
        Edit::Release(id) => write!(f, "release-{id}"),
        Edit::Drop(id) => write!(f, "drop-{id}"),
        Edit::Duplicate(id) => write!(f, "duplicate-{id}"),
        Edit::Expire(node, timer) => write!(f, "expire-{}-{timer}", node.0),
        Edit::Clock(node, Clock { offset_micros, drift_ppm }) => {
            write!(f, "clock-{}-{offset_micros}-{drift_ppm}", node.0)
        }
        Edit::Ask(node, command) => write!(f, "ask-{}-{command}", node.0),
    }
}

/// The edits that there are, for the message about one that there is not.
const VERBS: &str = "crash, restart, pause, cut, block, heal, hold, release, drop, \
     duplicate, expire, clock, ask";

impl<T: FromStr, C: FromStr> FromStr for Edit<T, C> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        parse(text)
            .and_then(|edit| edit.convert(|t| t.parse().ok(), |c| c.parse().ok()))
            .ok_or_else(|| no_edit(text))
    }
}

fn no_edit(text: &str) -> String {
    format!(
        "`{text}` is no edit: one is a verb and what it is done to, as in crash-0; \
         the verbs are {VERBS}"
    )
}

/// How far a clock may be from the right speed, in parts per million: it stands or
/// goes at twice the speed. A faster one would make runs that never end.
const DRIFTS: RangeInclusive<i32> = -1_000_000..=1_000_000;

fn parse(text: &str) -> Option<Edit<&str, &str>> {
    let (verb, object) = text.split_once('-')?;
    let (first, rest) = object.split_once('-').unwrap_or((object, ""));
    let number = |text: &str| text.parse::<u32>().ok();
    let alone = number(object).map(NodeId);
    let node = number(first).map(NodeId);
    let pair = node.zip(number(rest).map(NodeId));
    let message = object.strip_prefix('m').and_then(|id| id.parse().ok());
    let message = message.map(MessageId);
    Some(match verb {
        "crash" => Edit::Crash(alone?),
        "restart" => Edit::Restart(alone?),
        "pause" => Edit::Pause(node?, rest.parse().ok()?),
        "cut" => pair.map(|(a, b)| Edit::Cut(a, b))?,
        "block" => pair.map(|(a, b)| Edit::Block(a, b))?,
        "heal" => pair.map(|(a, b)| Edit::Heal(a, b))?,
        "hold" => Edit::Hold(message?),
        "release" => Edit::Release(message?),
        "drop" => Edit::Drop(message?),
        "duplicate" => Edit::Duplicate(message?),
        "expire" => Edit::Expire(node?, rest),
        "clock" => {
            // The first character may be the sign of the offset.
            let (size, drift) = rest.get(1..)?.split_once('-')?;
            let offset_micros = rest.get(..=size.len())?.parse().ok()?;
            let drift_ppm =
                drift.parse().ok().filter(|ppm| DRIFTS.contains(ppm))?;
            Edit::Clock(node?, Clock { offset_micros, drift_ppm })
        }
        "ask" => Edit::Ask(node?, rest),
        _ => return None,
    })
}

impl<P: Process> Cluster<P> {
    /// Does what an edit says; one that makes no sense now does nothing.
    pub(super) fn apply(
        &mut self,
        edit: &Edit<P::Timer, P::Command>,
        log: &mut Log,
    ) {
        match edit {
            Edit::Crash(node) => self.crash(*node, log),
            Edit::Restart(node) => self.restart(*node, log),
            Edit::Pause(node, span) => self.pause(*node, *span, log),
            Edit::Cut(a, b) => {
                self.cut(&[(*a, *b), (*b, *a)], ("⇹", "link cut"), log);
            }
            Edit::Block(a, b) => {
                self.cut(&[(*a, *b)], ("⇸", "link cut one way"), log);
            }
            Edit::Heal(a, b) => self.heal(*a, *b, log),
            Edit::Hold(id) => self.hold(*id, log),
            Edit::Release(id) => self.release(*id, log),
            Edit::Drop(id) => {
                if self.in_flight.contains_key(id) {
                    self.lose(*id, Loss::Dropped, log);
                }
            }
            Edit::Duplicate(id) => self.duplicate(*id, log),
            Edit::Expire(node, timer) => self.expire_now(*node, *timer, log),
            Edit::Clock(node, clock) => self.set_clock(*node, *clock, log),
            Edit::Ask(node, command) => {
                if self.is_up(*node) {
                    let command = command.clone();
                    self.run(*node, log, |process, out| {
                        process.command(command, out)
                    });
                }
            }
        }
    }

    fn is_up(&self, node: NodeId) -> bool {
        self.hosts.get(node.index()).is_some_and(|host| host.status == Status::Up)
    }

    fn fault(&self, node: Option<NodeId>, text: &str, log: &mut Log) {
        log.push(self.now, || Event::Faulted { node, text: text.into() });
    }

    fn crash(&mut self, node: NodeId, log: &mut Log) {
        if let Some(host) = self.hosts.get(node.index()) {
            let repair = host.process.repair();
            self.halt(node, repair, log);
        }
    }

    /// The node stops, and perhaps comes up later.
    pub(super) fn halt(
        &mut self,
        node: NodeId,
        repair: Option<Micros>,
        log: &mut Log,
    ) {
        let host = &mut self.hosts[node.index()];
        if host.status == Status::Stopped {
            return;
        }
        host.status = Status::Stopped;
        host.process.crash();
        for timer in std::mem::take(&mut host.timers).values() {
            self.due.remove(&timer.slot);
        }
        self.due.retain(|_, due| *due != Due::Start(node));
        log.push(self.now, || Event::Stopped { node });
        // What a paused node had yet to take in is lost with its memory.
        let now = self.now;
        self.lose_all(Loss::Stopped, log, |m| m.to == node && m.is_waiting(now));
        match (self.timers, repair) {
            (Timers::Automatic, Some(repair)) => {
                let at = self.now.saturating_add(repair);
                self.schedule(at, Due::Restart(node));
            }
            (Timers::Manual, _) | (Timers::Automatic, None) => {}
        }
    }

    pub(super) fn restart(&mut self, node: NodeId, log: &mut Log) {
        let Some(host) = self.hosts.get_mut(node.index()) else { return };
        if host.status != Status::Stopped {
            return;
        }
        host.status = Status::Up;
        // A repair that was still to come is done.
        self.due.retain(|_, due| *due != Due::Restart(node));
        log.push(self.now, || Event::Restarted { node });
        self.run(node, log, |process, out| process.restart(out));
    }

    fn pause(&mut self, node: NodeId, span: Micros, log: &mut Log) {
        if self.is_up(node) {
            let until = self.now.saturating_add(span);
            self.hosts[node.index()].status = Status::Paused { until };
            self.schedule_in(until, Turn::PutOff, Due::Resume(node));
            self.fault(Some(node), "pauses", log);
        }
    }

    /// The end of a pause, unless the node crashed or paused anew meanwhile.
    pub(super) fn resume(&mut self, node: NodeId, log: &mut Log) {
        let host = &mut self.hosts[node.index()];
        if matches!(host.status, Status::Paused { until } if until <= self.now) {
            host.status = Status::Up;
            self.fault(Some(node), "goes on", log);
        }
    }

    /// Cuts links; what is on them is lost at once.
    /// Cuts links, of which the first is told of.
    fn cut(
        &mut self,
        links: &[(NodeId, NodeId)],
        (sign, words): (&str, &str),
        log: &mut Log,
    ) {
        let exists = |node: NodeId| node.index() < self.hosts.len();
        let (a, b) = links[0];
        if !exists(a)
            || !exists(b)
            || links.iter().all(|(a, b)| self.is_cut(*a, *b))
        {
            return;
        }
        let text = format!("{} {sign} {}: {words}", self.name(a), self.name(b));
        self.fault(None, &text, log);
        for (from, to) in links {
            self.links.set_cut(*from, *to, true);
            let now = self.now;
            self.lose_all(Loss::Cut, log, |m| {
                (m.from, m.to) == (*from, *to) && !m.is_waiting(now)
            });
        }
    }

    fn lose_all(
        &mut self,
        loss: Loss,
        log: &mut Log,
        which: impl Fn(&InFlight<P::Message>) -> bool,
    ) {
        let lost: Vec<_> =
            self.in_flight().filter(|(_, m)| which(m)).map(|(id, _)| id).collect();
        for id in lost {
            self.lose(id, loss, log);
        }
    }

    fn heal(&mut self, a: NodeId, b: NodeId, log: &mut Log) {
        if self.is_cut(a, b) || self.is_cut(b, a) {
            self.links.set_cut(a, b, false);
            self.links.set_cut(b, a, false);
            let text =
                format!("{} ⇄ {}: link restored", self.name(a), self.name(b));
            self.fault(None, &text, log);
        }
    }

    fn hold(&mut self, id: MessageId, log: &mut Log) {
        let Some(message) = self.in_flight.get_mut(&id) else { return };
        if message.is_waiting(self.now) {
            return; // it is there already
        }
        let Some(slot) = message.slot.take() else { return };
        message.arrives = None;
        message.loss = None;
        let (from, to) = (message.from, message.to);
        let text = format!("{} held", message.message);
        let text = format!("{} → {}  {text}", self.name(from), self.name(to));
        self.due.remove(&slot);
        self.fault(None, &text, log);
    }

    fn release(&mut self, id: MessageId, log: &mut Log) {
        let now = self.now;
        let Some(message) = self.in_flight.get_mut(&id) else { return };
        if message.is_waiting(now) {
            return; // it is there; releasing it must not change its turn
        }
        if self.links.is_cut(message.from, message.to) {
            return self.lose(id, Loss::Cut, log);
        }
        message.loss = None;
        message.arrives = Some(now);
        if let Some(slot) = message.slot.take() {
            self.due.remove(&slot);
        }
        let slot = self.schedule(now, Due::Arrive(id));
        self.in_flight.get_mut(&id).expect("it was there").slot = Some(slot);
    }

    fn duplicate(&mut self, id: MessageId, log: &mut Log) {
        let Some(message) = self.in_flight.get(&id) else { return };
        let InFlight { from, to, .. } = *message;
        let copy = message.message.clone();
        let loss = self.links.is_cut(from, to).then_some(Loss::Cut);
        self.launch(from, to, copy, Some(self.now), loss, log);
    }

    fn expire_now(&mut self, node: NodeId, timer: P::Timer, log: &mut Log) {
        let Some(host) = self.hosts.get(node.index()) else { return };
        if let Some(running) = host.timers.get(&timer).filter(|_| self.is_up(node))
        {
            self.due.remove(&running.slot);
            self.expire(node, timer, log);
        }
    }

    fn set_clock(&mut self, node: NodeId, clock: Clock, log: &mut Log) {
        if let Some(host) = self.hosts.get_mut(node.index()) {
            host.clock = clock.set_at(self.now);
            self.fault(Some(node), "has its clock set", log);
        }
    }
}
