//! The picture: calls through the breaker to the shards and back, the breaker as a
//! state machine, and the run below.

use super::calls::{self, GROUP_PITCH};
use super::{CircuitBreaker, lanes, machine, name, others};
use models::resilience_patterns::guarded_calls::{BURST_MAX, Edit, letter};
use stage::parts::flow::{legend, note};
use stage::parts::{Anchor, Area, Point, Sample, picture};
use stage::{Element, Layout, Moment, Role, element};

/// What the lanes show, where there is room to say so.
const LANES: &str =
    "Shares of each second's calls: answered above the line, others below";

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
                size: (620, 320),
                callers: 120.0,
                gate: 224.0,
                shards: (276.0, 104.0),
                machine: at(412.0, 0.0),
                legend: at(4.0, 160.0),
                chart: Area { at: at(0.0, 182.0), width: 620.0, height: 138.0 },
            },
            Layout::Narrow => Place {
                size: (340, 508),
                callers: 108.0,
                gate: 182.0,
                shards: (236.0, 104.0),
                machine: at(66.0, 194.0),
                legend: at(4.0, 166.0),
                chart: Area { at: at(0.0, 368.0), width: 340.0, height: 138.0 },
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
        Scene { moment, place, sample, groups }
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
            let below = |x| Point::new(x, at.y + 18.0);
            legend(at, &signs, "")
                .child(note(below(0.0), Anchor::Start, LANES))
                .child(note(below(scene.place.chart.width), Anchor::End, each))
        }
        Layout::Narrow => element("g")
            .child(legend(at, &signs[..2], each))
            .child(legend(Point::new(at.x, at.y + 17.0), &signs[2..], "")),
    };
    picture(scene.place.size, words)
        .child(calls::draw(&scene))
        .child(machine::draw(moment, scene.place.machine))
        .child(legend)
        .child(lanes::draw(&scene, scene.place.chart))
}
