//! The picture: calls through the breaker to the shards and back, the breaker as a
//! state machine, and the run below.

use super::calls::{self, GROUP_PITCH};
use super::{CircuitBreaker, RUN, THOUGH_WELL, machine, name, others, role};
use crate::spells::spells;
use models::resilience_patterns::circuit_breaker::State;
use models::resilience_patterns::guarded_calls::{
    BURST_MAX, Edit, Fate, SICKNESS, letter,
};
use sim::Micros;
use stage::parts::flow::{legend, note};
use stage::parts::svg::rectangle;
use stage::parts::{
    Anchor, Area, Frame, Point, Sample, TimeChart, chart, label, picture,
};
use stage::{Element, Layout, Moment, Role, element};

/// How high the band is that says what the breaker was.
const BAND: f32 = 16.0;

/// Where the parts of the picture lie.
pub struct Place {
    size: (u32, u32),
    /// How wide the place of the callers is.
    pub callers: f32,
    /// The middle of the breaker, from the left.
    pub gate: f32,
    /// The left and the width of the shards.
    pub shards: (f32, f32),
    /// The top left of the state machine.
    pub machine: Point,
    legend: Point,
    chart: Area,
}

impl Place {
    fn of(layout: Layout) -> Place {
        let at = Point::new;
        match layout {
            Layout::Wide => Place {
                size: (620, 306),
                callers: 120.0,
                gate: 216.0,
                shards: (276.0, 104.0),
                machine: at(412.0, 0.0),
                legend: at(4.0, 162.0),
                chart: Area { at: at(0.0, 172.0), width: 620.0, height: 148.0 },
            },
            Layout::Narrow => Place {
                size: (340, 526),
                callers: 108.0,
                gate: 180.0,
                shards: (236.0, 104.0),
                machine: at(66.0, 194.0),
                legend: at(4.0, 166.0),
                chart: Area { at: at(0.0, 366.0), width: 340.0, height: 172.0 },
            },
        }
    }
}

/// What is drawn of a moment.
pub struct Scene<'a> {
    pub moment: &'a Moment<'a, CircuitBreaker>,
    pub place: Place,
    /// Which calls of a group are drawn.
    pub sample: Sample,
    /// Most calls that a reader sends at once.
    pub burst: u32,
    /// The groups of shards: the healthy ones, if there are any, and the last.
    pub groups: Vec<Group>,
}

/// Shards that share a fate.
#[derive(Clone, Copy)]
pub struct Group {
    /// Whether it is the last shard, which falls sick.
    pub is_last: bool,
    /// The middle of its row.
    pub y: f32,
    /// How high its row is.
    pub height: f32,
}

impl<'a> Scene<'a> {
    fn of(moment: &'a Moment<'a, CircuitBreaker>) -> Scene<'a> {
        let shards = moment.settings.shards();
        let group = |is_last, y, height| Group { is_last, y, height };
        let groups = match shards {
            1 => vec![group(true, 78.0, 106.0)],
            _ => vec![group(false, 46.0, 46.0), group(true, 118.0, 46.0)],
        };
        let burst = moment.edits.iter().filter_map(|(_, edit)| match edit {
            Edit::Burst(size) => Some(*size),
            Edit::Sicken | Edit::Heal => None,
        });
        let burst = burst.max().unwrap_or(0).min(BURST_MAX);
        let steady =
            moment.settings.load() * shards.max(2).saturating_sub(1) / shards;
        let most = u64::from(steady.max(burst));
        let place = Place::of(moment.layout);
        let rows = if shards == 1 { 5 } else { 2 };
        let columns = (place.shards.1 / GROUP_PITCH) as usize;
        // Those that come back may stand closer, and so for longer.
        let sample = Sample::of(most, columns * rows);
        Scene { moment, place, sample, burst, groups }
    }

    /// What a group is called.
    pub fn name(&self, group: Group) -> String {
        let shards = self.moment.settings.shards();
        match group.is_last {
            true => letter(shards - 1).to_string(),
            false => others(shards),
        }
    }
}

