//! How many of the thousand elections are over so far, measured and in theory.

use super::elections::{ELECTIONS, MILESTONES, WATCHED};
use super::{ElectionTimeout, after};
use stage::parts::chart::Style;
use stage::parts::{Anchor, Axis, Chart, Point, Series, label, line, picture};
use stage::{Element, Moment, Role, element};

/// The size of the picture.
const SIZE: (u32, u32) = (306, 290);

/// Draws the curve up to now.
pub fn draw(moment: &Moment<'_, ElectionTimeout>) -> Element {
    let count = moment.model.over(moment.now).len();
    let title = match count {
        1_000 => String::from("All 1,000 elections are over"),
        _ => format!("Of 1,000 elections {count} are over"),
    };
    let chart = chart(moment);
    let key = "– – if the first who can win does";
    picture(SIZE, title.clone())
        .child(label(Point::new(4.0, 16.0), Anchor::Start, title).class("name"))
        .child(label(Point::new(4.0, 33.0), Anchor::Start, key).class("state"))
        .child(chart.draw())
        .child(shortest(moment, &chart))
        .children(here(moment, &chart))
        .child(figures(moment))
}

fn chart(moment: &Moment<'_, ElectionTimeout>) -> Chart {
    let x = Axis::linear("ms since the crash", (0.0, WATCHED as f32));
    let x = [0_u16, 250, 500, 750, 1_000]
        .into_iter()
        .fold(x, |axis, ms| axis.tick(f32::from(ms), ms.to_string()));
    let y = Axis::linear("", (0.0, 100.0));
    let y = [0_u16, 50, 100]
        .into_iter()
        .fold(y, |axis, share| axis.tick(f32::from(share), format!("{share} %")));
    let now = moment.model.since_crash(moment.now).unwrap_or(0).min(WATCHED);
    let theory = (0..=now)
        .step_by(5)
        .map(|ms| (ms as f32, moment.settings.theory(ms) as f32 / 10.0));
    // Every tenth election is enough for the eye.
    let over = moment.model.over(moment.now);
    let point = |(index, ms): (usize, &u32)| {
        (*ms as f32, (index + 1) as f32 * 100.0 / ELECTIONS as f32)
    };
    let mut measured = vec![(0.0, 0.0)];
    measured.extend(over.iter().enumerate().step_by(10).map(point));
    measured.push((now as f32, over.len() as f32 * 100.0 / ELECTIONS as f32));
    let series = |key: &'static str, role, style, points| Series {
        key: key.into(),
        role,
        style,
        points,
    };
    Chart {
        at: Point::new(0.0, 36.0),
        size: (SIZE.0 as f32 - 2.0, SIZE.1 as f32 - 40.0),
        x,
        y,
        series: vec![
            series("theory", Role::Theory, Style::Line, theory.collect()),
            series("measured", Role::Leader, Style::Steps, measured),
        ],
    }
}

/// Where the shortest timeout would end if it began with the crash.
fn shortest(moment: &Moment<'_, ElectionTimeout>, chart: &Chart) -> Element {
    let millis = moment.settings.timeout;
    let (foot, top) =
        (chart.place(millis as f32, 0.0), chart.place(millis as f32, 100.0));
    let at = Point::new(foot.x, top.y - 5.0);
    let words = format!("shortest timeout: {millis} ms");
    element("g")
        .role(Role::Quiet)
        .child(line(foot, top).class("stem"))
        .child(label(at, Anchor::Start, words).class("state halo"))
}

/// Where the election that is watched is, or was over.
fn here(moment: &Moment<'_, ElectionTimeout>, chart: &Chart) -> Option<Element> {
    let race = moment.model.race();
    let won = race.won().unwrap_or(moment.now);
    let millis = moment.model.since_crash(won)?.min(WATCHED);
    let over = moment.model.over(won).len() as f32 * 100.0 / ELECTIONS as f32;
    let at = chart.place(millis as f32, over);
    Some(match race.won() {
        Some(_) => {
            let words = format!("No. {}", moment.settings.election);
            let words_at = Point::new(at.x + 9.0, at.y + 4.5);
            element("g")
                .role(Role::Chosen)
                .child(stage::parts::svg::circle(at, 4.5).class("mark"))
                .child(label(words_at, Anchor::Start, words).class("state halo"))
        }
        None => {
            let foot = chart.place(millis as f32, 0.0);
            let top = chart.place(millis as f32, 100.0);
            element("g").child(line(foot, top).class("now"))
        }
    })
}

/// After how long how many are over, as far as that is known.
fn figures(moment: &Moment<'_, ElectionTimeout>) -> Element {
    let rows = MILESTONES.into_iter().enumerate().map(|(index, (share, name))| {
        let y = 150.0 + 19.0 * index as f32;
        let after = after(moment, share);
        let name_at = Point::new(218.0, y);
        let figure_at = Point::new(SIZE.0 as f32 - 10.0, y);
        element("g")
            .child(label(name_at, Anchor::End, name).class("state halo"))
            .child(label(figure_at, Anchor::End, after).class("halo"))
    });
    element("g").children(rows)
}
