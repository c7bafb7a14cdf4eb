//! The frame of a figure: all that is the same at every moment of every run. It
//! is drawn when the book is built. Every control is a real button or input with
//! a name.

use crate::input::View;
use crate::player::Player;
use stage::demo::Card;
use stage::element::{Element, IntoText, Node, element};
use stage::guide::DemoEntry;
use stage::knob::{Knob, Range};
use stage::scenario::ScenarioWords;

/// An element of the frame that the player fills.
trait Slot {
    /// Says what the player puts here.
    fn slot(self, name: impl IntoText) -> Element;
}

impl Slot for Element {
    fn slot(self, name: impl IntoText) -> Element {
        self.attr("data-slot", name)
    }
}

/// The frame with nothing in its slots. What plays the run comes directly under the
/// picture, with what the reader is told and asked between the two.
pub fn draw(entry: &DemoEntry, player: &Player) -> Element {
    let scenarios = (entry.scenarios)();
    element("div")
        .class("demo-body")
        .child(head(entry, player, &scenarios))
        .child(chips(&scenarios))
        .child(stage())
        .child(below_picture())
        .child(questions(&scenarios))
        .child(transport(entry.card))
        .child(settings(entry))
        .child(status())
}

/// The picture, and beside what is pressed in it what may be done to that.
fn stage() -> Element {
    let panel = element("div").class("demo-panel").slot("panel");
    let popover = element("div")
        .class("demo-pressed controls")
        .attr("role", "group")
        .slot("pressed");
    element("div").class("demo-stage").child(panel).child(popover)
}

/// What holds, what may be done that concerns no mark, and what happened last.
fn below_picture() -> Element {
    let checks = element("ul").class("demo-checks").attr("aria-label", "Checks");
    let actions = element("div")
        .class("demo-actions controls")
        .attr("role", "group")
        .attr("aria-label", "Do something to the run");
    element("div")
        .class("demo-below")
        .child(checks.slot("checks"))
        .child(actions.slot("actions"))
        .child(element("p").class("demo-line").slot("line"))
}

/// Puts into the frame what is in its slots: of those with the same name the first
/// into the first.
///
/// # Panics
/// If there is a slot that the frame does not have, or one of the frame's of which
/// nothing is said.
pub fn fill(mut frame: Element, slots: &Element) -> Element {
    let mut slots: Vec<_> = slots.children.iter().collect();
    fill_below(&mut frame, &mut slots);
    assert!(slots.is_empty(), "a slot has no place in the frame");
    frame
}

fn fill_below(element: &mut Element, slots: &mut Vec<&Node>) {
    let name = element.attributes.iter().find(|(n, _)| *n == "data-slot");
    if let Some((_, name)) = name {
        let name = name.clone();
        let is_it = |slot: &&Node| matches!(slot, Node::Element(e) if e.key.as_deref() == Some(&*name));
        let Some(place) = slots.iter().position(is_it) else {
            panic!("nothing is said of the slot {name}");
        };
        let Node::Element(slot) = slots.remove(place) else { return };
        put(element, slot);
    }
    for child in &mut element.children {
        if let Node::Element(child) = child {
            fill_below(child, slots);
        }
    }
}

fn put(element: &mut Element, slot: &Element) {
    for (name, value) in &slot.attributes {
        match (element.tag, *name) {
            ("select", "value") => choose(element, value),
            _ => element.attributes.push((name, value.clone())),
        }
    }
    element.children.extend(slot.children.iter().cloned());
}

/// A select has no attribute for its value: the option has one.
fn choose(select: &mut Element, value: &str) {
    for child in &mut select.children {
        if let Node::Element(option) = child
            && option.attributes.contains(&("value", value.to_string().into()))
        {
            option.attributes.push(("selected", "".into()));
        }
    }
}

fn button(action: impl IntoText, name: impl IntoText) -> Element {
    element("button").action(action).text(name)
}

/// A button with a sign for those who see it and a name for all.
fn sign(action: &'static str, name: &'static str, icon: Element) -> Element {
    bare_sign(action, icon).attr("aria-label", name).attr("title", name)
}

fn bare_sign(action: &'static str, icon: Element) -> Element {
    let icon = element("svg")
        .attr("viewBox", "0 0 24 24")
        .attr("width", "20")
        .attr("height", "20")
        .attr("aria-hidden", "true")
        .child(icon);
    element("button").action(action).child(icon)
}

fn outline(data: &'static str) -> Element {
    element("path").attr("d", data)
}

