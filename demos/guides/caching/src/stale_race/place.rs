//! Where lanes and steps lie. Time goes right where there is room, and down where
//! there is not.

use super::StaleRace;
use models::caching::stale_race::{Actor, Beside, Race};
use stage::parts::{Area, Point};
use stage::{Layout, Moment};

/// Who a lane is of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    Actor(Actor),
    Cache,
    Database,
}

/// How long the end is seen, in steps.
const END: f32 = 0.8;
/// How much of a step's effect is seen at once.
const AT_ONCE: f32 = 0.3;
/// How long before its effect a step begins.
pub const BEFORE: f32 = 0.55;

/// Where things are at a moment.
pub struct Place<'a> {
    pub layout: Layout,
    pub race: &'a Race,
    /// Up to where things are drawn, in steps.
    pub now: f32,
    pub lanes: Vec<Lane>,
}

impl<'a> Place<'a> {
    /// That of a moment.
    pub fn of(moment: &Moment<'a, StaleRace>) -> Place<'a> {
        let race = moment.model;
        let settings = race.settings();
        let (top, bottom) = match settings.beside {
            Beside::Reader => (Actor::Reader(0), Actor::Writer(0)),
            Beside::Writer => (Actor::Writer(1), Actor::Writer(2)),
        };
        let mut lanes = vec![Lane::Actor(top), Lane::Cache];
        if settings.has_follower() {
            lanes.push(Lane::Actor(Actor::Follower));
        }
        lanes.extend([Lane::Database, Lane::Actor(bottom)]);
        let taken = race.taken().len() as f32;
        let along = moment.now.get() as f32 / 1e6 - taken;
        let now = taken + AT_ONCE + along * (1.0 - AT_ONCE);
        let now = now.min(race.order().len() as f32 + END);
        Place { layout: moment.layout, race, now, lanes }
    }

    /// How many steps the picture is long.
    pub fn end(&self) -> f32 {
        self.race.order().len() as f32 + END
    }

    /// Where steps lie.
    pub fn field(&self) -> Area {
        let (x, y, width, height) = match self.layout {
            Layout::Wide => (84.0, 40.0, 412.0, 150.0),
            Layout::Narrow => (56.0, 30.0, 226.0, 320.0),
        };
        Area { at: Point::new(x, y), width, height }
    }

    /// Which lane it is, from the first.
    pub fn lane(&self, lane: Lane) -> f32 {
        self.lanes.iter().position(|one| *one == lane).unwrap_or(0) as f32
    }

    /// Where a moment of a lane lies, both may be between two.
    pub fn at(&self, lane: f32, steps: f32) -> Point {
        let field = self.field();
        let across = lane / (self.lanes.len() - 1) as f32;
        let along = steps / self.end();
        let (right, down) = match self.layout {
            Layout::Wide => (along, across),
            Layout::Narrow => (across, along),
        };
        Point::new(
            field.at.x + right * field.width,
            field.at.y + down * field.height,
        )
    }

    /// A band along a lane.
    pub fn band(&self, lane: Lane, (from, to): (f32, f32), thick: f32) -> Area {
        let lane = self.lane(lane);
        let (from, to) = (self.at(lane, from), self.at(lane, to));
        match self.layout {
            Layout::Wide => Area {
                at: Point::new(from.x, from.y - thick / 2.0),
                width: to.x - from.x,
                height: thick,
            },
            Layout::Narrow => Area {
                at: Point::new(from.x - thick / 2.0, from.y),
                width: thick,
                height: to.y - from.y,
            },
        }
    }

    /// How thick the band of a store is, and that of what somebody has in hand.
    pub const fn thick(&self) -> (f32, f32) {
        match self.layout {
            Layout::Wide => (22.0, 15.0),
            Layout::Narrow => (36.0, 22.0),
        }
    }

    /// Which step is at a place of the field, given in thousandths.
    pub fn step_at(&self, (right, down): (u32, u32)) -> usize {
        let along = match self.layout {
            Layout::Wide => right,
            Layout::Narrow => down,
        };
        (along as f32 * self.end() / 1_000.0) as usize
    }
}
