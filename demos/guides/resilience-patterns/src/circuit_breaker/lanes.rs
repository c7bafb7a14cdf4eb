//! The run so far: what the breaker was, and below it what became of the calls for
//! each group, second by second. What was answered stands on the line of a
//! group, what was not hangs from it, each as its share of the second's calls.

use super::picture::Scene;
use super::{CircuitBreaker, RUN, name, role};
use crate::spells::spells;
use models::resilience_patterns::GuardedCalls;
use models::resilience_patterns::circuit_breaker::State;
use models::resilience_patterns::guarded_calls::{
    Call, Edit, Fate, SICKNESS, Scope, letter,
};
use sim::Micros;
use stage::parts::flow::note;
use stage::parts::geometry::round_moments;
use stage::parts::svg::{rectangle, tick_label};
use stage::parts::{Anchor, Area, Point, label, line, path, text_width};
use stage::{Element, Moment, Role, element};

/// Room at the left for what each line is called.
const LEFT: f32 = 62.0;
/// From the top to the band of the breaker, and how high that is.
const BAND: (f32, f32) = (14.0, 16.0);
/// From the top to the line of the first group, and from there to the next one.
const FIRST: f32 = 52.0;
/// See [`FIRST`].
const NEXT: f32 = 43.0;
/// How high the share of calls that were answered is when it is all of them, and
/// how deep the share of those that were not.
const FULL: (f32, f32) = (13.0, 17.0);
/// From the top to the axis of time.
const AXIS: f32 = 119.0;

/// What the lanes show of a moment.
struct Lanes<'a> {
    scene: &'a Scene<'a>,
    area: Area,
}

/// Draws the run.
pub fn draw(scene: &Scene, area: Area) -> Element {
    let lanes = Lanes { scene, area };
    element("g")
        .child(lanes.shades())
        .child(lanes.axes())
        .child(lanes.states())
        .children((0..scene.groups.len()).map(|index| lanes.group(index)))
        .children(lanes.ghost())
        .child(lanes.deeds())
        .child(lanes.upright(scene.moment.now, BAND.0 - 2.0).class("now"))
        .child(lanes.words())
}

/// How many of a hundred calls for healthy shards were refused in each second.
pub fn refused(calls: &GuardedCalls, last: u32) -> Vec<(Micros, u32)> {
    let healthy = calls.calls().filter(|call| call.shard != last);
    let seconds = by_second(healthy, RUN).into_iter().zip(0..);
    let share =
        |counts: Counts| counts[2] * 100 / counts.iter().sum::<u32>().max(1);
    seconds
        .map(|(counts, second)| (Micros::from_secs(second), share(counts)))
        .collect()
}

/// How many calls of a second were answered, timed out and refused.
type Counts = [u32; 3];

/// What became of the calls of each second, up to the one of this moment.
fn by_second(calls: impl Iterator<Item = Call>, now: Micros) -> Vec<Counts> {
    let second = |at: Micros| (at.get() / 1_000_000) as usize;
    let mut seconds = vec![[0; 3]; second(now) + 1];
    for call in calls {
        let which = match call.fate {
            Fate::Pending => continue,
            Fate::Answered => 0,
            Fate::TimedOut => 1,
            Fate::Refused => 2,
        };
        if let Some(counts) = seconds.get_mut(second(call.at)) {
            counts[which] += 1;
        }
    }
    seconds
}

