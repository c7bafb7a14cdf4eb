//! What each node has in hand, and how much of it is for the hot key.

use super::HotKey;
use crate::figures::{ratio_ppm, times};
use models::partitioning::hot_key::Policy;
use stage::parts::{Anchor, Bar, Point, bars, label, picture};
use stage::{Element, Layout, Moment, Role, element};

/// Where the bars begin.
const TOP: f32 = 76.0;
/// The least that the whole width stands for, so that the scale is steady.
const SCALE_MIN: u32 = 60;

/// Draws the nodes.
pub fn draw(moment: &Moment<'_, HotKey>) -> Element {
    let (width, height) = match moment.layout {
        Layout::Wide => (306.0, 24.0),
        Layout::Narrow => (336.0, 21.0),
    };
    let model = moment.model;
    let loads = model.loads();
    let most = loads.iter().map(|load| load.all).max().unwrap_or(0);
    let scale = most.div_ceil(SCALE_MIN).max(1) * SCALE_MIN;
    let thousandths = |load: u32| load * 1_000 / scale;
    let is_bounded = model.policy() == Policy::Bounded;
    let mean = model.total() / loads.len() as u32;
    let expected = if is_bounded { model.cap() } else { mean };
    let bar = |(index, load): (usize, &models::partitioning::hot_key::Load)| {
        let name = format!("n{}", index + 1);
        let is_owner = model.owner().index() == index + 1;
        Bar {
            key: name.clone().into(),
            name: name.into(),
            thousandths: thousandths(load.all),
            rival: Some(thousandths(load.hot)),
            expected: Some(thousandths(expected)),
            value: load.all.to_string().into(),
            role: if is_owner { Role::Chosen } else { Role::Follower },
            action: None,
        }
    };
    let all: Vec<_> = loads.iter().enumerate().map(bar).collect();
    let hottest =
        ratio_ppm(u64::from(most) * loads.len() as u64, model.total().into());
    let dashed = if is_bounded { "the cap" } else { "the mean" };
    let lines = [
        (format!("hottest node: {} × the mean", times(hottest)), "name"),
        (format!("{} requests in hand; dashed: {dashed}", model.total()), "state"),
        ("thick: all · thin: for the hot key".into(), "state"),
    ];
    let lines =
        lines.into_iter().zip([18.0, 39.0, 58.0]).map(|((text, class), y)| {
            label(Point::new(0.0, y), Anchor::Start, text).class(class)
        });
    let size = (width as u32, (TOP + height * all.len() as f32) as u32 + 2);
    picture(size, "How many requests each node has in hand")
        .child(element("g").children(lines))
        .child(bars(Point::new(0.0, TOP), (width, height), &all))
}
