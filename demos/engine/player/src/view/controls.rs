//! What changes in the controls of a figure: views, transport, actions, knobs.

use super::slot;
use crate::input::View;
use crate::player::{Player, SPEEDS};
use sim::Micros;
use stage::element::{Element, IntoText, element};
use stage::knob::{Knob, Range, place_of};
use stage::mark::Mark;

/// Which view is shown, and which there is not.
pub fn views(player: &Player) -> impl Iterator<Item = Element> {
    View::ALL.into_iter().map(|view| {
        slot("view")
            .attr("aria-pressed", truth(player.shared.view == view))
            .flag("hidden", !player.has(view))
    })
}

fn truth(is_so: bool) -> &'static str {
    if is_so { "true" } else { "false" }
}

/// Seed, undo and compare.
pub fn run(player: &Player) -> [Element; 3] {
    [
        slot("seed").attr("value", player.shared.seed),
        slot("undo").flag("disabled", !player.can_undo()),
        slot("compare").attr("aria-pressed", truth(player.baseline.is_some())),
    ]
}

/// The play button, the scrubber and the time, where time passes.
pub fn transport(player: &Player) -> Vec<Element> {
    if player.entry.about.pace.is_none() {
        return Vec::new();
    }
    let (name, outline) = match player.is_playing {
        true => ("Pause", "M7 5h4v14H7zM13 5h4v14h-4z"),
        false => ("Play", "M8 5v14l11-7z"),
    };
    let now = player.act.now();
    vec![
        slot("play").attr("aria-label", name).attr("title", name),
        slot("play-sign").attr("d", outline),
        slot("scrub")
            .attr("value", now.get() * 1_000 / player.end().get().max(1))
            .attr("aria-valuetext", now.clock()),
        slot("clock").text(now.clock()),
    ]
}

/// What happens in the run from its start to its end, on the scrubber, and the speed.
pub fn course(player: &Player, is_live: bool) -> Vec<Element> {
    if player.entry.about.pace.is_none() {
        return Vec::new();
    }
    let (events, faults) = match is_live {
        true => ticks(player),
        false => Default::default(),
    };
    let words = if is_live { fault_words(player) } else { Vec::new() };
    vec![
        slot("events").attr("d", events),
        slot("faults").attr("d", faults),
        slot("fault-words").children(words),
        slot("speed").children(speeds(player, is_live)),
    ]
}

/// A tick for each moment at which something happened, a taller mark for faults.
/// Moments that would lie on one another are drawn once.
fn ticks(player: &Player) -> (String, String) {
    let until = player.end();
    let place = |at: Micros| at.get() * 1_000 / until.get().max(1);
    let (mut events, mut faults) = (String::new(), String::new());
    let (mut last_event, mut last_fault) = (None, None);
    for told in player.act.told().iter().filter(|told| told.at <= until) {
        let at = place(told.at);
        let (last, marks, line) = match told.fault.is_some() {
            true => (&mut last_fault, &mut faults, " 0v26"),
            false => (&mut last_event, &mut events, " 2v7"),
        };
        if last.is_none_or(|last| at > last + 3) {
            *last = Some(at);
            marks.push('M');
            marks.push_str(&at.to_string());
            marks.push_str(line);
        }
    }
    (events, faults)
}

/// The least room for the words of a fault, in thousandths of the run.
const ROOM_FOR_WORDS: u64 = 200;

/// What each fault is, in words above its mark; of faults that are too near to one
/// another, the first. Each has the room up to the next one, or more if it needs more:
/// the style sheet takes that from the room before them that nobody uses.
fn fault_words(player: &Player) -> Vec<Element> {
    let until = player.end().get().max(1);
    let mut faults: Vec<(u64, &str)> = Vec::new();
    for told in player.act.told() {
        let Some(fault) = &told.fault else { continue };
        let at = told.at.get() * 1_000 / until;
        let free = faults.last().map_or(0, |(last, _)| last + ROOM_FOR_WORDS);
        if free <= at && at <= 1_000 {
            faults.push((at, fault));
        }
    }
    let ends = faults.iter().skip(1).map(|(at, _)| *at).chain([1_000]);
    let before = faults.first().map_or(0, |(at, _)| *at);
    let words = faults.iter().zip(ends).map(|((at, fault), end)| {
        // "S1 ⇹ S2: link cut": there is room for what happened, not for where.
        let what = fault.rsplit(':').next().unwrap_or(fault).trim_start();
        room(end - at).attr("title", fault.to_string()).text(what.to_string())
    });
    std::iter::once(room(before)).chain(words).collect()
}