/// Draws the picture.
pub fn draw(moment: &Moment<'_, CircuitBreaker>) -> Element {
    let scene = Scene::of(moment);
    let words = match moment.model.breaker() {
        Some(breaker) => format!("The breaker is {}", name(breaker.state())),
        None => "There is no breaker".into(),
    };
    let signs = [
        (Role::Follower, "call"),
        (Role::Candidate, "trial"),
        (Role::Committed, "answered"),
        (Role::Lost, "refused"),
        (Role::Doubt, "timed out"),
    ];
    let at = scene.place.legend;
    let each = scene.sample.words("calls");
    let legend = match moment.layout {
        // Behind the signs is what the breaker's window holds.
        Layout::Wide => {
            let area = scene.place.chart;
            let above = Point::new(area.end().x, area.at.y + 9.0);
            legend(at, &signs, "").child(note(above, Anchor::End, each))
        }
        Layout::Narrow => element("g")
            .child(legend(at, &signs[..2], each))
            .child(legend(Point::new(at.x, at.y + 17.0), &signs[2..], "")),
    };
    picture(scene.place.size, words)
        .child(calls::draw(&scene))
        .child(machine::draw(moment, scene.place.machine))
        .child(legend)
        .child(chart_of(&scene))
}

/// What became of calls a second, and the state of the breaker, over the run.
fn chart_of(scene: &Scene) -> Element {
    let (moment, area) = (scene.moment, scene.place.chart);
    let has_breaker = moment.model.breaker().is_some();
    // What the breaker is stands above what it does.
    let band = if has_breaker { BAND + 4.0 } else { 0.0 };
    let load = moment.settings.load();
    let frame = Frame {
        at: Point::new(area.at.x, area.at.y + band),
        size: (area.width, area.height - band),
        until: RUN,
        max: load.max(scene.burst).max(4),
    };
    let healthy = scene.groups.iter().find(|group| !group.is_last);
    let last = moment.settings.shards() - 1;
    let rate = |is_last: bool, fate: Fate| {
        let seconds = (moment.now.get() / 1_000_000) as usize;
        let mut counts = vec![0; seconds];
        for call in moment.model.calls() {
            let second = (call.at.get() / 1_000_000) as usize;
            let is_it = (call.shard == last) == is_last && call.fate == fate;
            if let Some(count) = counts.get_mut(second).filter(|_| is_it) {
                *count += 1;
            }
        }
        counts.into_iter().enumerate().map(|(second, count)| {
            (Micros::from_millis(second as u64 * 1_000 + 500), count)
        })
    };
    let words = match has_breaker {
        true => format!("{}; calls a second", machine::whose(moment.settings)),
        false => "Calls a second".into(),
    };
    let above = Point::new(area.at.x, area.at.y + 9.0);
    let head = label(above, Anchor::Start, words).class("state");
    let mut chart = TimeChart::new(&frame, "", moment.now).line(
        "timed out",
        Role::Doubt,
        rate(true, Fate::TimedOut),
    );
    for (from, to) in sickness(moment) {
        chart = chart.shade(from, to, format!("{} dead", letter(last)));
    }
    for (at, edit) in moment.edits {
        if let Edit::Burst(size) = edit {
            chart = chart.deed(*at, format!("+{size}"));
        }
    }
    if healthy.is_some() {
        let refused = rate(false, Fate::Refused);
        let name = match moment.layout {
            Layout::Wide => THOUGH_WELL,
            Layout::Narrow => "refused",
        };
        chart = chart.line(name, Role::Lost, refused);
    }
    element("g").child(head).child(chart.draw()).child(states(scene))
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

/// What the breaker was, as a band above the chart.
fn states(scene: &Scene) -> Element {
    let (moment, area) = (scene.moment, scene.place.chart);
    let samples = moment.model.samples();
    let width = area.width - chart::LEFT - 8.0;
    let x = |at: Micros| {
        let share = at.get().min(RUN.get()) as f32 / RUN.get() as f32;
        area.at.x + chart::LEFT + width * share
    };
    let mut band = element("g").class("lanes");
    if moment.model.breaker().is_none() {
        return band;
    }
    let mut stretches = vec![(Micros::ZERO, State::Closed)];
    for sample in samples {
        let before = stretches.last().map(|(_, state)| name(*state));
        if before != Some(name(sample.state)) {
            stretches.push((sample.at, sample.state));
        }
    }
    for (index, (start, state)) in stretches.iter().enumerate() {
        let end = stretches.get(index + 1).map_or(moment.now, |next| next.0);
        let (from, to) = (x(*start), x(end));
        let bar = rectangle(Point::new(from, area.at.y + 14.0), (to - from, BAND));
        let mut stretch = element("g")
            .class("stretch")
            .role(role(*state))
            .child(bar.class("mark").attr("rx", "2"));
        if to - from > name(*state).len() as f32 * 6.6 + 8.0 {
            let at = Point::new(from.midpoint(to), area.at.y + 26.0);
            let word = label(at, Anchor::Middle, name(*state));
            stretch = stretch.child(word.class("inside"));
        }
        band = band.child(stretch);
    }
    band
}