fn head(
    entry: &DemoEntry,
    player: &Player,
    scenarios: &[ScenarioWords],
) -> Element {
    let card = entry.card;
    let title = element("p")
        .class("demo-title")
        .attr("id", format!("{}-title", player.id))
        .text(card.title);
    let watches = scenarios.iter().map(|s| (s.watch_for, s.curated));
    let own = [(card.watch_for, card.curated)];
    let watch = watches.chain(own).map(|(words, curated)| {
        let picked = element("span").slot("curated");
        let picked = match curated {
            Some(why) => picked.text(" ").text(why),
            None => picked,
        };
        element("p")
            .class("demo-watch")
            .slot("watch")
            .child(element("strong").text("Watch for"))
            .text(" ")
            .text(words)
            .child(picked)
    });
    element("div")
        .class("demo-head")
        .child(title)
        .child(views(entry))
        .child(element("div").class("demo-watches").children(watch))
}

/// The experiments by name, and the reader's own.
fn chips(scenarios: &[ScenarioWords]) -> Element {
    let titles = scenarios.iter().map(|scenario| scenario.title);
    let chips = titles.chain(["On your own"]).enumerate().map(|(place, title)| {
        button(format!("scenario:{place}"), title).slot("scenario")
    });
    element("div")
        .class("demo-scenarios controls")
        .attr("role", "group")
        .attr("aria-label", "Scenarios")
        .children(chips)
}

fn views(entry: &DemoEntry) -> Element {
    let buttons = View::ALL.into_iter().map(|view| {
        let title = match view {
            View::Picture => "Picture",
            View::SpaceTime => entry.second_view.unwrap_or("Space–time"),
            View::Table => "Table",
            View::Log => "Log",
        };
        button(format!("view:{}", view.name()), title).slot("view")
    });
    element("div")
        .class("demo-views controls")
        .attr("role", "group")
        .attr("aria-label", "View")
        .children(buttons)
}

/// The questions, each in the same place: what is asked and answered moves nothing.
fn questions(scenarios: &[ScenarioWords]) -> Element {
    let asked = scenarios.iter().filter_map(|scenario| {
        let (ask, answers) = scenario.question?;
        Some(question(ask, answers))
    });
    let other = element("p")
        .class("demo-other-run")
        .slot("other-run")
        .text("Changed: ")
        .child(element("span").slot("changed"))
        .text(". The question is about the run without that. ")
        .child(button("reset", "Back to it"))
        .text(" ")
        .child(button("compare:asked", "See both").slot("see-both"));
    let own = element("p")
        .class("demo-own-run")
        .slot("own-run")
        .text("Nothing is asked here: press what you see, change what you like.");
    let later = element("p")
        .class("demo-later")
        .slot("later")
        .text("A question comes at ")
        .child(element("span").slot("asked-at"))
        .text(".");
    let all = [other, later, own];
    element("div").class("demo-questions").children(asked).children(all)
}

/// A question with its answers, and what to say to each. Readers without JavaScript
/// open the latter; with it they are told when the run has answered.
fn question(ask: &'static str, answers: Answers) -> Element {
    let buttons = answers.iter().enumerate().map(|(index, (answer, _))| {
        button(format!("predict:{index}"), *answer).slot("answer")
    });
    let answers_row = element("div").class("answers controls").children(buttons);
    element("div")
        .class("demo-question")
        .attr("role", "group")
        .attr("aria-label", "A question about this run")
        .slot("question")
        .child(element("p").class("ask").text(ask))
        .child(answers_row)
        .child(outcomes(answers))
}

type Answers = &'static [(&'static str, &'static str)];

fn outcomes(answers: Answers) -> Element {
    // The page's script says it there: static frames stay small.
    let said = answers.iter().map(|_| element("span").slot("said"));
    let outcomes = answers.iter().map(|(answer, because)| {
        element("p")
            .class("verdict")
            .slot("verdict")
            .child(element("strong").text(format!("{answer}.")))
            .text(format!(" {because}"))
    });
    let right = element("span").slot("right");
    let lead = element("p").class("lead").child(right).children(said);
    element("details")
        .class("demo-outcome")
        .slot("outcome")
        .child(element("summary").text("What each answer means"))
        .child(element("div").attr("role", "status").child(lead).children(outcomes))
}

/// Play, one event back, one event on, the scrubber, time, speed, undo and link.
/// Where nothing happens by itself there is no time to move.
fn transport(card: &Card) -> Element {
    let row = element("div").class("demo-transport controls");
    let row = match card.pace {
        Some(_) => row.children(time()),
        None => row.child(element("span").class("demo-space")),
    };
    row.child(button("undo", "undo").slot("undo")).child(button("share", "link"))
}

/// How many settings stand under the picture: those that matter most come first.
const SETTINGS_IN_SIGHT: usize = 3;

