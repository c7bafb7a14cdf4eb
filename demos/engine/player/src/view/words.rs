//! What changes in what a figure says: the answer to the prediction, notices.

use super::{recent, slot};
use crate::player::Player;
use crate::share::Shared;
use sim::{Micros, text};
use stage::element::{Element, element};
use stage::knob::Values;

/// Which answer the reader gave to the question before the run, and which the
/// run gave. All answers are in the frame: here is which of them are shown.
pub fn prediction(player: &Player) -> Vec<Element> {
    if player.answers() == 0 {
        return Vec::new();
    }
    let outcome = player.act.outcome().filter(|_| player.has_played);
    let said = player.prediction;
    let (state, is_told) = match (outcome, said) {
        (None, None) => ("asked", false),
        (None, Some(_)) => ("answered", false),
        (Some(_), _) => ("known", true),
    };
    let is_right = outcome == said;
    let is_over = player.until() > Micros::ZERO && player.act.now() >= player.end();
    let is_other = state == "answered" && is_over;
    let mut slots = vec![
        slot("prediction").attr("data-state", state),
        slot("outcome").flag("open", is_told || said.is_some()),
        slot("noted").flag("hidden", state != "answered" || is_other),
        slot("other").flag("hidden", !is_other),
        slot("right").flag("hidden", !is_told || !is_right),
    ];
    for answer in 0..player.answers() {
        let is_said = said == Some(answer);
        let is_quoted = is_told && is_said && !is_right;
        let is_outcome = outcome == Some(answer);
        slots.extend([
            slot(format!("answer:{answer}")).flag("checked", is_said),
            slot(format!("said:{answer}")).flag("hidden", !is_quoted),
            slot(format!("outcome:{answer}")).flag("data-now", is_outcome),
        ]);
    }
    slots
}

/// Notices, the link to this moment, whether the run is the one that was picked,
/// and what a screen reader says while the reader steps.
pub fn status(player: &Player) -> [Element; 3] {
    let notices = player.notices().iter().cloned();
    let notices =
        notices.map(|notice| element("p").class("demo-notice").text(notice));
    let link = player.shows_link.then(|| {
        let link = format!("#{}", player.link());
        element("p")
            .class("demo-link")
            .text(
                "The link holds the settings, the seed, the edits and the moment: ",
            )
            .child(element("a").attr("href", link.clone()).text(link))
    });
    let is_other = !player.shared.is_resting_run(&player.entry);
    [
        slot("curated").flag("hidden", is_other),
        slot("notices").children(notices).children(link),
        slot("spoken")
            .attr("aria-live", if player.is_playing { "off" } else { "polite" })
            .text(spoken(player)),
    ]
}

/// What happened at the moment where the run stands.
fn spoken(player: &Player) -> String {
    if player.is_playing || !player.has_played {
        return String::new();
    }
    let act = &*player.act;
    let recent = recent(act, 5);
    let Some(latest) = act.told()[recent.clone()].last() else {
        return String::new();
    };
    let before = act.told().partition_point(|told| told.at < latest.at);
    let words = act.words(recent.start.max(before)..recent.end);
    format!("{}: {}", latest.at.clock(), text::join(&words, "; "))
}

/// How the kept run and the present one differ, as the names of both.
pub fn difference(player: &Player, was: &Shared) -> (String, String) {
    let mut kept = Vec::new();
    let mut current = Vec::new();
    for knob in player.entry.about.knobs {
        let value = |values: &Values| {
            let (_, value) = values.iter().find(|(name, _)| name == knob.name)?;
            Some(format!("{} {}", knob.label, knob.shown(value)))
        };
        let (before, now) = (value(&was.values), value(&player.shared.values));
        if before != now {
            kept.extend(before);
            current.extend(now);
        }
    }
    if was.seed != player.shared.seed {
        kept.push(format!("seed {}", was.seed));
        current.push(format!("seed {}", player.shared.seed));
    }
    if was.edits != player.shared.edits {
        let edits = |shared: &Shared| match shared.edits.len() {
            1 => "1 edit".to_string(),
            many => format!("{many} edits"),
        };
        kept.push(edits(was));
        current.push(edits(&player.shared));
    }
    if kept.is_empty() {
        return (
            "Kept: the run so far".into(),
            "Now: change a knob, or break it".into(),
        );
    }
    let named = |name, run: &[String]| format!("{name}: {}", text::join(run, ", "));
    (named("Kept", &kept), named("Now", &current))
}
