//! What changes in what a figure says: the answer to the prediction, notices.

use super::{recent, slot};
use crate::player::{Asked, Player, Standing};
use crate::share::Shared;

use sim::Micros;
use stage::element::{Element, element};
use stage::knob::Values;

/// Which scenario is on show. All words are in the frame: here is which of them are
/// shown.
pub fn scenarios(player: &Player) -> Vec<Element> {
    let plans = &player.entry.about.plans;
    let current = player.shared.scenario;
    let mut slots = Vec::new();
    for place in 0..=plans.len() {
        let is_shown = place == current;
        let pressed = if is_shown { "true" } else { "false" };
        slots.push(slot("scenario").attr("aria-pressed", pressed));
        slots.push(slot("watch").flag("data-away", !is_shown));
        let is_picked = is_shown && player.is_scenarios_run();
        slots.push(slot("curated").flag("hidden", !is_picked));
    }
    let is_other = player.standing() == Standing::OtherRun;
    slots.push(slot("other-run").flag("data-away", !is_other));
    slots.push(slot("changed").text(changed(player)));
    slots.push(slot("see-both").flag("hidden", player.baseline.is_some()));
    let is_own = current == plans.len();
    slots.push(slot("own-run").flag("data-away", !is_own));
    slots
}

/// How the question of each scenario stands, and when one comes.
pub fn questions(player: &Player) -> Vec<Element> {
    let standing = player.standing();
    let mut slots = Vec::new();
    for (place, plan) in player.entry.about.plans.iter().enumerate() {
        let Some((_, answers)) = plan.question else { continue };
        let state = match place == player.shared.scenario {
            true => state(standing),
            false => "away",
        };
        question(player.asked[place], answers, state, &mut slots);
    }
    let later = player.asks_later();
    slots.push(slot("later").flag("data-away", later.is_none()));
    slots.push(slot("asked-at").text(later.map_or(String::new(), Micros::clock)));
    slots
}

fn state(standing: Standing) -> &'static str {
    match standing {
        Standing::None | Standing::OtherRun => "away",
        Standing::Later => "later",
        Standing::Open => "open",
        Standing::Noted => "noted",
        Standing::Known => "known",
    }
}

fn question(
    asked: Asked,
    answers: usize,
    state: &'static str,
    slots: &mut Vec<Element>,
) {
    let is_known = state == "known";
    let is_right = is_known && asked.said == asked.outcome;
    slots.extend([
        slot("question").attr("data-state", state),
        slot("outcome").flag("open", is_known),
        slot("right").flag("hidden", !is_right),
    ]);
    for answer in 0..answers {
        let is_said = asked.said == Some(answer);
        let pressed = if is_said { "true" } else { "false" };
        let is_quoted = is_known && is_said && !is_right;
        let is_outcome = is_known && asked.outcome == Some(answer);
        slots.extend([
            slot("answer")
                .attr("aria-pressed", pressed)
                .flag("disabled", !matches!(state, "open" | "noted")),
            slot("said").flag("hidden", !is_quoted),
            slot("verdict").flag("data-now", is_outcome),
        ]);
    }
}

/// Notices, the link to this moment, and what a screen reader says while the reader
/// steps.
pub fn status(player: &Player) -> [Element; 2] {
    let link = player.shows_link.then(|| {
        let link = format!("#{}", player.link());
        element("p")
            .class("demo-link")
            .text(
                "The link holds the settings, the seed, the edits and the moment: ",
            )
            .child(element("a").attr("href", link.clone()).text(link))
    });
    [
        slot("notices").children(notices(player)).children(link),
        slot("spoken")
            .attr("aria-live", if player.is_playing { "off" } else { "polite" })
            .text(spoken(player)),
    ]
}

/// Most complaints that are shown.
const NOTICES: usize = 12;

/// How much of what is complained of is repeated, in letters.
const REPEATED: usize = 100;

/// What is wrong: of each kind the first, and how many more there are.
fn notices(player: &Player) -> Vec<Element> {
    let all = player.notices();
    let mut firsts: Vec<&str> = Vec::new();
    for notice in all {
        let is_new = firsts.iter().all(|first| kind(first) != kind(notice));
        if is_new && firsts.len() < NOTICES {
            firsts.push(notice);
        }
    }
    let more = all.len() - firsts.len();
    let more = (more > 0).then(|| format!("and {more} more like these"));
    let shown = firsts.into_iter().map(shortened).chain(more);
    shown.map(|notice| element("p").class("demo-notice").text(notice)).collect()
}

/// A complaint's last words in quotes are what someone wrote: those that say the same
/// around them are of one kind.
fn kind(complaint: &str) -> (&str, &str) {
    let (wrong, right) = complaint.rsplit_once('`').unwrap_or_default();
    (wrong.rsplit_once('`').unwrap_or_default().0, right)
}

fn shortened(complaint: &str) -> String {
    let Some((wrong, right)) = complaint.rsplit_once('`') else {
        return complaint.into();
    };
    let mut short: String = wrong.chars().take(REPEATED).collect();
    if short.len() < wrong.len() {
        short.push('…');
    }
    short.push('`');
    short + right
}

/// The last things that happened, in one line: the last one first, as what there is
/// no room for is cut off.
pub fn line(player: &Player) -> Element {
    let act = &*player.act;
    let recent = recent(act, 3);
    let nothing = if recent.is_empty() { "Nothing has happened yet" } else { "" };
    let times = act.told()[recent.clone()].iter().map(|told| told.at.clock());
    let words = times.zip(act.words(recent)).map(|(time, words)| {
        element("span")
            .child(element("span").class("time").text(time))
            .text(" ")
            .text(words)
    });
    let words = words.rev();
    slot("line").flag("hidden", !player.has_log).text(nothing).children(words)
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
    format!("{}: {}", latest.at.clock(), words.join("; "))
}

/// What is otherwise than in the run that the scenario on show asks about.
fn changed(player: &Player) -> String {
    differences(player, player.asked_run(), &player.shared).join(", ")
}

/// How the kept run and the present one differ, as the names of both.
pub fn difference(player: &Player, was: &Shared) -> (String, String) {
    let kept = differences(player, &player.shared, was);
    if kept.is_empty() {
        return (
            "Kept: the run so far".into(),
            "Now: change a knob, or break it".into(),
        );
    }
    let current = differences(player, was, &player.shared);
    let named = |name, run: &[String]| format!("{name}: {}", run.join(", "));
    (named("Kept", &kept), named("Now", &current))
}

/// What a run is made with that another one is not.
fn differences(player: &Player, other: &Shared, this: &Shared) -> Vec<String> {
    let mut differences = Vec::new();
    for knob in player.entry.about.knobs {
        let value = |values: &Values| {
            let (_, value) = values.iter().find(|(name, _)| name == knob.name)?;
            Some(format!("{} {}", knob.label, knob.shown(value)))
        };
        let now = value(&this.values);
        if now != value(&other.values) {
            differences.extend(now);
        }
    }
    if other.seed != this.seed {
        differences.push(format!("seed {}", this.seed));
    }
    let added =
        this.edits.iter().filter(|edit| !other.edits.contains(edit)).count();
    differences.extend(match added {
        0 if other.edits != this.edits => Some("fewer edits".to_string()),
        0 => None,
        1 => Some("1 edit".to_string()),
        several => Some(format!("{several} edits")),
    });
    differences
}
