//! The steps of a schedule up to now, and what they led to.

use super::{BreakRaft, Off, reasons, scene};
use models::consensus::raft::breaking::{self, End, Report, Step};
use stage::knob::grouped;
use stage::{Element, Layout, Moment, Role, element};

/// The steps up to now, numbered, and at the end what the search found. How many
/// there are must not be said before.
pub fn draw(moment: &Moment<'_, BreakRaft>) -> Element {
    let panel = element("div").class("demo-steps");
    let panel =
        panel.child(element("p").class("name").text(moment.settings.title()));
    let Some(report) = moment.model.report() else {
        return panel.child(by_hand(moment));
    };
    let settings = breaking::settings(moment.settings.rules());
    let turn = (moment.now.get() / breaking::STEP.get()) as usize;
    let is_over = turn > report.schedule.len();
    let turn = turn.min(report.schedule.len());
    // There is room for the last ones.
    let room = match moment.layout {
        Layout::Wide => 8,
        Layout::Narrow => 4,
    };
    let from = turn.saturating_sub(room - usize::from(is_over));
    let done = report.schedule[from..turn].iter().enumerate();
    let done = done.map(|(place, step)| {
        let item = element("li").text(step.words(&settings));
        item.flag("data-now", !is_over && from + place + 1 == turn)
    });
    let list = element("ol").attr("start", from + 1).children(done);
    let panel = panel.child(list);
    match is_over {
        false => panel.children(notes(moment, &report.schedule[..turn])),
        true => panel.child(result(moment, report)),
    }
}

/// What is decided in this step, and why.
fn notes(moment: &Moment<'_, BreakRaft>, done: &[Step]) -> Vec<Element> {
    let Some(step) = done.last() else { return Vec::new() };
    let notes = reasons::notes(&scene(moment), step.server);
    let says = |text| element("p").role(Role::Chosen).text(text);
    notes.into_iter().map(says).collect()
}

/// What the search found, and what is wrong now, with names.
fn result(moment: &Moment<'_, BreakRaft>, report: &Report) -> Element {
    let scene = scene(moment);
    let says = |text: String| element("p").text(text);
    let states = grouped(&report.states.to_string());
    let result = element("div");
    match report.end {
        End::Kept => result
            .child(says("These steps break no promise now.".into()))
            .child(says(format!("Nor do others: {states} states were searched."))),
        End::Exhausted => {
            result.child(says(report.words().to_string() + ".")).child(says(
                format!("All {states} states within the bounds were searched."),
            ))
        }
        End::Violated(_) => {
            let proof = scene.proofs().into_iter().next();
            let wrong = proof.map(|proof| proof.words(&scene) + ".");
            let wrong = wrong.map(|words| says(words).role(Role::Lost));
            result.children(wrong).child(says(format!(
                "None is shorter: {states} states were searched."
            )))
        }
        End::StatesMax => result.child(says("The search gave up.".into())),
    }
}

/// What is wrong now, if the reader has broken something; else how to go about it.
fn by_hand(moment: &Moment<'_, BreakRaft>) -> Element {
    let scene = scene(moment);
    let says = |text: String| element("p").text(text);
    match scene.proofs().first() {
        Some(proof) => says(proof.words(&scene) + ".").role(Role::Lost),
        None => {
            let aim = match moment.settings.off {
                Off::Nothing => "Can you break a promise? The search could not.",
                _ => "Can you break a promise?",
            };
            element("div")
                .child(says(aim.into()).role(Role::Chosen))
                .child(says("Begin so: cut S1–S3, then let S1 time out.".into()))
                .child(says(
                    "Nobody acts by itself: press a server or a link.".into(),
                ))
                .child(says("Stuck? Set “Steps” to what the search found.".into()))
        }
    }
}