/// A place above the scrubber, in thousandths of its length.
fn room(thousandths: u64) -> Element {
    let width = format!("flex-basis:{}.{}%", thousandths / 10, thousandths % 10);
    element("span").attr("data-style", width)
}

fn speeds(player: &Player, is_live: bool) -> impl Iterator<Item = Element> {
    let speeds = SPEEDS.iter().enumerate();
    let chosen = player.speed();
    // The first has the longest name: the room for it is there from the start.
    let offered = speeds.filter(move |(at, _)| is_live || [0, chosen].contains(at));
    offered.map(move |(at, speed)| {
        let name = match speed.get() {
            slow if slow < 1_000_000 => format!("1/{}×", 1_000_000 / slow),
            fast => format!("{}×", fast / 1_000_000),
        };
        option(at, name, at == chosen)
    })
}

fn option(value: impl IntoText, name: impl IntoText, is_selected: bool) -> Element {
    element("option").attr("value", value).flag("selected", is_selected).text(name)
}

/// What may be done that concerns no mark.
pub fn actions(player: &Player) -> Element {
    let actions = player.act.actions();
    let buttons = actions.iter().enumerate().map(|(place, action)| {
        element("button").action(format!("act:{place}")).text(action.verb.clone())
    });
    slot("actions").flag("hidden", actions.is_empty()).children(buttons)
}

/// What may be done to the mark that is pressed; or, where several lie on one
/// another, which of them is meant.
pub fn pressed(player: &Player) -> Element {
    let marks = player.pressed();
    let slot = slot("pressed").flag("hidden", marks.is_empty());
    let close = || {
        element("button")
            .class("close")
            .action("close")
            .attr("aria-label", "Close")
            .text("×")
    };
    match &marks[..] {
        [] => slot,
        [mark] => slot
            .attr("data-for", mark.id.clone())
            .attr("aria-label", mark.name.clone())
            .child(title(mark).child(close()))
            .child(buttons(mark, &|place| format!("do:{place}"))),
        several => {
            let which = several.iter().map(|mark| {
                let words = format!("{} {}", mark.name, mark.state);
                element("button").action(format!("press:{}", mark.id)).text(words)
            });
            let name = "Which do you mean?";
            slot.attr("data-for", several[0].id.clone())
                .attr("aria-label", name)
                .child(element("p").text(name).child(close()))
                .child(element("div").children(which))
        }
    }
}

fn title(mark: &Mark<String>) -> Element {
    element("p")
        .child(element("strong").text(mark.name.clone()))
        .text(" ")
        .child(element("span").class("state").text(mark.state.clone()))
}

fn buttons(mark: &Mark<String>, action: &dyn Fn(usize) -> String) -> Element {
    let buttons = mark.actions.iter().enumerate().map(|(place, done)| {
        element("button").action(action(place)).text(done.verb.clone())
    });
    element("div").children(buttons)
}

/// All that may be done, as a list, if the reader has opened it.
pub fn all(player: &Player) -> Element {
    let slot = slot("all");
    if !player.lists {
        return slot;
    }
    let marks = player.act.marks();
    let rows = marks.iter().filter(|mark| !mark.actions.is_empty()).map(|mark| {
        let action = |place| format!("do:{place}:{}", mark.id);
        element("div")
            .class("demo-row-of-mark")
            .child(title(mark))
            .child(buttons(mark, &action))
    });
    slot.children(rows)
}

/// Where the knobs stand, and their values in words.
pub fn knobs(player: &Player) -> Vec<Element> {
    let mut slots = Vec::new();
    for knob in player.entry.about.knobs {
        let value = player.shared.values.iter().find(|(name, _)| name == knob.name);
        turned(knob, value.map_or("", |(_, value)| value), &mut slots);
    }
    slots
}

fn turned(knob: &Knob, value: &str, slots: &mut Vec<Element>) {
    let input = slot("knob");
    let input = match knob.range {
        Range::Toggle => input.flag("checked", value == "true"),
        Range::Choice(_) => input.attr("value", value.to_string()),
        Range::Linear(..) | Range::Stops(_) => {
            let shown = knob.shown(value);
            let words = slot("value").text(shown.clone());
            slots.push(words);
            let at = match knob.range {
                Range::Stops(stops) => place_of(stops, value).to_string(),
                _ => value.to_string(),
            };
            input.attr("value", at).attr("aria-valuetext", shown)
        }
    };
    slots.push(input);
}