/// The settings that matter most; the others, the seed, what is compared, all that
/// may be done and what is modelled are folded away.
fn settings(entry: &DemoEntry) -> Element {
    let in_sight = entry.knobs.len().min(SETTINGS_IN_SIGHT);
    let (first, more) = entry.knobs.split_at(in_sight);
    let knobs = |knobs: &'static [Knob]| {
        element("div").class("demo-knobs controls").children(knobs.iter().map(knob))
    };
    let run = element("div")
        .class("demo-run-controls controls")
        .child(seed())
        .child(button("reset", "Start again"))
        .child(button("compare", "Compare").slot("compare"))
        .child(button("help", "Keys"));
    let more = element("details")
        .class("demo-more")
        .child(element("summary").text("More settings, seed, compare"))
        .child(knobs(more))
        .child(run);
    let all = element("details")
        .class("demo-all")
        .child(element("summary").text("All that you can do, as a list"))
        .child(element("div").class("controls").slot("all"));
    element("div").class("demo-settings").child(knobs(first)).child(
        element("div")
            .class("demo-folds")
            .child(caption(entry.card))
            .child(more)
            .child(all)
            .child(fidelity(entry.card)),
    )
}

fn time() -> [Element; 6] {
    let play = bare_sign("play", element("path").slot("play-sign"));
    [
        play.class("play").slot("play"),
        sign("back", "One event back", outline("M6 5h3v14H6zM19 5v14l-9-7z")),
        sign("forward", "One event on", outline("M15 5h3v14h-3zM5 5v14l9-7z")),
        scrubber(),
        element("span").class("demo-clock").slot("clock"),
        speed(),
    ]
}

fn scrubber() -> Element {
    let range = element("input")
        .attr("type", "range")
        .attr("min", "0")
        .attr("max", "1000")
        .attr("aria-label", "Moment of the run")
        .action("scrub")
        .slot("scrub");
    let ticks = element("svg")
        .class("ticks")
        .attr("viewBox", "0 0 1000 26")
        .attr("preserveAspectRatio", "none")
        .attr("aria-hidden", "true")
        .child(element("path").class("event").slot("events"))
        .child(element("path").class("fault").slot("faults"));
    let faults = element("div").class("faults").attr("aria-hidden", "true");
    element("div")
        .class("demo-scrubber")
        .child(faults.slot("fault-words"))
        .child(ticks)
        .child(range)
}

fn speed() -> Element {
    element("select").attr("aria-label", "Speed").action("speed").slot("speed")
}

fn seed() -> Element {
    let number = element("input")
        .attr("type", "number")
        .attr("min", "0")
        .attr("max", "999999999")
        .action("seed")
        .slot("seed");
    element("span")
        .class("demo-seed")
        .child(element("label").child(element("span").text("seed")).child(number))
        .child(button("reseed", "next").attr("aria-label", "Next seed"))
}

/// A knob with its name, its value and its unit.
fn knob(knob: &Knob) -> Element {
    let input =
        |tag| element(tag).action(format!("knob:{}", knob.name)).slot("knob");
    let slider = |min: u32, max: u32, step: u32| {
        input("input")
            .attr("type", "range")
            .attr("min", min)
            .attr("max", max)
            .attr("step", step)
            .attr("aria-label", knob.label)
    };
    let label = element("span").text(knob.label);
    let names = element("span")
        .class("names")
        .child(label.clone())
        .child(element("span").class("value").slot("value"));
    let body = element("div").class("demo-knob");
    match knob.range {
        Range::Linear(min, max, step) => {
            body.child(names).child(slider(min, max, step))
        }
        Range::Stops(stops) => {
            let texts: Vec<_> = stops.iter().map(u32::to_string).collect();
            let slider = slider(0, stops.len() as u32 - 1, 1);
            body.child(names).child(slider.attr("data-stops", texts.join(" ")))
        }
        Range::Choice(choices) => {
            let options = choices.iter().map(|(word, title)| {
                element("option").attr("value", *word).text(*title)
            });
            let select = input("select").children(options);
            let label = element("label").class("names").child(label);
            body.child(label.child(select))
        }
        Range::Toggle => {
            let check = input("input").attr("type", "checkbox");
            let toggle = element("label").class("toggle").child(check);
            body.child(toggle.child(label))
        }
    }
}

/// The insight, and one sentence that explains it: folded, as it answers questions.
fn caption(card: &Card) -> Element {
    let insight = element("strong").text(card.insight);
    let words = element("p").child(insight).text(" ").text(card.why);
    element("details")
        .class("demo-caption")
        .child(element("summary").text("What this shows"))
        .child(words)
}

/// What the demo models and what it leaves out.
fn fidelity(card: &Card) -> Element {
    let term = |term: &'static str, text: &'static str| {
        element("p").child(element("strong").text(term)).text(" ").text(text)
    };
    element("details")
        .class("demo-fidelity")
        .child(element("summary").text("What this models"))
        .child(term("Models.", card.fidelity.models))
        .child(term("Leaves out.", card.fidelity.leaves_out))
        .child(term("Constants.", card.fidelity.constants))
}

fn status() -> Element {
    element("div")
        .class("demo-status")
        .child(element("div").attr("role", "status").slot("notices"))
        .child(element("p").class("unseen").slot("spoken"))
}