impl Lanes<'_> {
    fn x(&self, at: Micros) -> f32 {
        let share = at.get().min(RUN.get()) as f32 / RUN.get() as f32;
        self.area.at.x + LEFT + (self.area.width - LEFT - 8.0) * share
    }

    fn y(&self, below: f32) -> f32 {
        self.area.at.y + below
    }

    /// The line of a group.
    fn base(&self, index: usize) -> f32 {
        // One group alone stands in the middle.
        let spare = if self.scene.groups.len() == 1 { NEXT / 2.0 } else { 0.0 };
        self.y(FIRST + spare + NEXT * index as f32)
    }

    /// An upright line from so far below the top to the axis.
    fn upright(&self, at: Micros, top: f32) -> Element {
        let ends = [top, AXIS].map(|y| Point::new(self.x(at), self.y(y)));
        line(ends[0], ends[1])
    }

    /// Around the part of an area that is above or below a line: the share of each
    /// second.
    fn outline(
        &self,
        base: f32,
        shares: impl Iterator<Item = f32>,
        end: Micros,
    ) -> Vec<Point> {
        let start = Point::new(self.x(Micros::ZERO), base);
        let mut corners = vec![start];
        for (second, share) in (0..).zip(shares) {
            let (last, y) = (corners[corners.len() - 1].y, base + share);
            if last != y {
                let x = self.x(Micros::from_secs(second));
                corners.extend([Point::new(x, last), Point::new(x, y)]);
            }
        }
        let (x, y) = (self.x(end), corners[corners.len() - 1].y);
        corners.extend([Point::new(x, y), Point::new(x, base), start]);
        corners
    }

    /// What became of the calls of a group.
    fn group(&self, index: usize) -> Element {
        let (moment, group) = (self.scene.moment, self.scene.groups[index]);
        let last = moment.settings.shards() - 1;
        let calls = moment.model.calls();
        let calls = calls.filter(|call| (call.shard == last) == group.is_last);
        let seconds = by_second(calls, moment.now);
        let base = self.base(index);
        let area = |role: Role, full: f32, part: fn(&Counts) -> u32| {
            let shares = seconds.iter().map(|counts| {
                full * part(counts) as f32
                    / counts.iter().sum::<u32>().max(1) as f32
            });
            let corners = self.outline(base, shares, moment.now);
            path(corners).class("dots solid").role(role)
        };
        let words = format!("for {}", self.scene.name(group));
        let at = Point::new(self.area.at.x + LEFT - 8.0, base + 5.0);
        element("g")
            .child(area(Role::Committed, -FULL.0, |counts| counts[0]))
            .child(area(Role::Doubt, FULL.1, |counts| counts[1] + counts[2]))
            .child(area(Role::Lost, FULL.1, |counts| counts[2]))
            .child(note(at, Anchor::End, words))
    }

    /// What of the calls for healthy shards is refused where one breaker guards all.
    fn ghost(&self) -> Vec<Element> {
        let moment = self.scene.moment;
        let earlier = moment.model.earlier();
        if earlier.is_empty() || !moment.edits.is_empty() {
            return Vec::new();
        }
        let base = self.base(0);
        let shares =
            earlier.iter().map(|(_, share)| FULL.1 * *share as f32 / 100.0);
        let corners = self.outline(base, shares, RUN);
        // Where none is refused no line lies on the line of the group.
        let spells = corners.split(|corner| corner.y == base);
        let spells = spells.filter(|spell| !spell.is_empty());
        let spells = spells.map(|spell| {
            let [first, last] =
                [spell[0], spell[spell.len() - 1]].map(|at| Point::new(at.x, base));
            let points = [first].into_iter().chain(spell.iter().copied());
            path(points.chain([last])).class("expected")
        });
        let at = Point::new(self.x(RUN), self.y(9.0));
        let words = note(at, Anchor::End, "dashed: refused with one for all");
        spells.chain([words]).collect()
    }

    /// The axis of time, and the lines of the groups.
    fn axes(&self) -> Element {
        let across = |y| [Micros::ZERO, RUN].map(|at| Point::new(self.x(at), y));
        let bases = (0..self.scene.groups.len()).map(|index| self.base(index));
        let lines = bases.chain([self.y(AXIS)]).map(|y| {
            let [from, to] = across(y);
            line(from, to)
        });
        let ticks = round_moments((Micros::ZERO, RUN), 4).into_iter().map(|at| {
            let below = Point::new(self.x(at), self.y(AXIS + 16.0));
            let text = match at {
                Micros::ZERO => "0 s".into(),
                at => format!("{at:#}"),
            };
            tick_label(below, self.x(RUN), text)
        });
        element("g").class("axes").role(Role::Quiet).children(lines).children(ticks)
    }

    /// When the last shard is dead.
    fn shades(&self) -> Element {
        let now = self.scene.moment.now;
        let begun =
            sickness(self.scene.moment).into_iter().filter(|it| it.0 <= now);
        let shades = begun.map(|(from, to)| {
            let x = self.x(from);
            let top = BAND.0 + BAND.1 + 3.0;
            let size = (self.x(to.min(now)) - x, AXIS - top);
            rectangle(Point::new(x, self.y(top)), size).class("shade")
        });
        element("g").role(Role::Lost).children(shades)
    }

    /// When a reader sent calls.
    fn deeds(&self) -> Element {
        let moment = self.scene.moment;
        let bursts = moment.edits.iter().filter(|(at, edit)| {
            matches!(edit, Edit::Burst(_)) && *at <= moment.now
        });
        element("g").children(bursts.map(|(at, _)| {
            self.upright(*at, BAND.0 + BAND.1 + 1.0).class("expected")
        }))
    }

    /// What shades and deeds are, above the band: a shade's word before it.
    fn words(&self) -> Element {
        let moment = self.scene.moment;
        let last = letter(moment.settings.shards() - 1);
        let shades = sickness(moment).into_iter().map(|(from, _)| {
            let words = format!("{last} dead");
            let x = self.x(from) - 4.0 - 1.1 * text_width(&words);
            (from, Role::Lost, x, words)
        });
        let bursts = moment.edits.iter().filter_map(|(at, edit)| match edit {
            Edit::Burst(size) => {
                Some((*at, Role::Follower, self.x(*at) + 3.0, format!("+{size}")))
            }
            Edit::Sicken | Edit::Heal => None,
        });
        let mut free = self.area.at.x;
        let begun = shades.chain(bursts).filter(|word| word.0 <= moment.now);
        let words = begun.map(|(_, role, x, words)| {
            let x = x.max(free);
            free = x + 1.1 * text_width(&words) + 5.0;
            let at = Point::new(x, self.y(9.0));
            let word = label(at, Anchor::Start, words).class("word halo");
            element("g").role(role).child(word)
        });
        element("g").children(words.collect::<Vec<_>>())
    }

    /// What the breaker was.
    fn states(&self) -> Element {
        let moment = self.scene.moment;
        let band = element("g").class("lanes");
        if moment.model.breaker().is_none() {
            return band;
        }
        let words = match moment.settings.scope() {
            Scope::Shard => {
                format!("breaker {}", letter(moment.settings.shards() - 1))
            }
            Scope::Service | Scope::Nothing => "breaker".into(),
        };
        let at = Point::new(self.area.at.x + LEFT - 8.0, self.y(BAND.0 + 12.0));
        let stretches = stretches(moment);
        let ends = stretches.iter().skip(1).map(|stretch| stretch.0);
        let ends = ends.chain([moment.now]);
        let drawn = stretches.iter().zip(ends).map(|((start, state), end)| {
            self.stretch(*state, (self.x(*start), self.x(end)))
        });
        band.child(note(at, Anchor::End, words)).children(drawn)
    }

    fn stretch(&self, state: State, (from, to): (f32, f32)) -> Element {
        let corner = Point::new(from, self.y(BAND.0));
        let bar = rectangle(corner, (to - from, BAND.1));
        let has_room = to - from > name(state).len() as f32 * 6.6 + 8.0;
        let word = has_room.then(|| {
            let at = Point::new(from.midpoint(to), self.y(BAND.0 + 12.0));
            label(at, Anchor::Middle, name(state)).class("inside")
        });
        element("g")
            .class("stretch")
            .role(role(state))
            .child(bar.class("mark").attr("rx", "2"))
            .children(word)
    }
}

/// From when on the breaker was what.
fn stretches(moment: &Moment<'_, CircuitBreaker>) -> Vec<(Micros, State)> {
    let mut stretches = vec![(Micros::ZERO, State::Closed)];
    for sample in moment.model.samples() {
        let before = stretches.last().map(|(_, state)| name(*state));
        if before != Some(name(sample.state)) {
            stretches.push((sample.at, sample.state));
        }
    }
    stretches
}

/// When the last shard is dead: as planned, and as the reader heals or breaks it.
fn sickness(moment: &Moment<'_, CircuitBreaker>) -> Vec<(Micros, Micros)> {
    let by_hand = moment.edits.iter().filter_map(|(at, edit)| match edit {
        Edit::Burst(_) => None,
        Edit::Sicken => Some((*at, true)),
        Edit::Heal => Some((*at, false)),
    });
    let planned = [(SICKNESS.0, true), (SICKNESS.1, false)];
    spells(planned.into_iter().chain(by_hand).collect(), RUN)
}
