//! What must be so of a figure, whatever its address says.

use player::Player;
use player::share::{LONGEST, Shared};
use stage::guide::Playable;
use stage::knob::{Knob, Range, pairs};
use std::collections::BTreeMap;

/// Most things that a run tells: see `sim::Run`.
const TOLD: usize = 66_000;

/// Reads a query: what is wrong in it is said, and what is nearest is taken.
pub fn must_be_read(demo: &Playable, query: &str) -> Result<(), String> {
    let (shared, complaints) = Shared::read(demo, query);
    must_be_understood(demo, query, &shared, &complaints)
}

/// Follows an address: of the run that the figure makes of it all that
/// [`must_be_read`] asks for is so too, and its link leads to the same run.
pub fn must_be_run(
    demo: &Playable,
    figure: &mut Player,
    query: &str,
) -> Result<(), String> {
    figure.restore(query);
    let complaints = figure.notices().to_vec();
    let (link, told) = (figure.link(), figure.told());
    must(told.0 <= TOLD, || format!("it tells {} things", told.0))?;
    let (_, made) = link.split_once('?').ok_or("it has no link")?;
    match query.len() <= LONGEST {
        true => {
            let made = Shared::read(demo, made).0;
            must_be_understood(demo, query, &made, &complaints)?;
        }
        false => must(complaints.len() == 1, || "it was read".into())?,
    }
    figure.restore(made);
    let again = figure.link();
    must(again == link, || format!("it makes {link},\n    which makes {again}"))?;
    // A mark may come later.
    let is_else = |notice: &&String| !notice.contains("cannot be selected");
    let notices: Vec<_> = figure.notices().iter().filter(is_else).collect();
    let notices = format!("{notices:?}");
    must(notices == "[]", || format!("it makes {link}: {notices}"))?;
    must(figure.told() == told, || format!("it makes {link}, which tells else"))
}

fn must(is_so: bool, or: impl FnOnce() -> String) -> Result<(), String> {
    is_so.then_some(()).ok_or_else(or)
}

/// What was made of a query is what it says, or it is said why not.
fn must_be_understood(
    demo: &Playable,
    query: &str,
    made: &Shared,
    complaints: &[String],
) -> Result<(), String> {
    for complaint in complaints {
        must(says_what_is_valid(complaint), || format!("no help: {complaint}"))?;
    }
    // Of what is said twice the last counts.
    let pairs = pairs(query).into_iter().map(|(name, value)| match &*name {
        "at" | "until" => ("t".into(), (name, value)),
        _ => (name.clone(), (name, value)),
    });
    for (kind, (name, value)) in pairs.collect::<BTreeMap<String, _>>() {
        let is_named =
            |words: String| complaints.iter().any(|c| c.contains(&words));
        let is_said = is_named(format!("`{name}`"))
            || is_named(format!("`{value}`"))
            || value.split(',').any(|word| is_named(format!("`{word}`")));
        let is_taken = is_taken(demo, made, &kind, &value, complaints);
        must(is_taken || is_said, || {
            format!("`{name}={value}` is not taken, and nothing is said")
        })?;
        let knob = demo.about.knobs.iter().find(|knob| knob.name == name);
        let taken = made.values.iter().find(|(one, _)| *one == name);
        if let (Some(knob), Some((_, taken))) = (knob, taken) {
            must(is_nearest(knob, taken, &value), || {
                format!("`{taken}` is not the nearest to `{name}={value}`")
            })?;
        }
    }
    Ok(())
}

/// Whether a complaint goes on to what would be right.
fn says_what_is_valid(complaint: &str) -> bool {
    let right = complaint.rsplit_once('`').map(|(_, right)| right);
    right.is_some_and(|right| right.contains(": ") || right.contains("run's end"))
}

/// Whether the run is as this says.
fn is_taken(
    demo: &Playable,
    made: &Shared,
    name: &str,
    value: &str,
    complaints: &[String],
) -> bool {
    match name {
        "scenario" => {
            let plan = demo.about.plans.get(made.scenario);
            plan.map_or("own", |plan| &plan.name) == value
        }
        "seed" => value.parse() == Ok(made.seed),
        "t" => value.parse() == Ok(made.at),
        "end" => value.parse().ok() == made.end,
        "view" => made.view.name() == value,
        // They say how it is played, which a link to what was played does not.
        "speed" | "hold" => value.parse::<sim::Micros>().is_ok(),
        "select" => {
            let marks = value.split(',').filter(|mark| !mark.is_empty());
            marks.eq(made.selection.iter().map(String::as_str))
        }
        "edits" => {
            let said = value.split(',').filter(|_| !value.is_empty()).count();
            let late =
                |c: &&String| c.contains("is no edit") || c.contains("comes after");
            made.edits.len() + complaints.iter().filter(late).count() >= said
        }
        _ => made.values.iter().any(|(n, v)| n == name && v == value),
    }
}

/// Whether no other value of a knob is nearer to a number.
fn is_nearest(knob: &Knob, taken: &str, value: &str) -> bool {
    let (first, last, step) = match knob.range {
        Range::Linear(first, last, step) => (first, last, step),
        Range::Stops(stops) => (stops[0], stops[stops.len() - 1], 1),
        Range::Choice(_) | Range::Toggle => return true,
    };
    let (Ok(number), Ok(taken)) = (value.parse::<i128>(), taken.parse::<i128>())
    else {
        return true;
    };
    let distance = |other: u32| (number - i128::from(other)).abs();
    let all = (first..=last).step_by(step as usize);
    all.map(distance).min() >= Some((number - taken).abs())
}
