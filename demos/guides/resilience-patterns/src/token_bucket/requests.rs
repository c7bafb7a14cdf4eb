//! Requests as marks: those accepted stand on a line, those refused hang from it.

use super::strips::{LEFT, Place, heading};
use super::{RUN, TokenBucket};
use models::resilience_patterns::Verdict;
use sim::Micros;
use stage::parts::{Anchor, Point, label, line};
use stage::{Element, Layout, Moment, Px, Role, element};

/// The line on which requests stand or from which they hang.
const LINE: f32 = 57.0;
/// How far they may reach, up and down.
const REACH: f32 = 36.0;
/// Marks smaller than this are drawn as columns.
const UNIT_MIN: f32 = 3.2;
/// Two numbers of requests nearer than this would lie on one another.
const APART: f32 = 30.0;

/// How many requests of a bin met which fate.
#[derive(Clone, Copy, Default)]
struct Bin {
    admitted: u32,
    delayed: u32,
    refused: u32,
}

/// Draws the requests.
pub fn draw(moment: &Moment<'_, TokenBucket>, place: &Place) -> Element {
    let bins = count(moment, place);
    let unit = unit(moment.settings.load(), place);
    let title = match moment.layout {
        Layout::Wide => {
            "Requests: ▪ admitted ◇ waits, above the line; ✕ refused, below it"
        }
        Layout::Narrow => "Requests: ▪ admitted ◇ waits ✕ refused",
    };
    let ends = [Micros::ZERO, RUN].map(|at| Point::new(place.x(at), LINE));
    let axis = line(ends[0], ends[1]);
    element("g")
        .child(heading(14.0, title))
        .child(element("g").class("axes").role(Role::Quiet).child(axis))
        .children(marks(&bins, place, unit))
        .child(element("g").children(numbers(&bins, place, unit)))
}

fn count(moment: &Moment<'_, TokenBucket>, place: &Place) -> Vec<Bin> {
    let mut bins = vec![Bin::default(); place.bins as usize];
    let last = bins.len() - 1;
    for arrival in moment.model.arrivals() {
        let index = (arrival.at.get() / place.bin().get()) as usize;
        let bin = &mut bins[index.min(last)];
        match arrival.verdict {
            Verdict::Admitted => bin.admitted += 1,
            Verdict::Delayed(_) => bin.delayed += 1,
            Verdict::Refused => bin.refused += 1,
        }
    }
    bins
}

/// The side of a mark: so that the usual number of requests fits.
fn unit(load: u32, place: &Place) -> f32 {
    let usual = u64::from(load) * place.bin().get() * 2 / 1_000_000 + 3;
    let width = place.x(place.bin()) - place.x(Micros::ZERO);
    (REACH / usual as f32).min(width).min(6.0)
}

fn x(place: &Place, bin: usize) -> f32 {
    place.x(Micros::new(place.bin().get() * bin as u64))
}

/// A path of all marks of a kind; where there are too many to be told apart, of
/// all columns that they would make.
fn marks(bins: &[Bin], place: &Place, unit: f32) -> [Element; 3] {
    let most = (REACH / unit) as u32;
    let [mut admitted, mut delayed, mut refused] = [const { String::new() }; 3];
    for (index, bin) in bins.iter().enumerate() {
        let x = x(place, index);
        let accepted = (bin.admitted + bin.delayed).min(most);
        let at_once = bin.admitted.min(most);
        let up = |row: u32| Point::new(x, LINE - unit * row as f32);
        let down = |row: u32| Point::new(x, LINE + unit * row as f32);
        if unit < UNIT_MIN {
            let width = place.x(place.bin()) - LEFT - 1.0;
            let height = |rows: u32| (width, unit * rows as f32);
            column(&mut admitted, up(at_once), height(at_once));
            column(&mut delayed, up(accepted), height(accepted - at_once));
            column(&mut refused, down(0), height(bin.refused.min(most)));
            continue;
        }
        (0..at_once).for_each(|row| square(&mut admitted, up(row + 1), unit));
        (at_once..accepted)
            .for_each(|row| diamond(&mut delayed, up(row + 1), unit));
        (0..bin.refused.min(most))
            .for_each(|row| cross(&mut refused, down(row), unit));
    }
    let marks = |data: String, role| {
        element("path").attr("d", data).class("requests").role(role)
    };
    [
        marks(admitted, Role::Committed),
        marks(delayed, Role::Candidate),
        marks(refused, Role::Lost),
    ]
}

fn column(data: &mut String, at: Point, (width, height): (f32, f32)) {
    if height == 0.0 {
        return;
    }
    let ((x, y), (w, h)) = (at.px(), Point::new(width, height).px());
    data.push_str(&format!("M{x} {y}h{w}v{h}h-{w}z"));
}

/// Where there are more requests than marks have room, their number.
fn numbers(bins: &[Bin], place: &Place, unit: f32) -> Vec<Element> {
    let most = (REACH / unit) as u32;
    let over = |count: fn(&Bin) -> u32, y| {
        let places =
            bins.iter().enumerate().map(|(i, bin)| (x(place, i), count(bin)));
        let over: Vec<_> = places.filter(|(_, count)| *count > most).collect();
        let draw = |(index, (x, count)): (usize, &(f32, u32))| {
            let next =
                over.get(index + 1).map_or(place.size.0 as f32, |next| next.0);
            let (x, anchor) = match next - x < APART {
                true => (x - 3.0, Anchor::End),
                false => (x + 8.0, Anchor::Start),
            };
            label(Point::new(x, y), anchor, count.to_string()).class("inside")
        };
        // Where the load is so high that most bins are over, none is told apart.
        let shown = if over.len() > 12 { &[] } else { &*over };
        shown.iter().enumerate().map(draw).collect::<Vec<_>>()
    };
    let mut numbers = over(|bin| bin.admitted + bin.delayed, LINE - REACH + 10.0);
    numbers.extend(over(|bin| bin.refused, LINE + REACH));
    numbers
}

fn square(data: &mut String, at: Point, unit: f32) {
    let (x, y) = Point::new(at.x + 0.5, at.y + 0.5).px();
    let side = Px::round(unit - 1.0);
    data.push_str(&format!("M{x} {y}h{side}v{side}h-{side}z"));
}

fn diamond(data: &mut String, at: Point, unit: f32) {
    let (x, y) = Point::new(at.x + unit / 2.0, at.y + 0.4).px();
    let arm = Px::round(unit / 2.0 - 0.4);
    data.push_str(&format!("M{x} {y}l{arm} {arm}-{arm} {arm}-{arm}-{arm}z"));
}

fn cross(data: &mut String, at: Point, unit: f32) {
    let (x, y) = Point::new(at.x + 0.8, at.y + 0.8).px();
    let side = Px::round(unit - 1.6);
    data.push_str(&format!("M{x} {y}l{side} {side}m-{side} 0l{side}-{side}"));
}
