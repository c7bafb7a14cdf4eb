//! The frame of a figure: all that is the same at every moment of every run. It
//! is drawn when the book is built. Every control is a real button or input with
//! a name.

use crate::input::View;
use crate::player::Player;
use stage::demo::Card;
use stage::element::{Element, IntoText, Node, element};
use stage::guide::DemoEntry;
use stage::knob::{Knob, Range};

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

/// The frame with nothing in its slots.
pub fn draw(entry: &DemoEntry, player: &Player) -> Element {
    let card = entry.card;
    element("div")
        .class("demo-body")
        .child(head(entry, player))
        .child(element("div").class("demo-panel").slot("panel"))
        .children(prediction(card, player))
        .child(transport(card))
        .child(
            element("div")
                .class("demo-offers controls")
                .attr("role", "group")
                .attr("aria-label", "Do something to the run")
                .slot("offers"),
        )
        .child(
            element("div")
                .class("demo-knobs controls")
                .children(entry.knobs.iter().map(knob)),
        )
        .child(
            element("ul")
                .class("demo-checks")
                .attr("aria-label", "Checks")
                .slot("checks"),
        )
        .child(caption(card))
        .child(status())
}

/// Puts into the frame what is in its slots.
///
/// # Panics
/// If there is a slot that the frame does not have.
pub fn fill(mut frame: Element, slots: &Element) -> Element {
    let filled = fill_below(&mut frame, slots);
    assert!(filled == slots.children.len(), "a slot has no place in the frame");
    frame
}

fn fill_below(element: &mut Element, slots: &Element) -> usize {
    let name = element.attributes.iter().find(|(n, _)| *n == "data-slot");
    let name = name.map(|(_, slot)| slot.clone());
    let mut filled = 0;
    for child in &mut element.children {
        if let Node::Element(child) = child {
            filled += fill_below(child, slots);
        }
    }
    let Some(name) = name else { return filled };
    let is_it = |slot: &&Node| matches!(slot, Node::Element(e) if e.key.as_deref() == Some(&*name));
    let Some(Node::Element(slot)) = slots.children.iter().find(is_it) else {
        panic!("nothing is said of the slot {name}");
    };
    for (name, value) in &slot.attributes {
        match (element.tag, *name) {
            ("select", "value") => choose(element, value),
            _ => element.attributes.push((name, value.clone())),
        }
    }
    element.children.extend(slot.children.iter().cloned());
    filled + 1
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

fn head(entry: &DemoEntry, player: &Player) -> Element {
    let card = entry.card;
    element("div")
        .class("demo-head")
        .child(
            element("p")
                .class("demo-title")
                .attr("id", format!("{}-title", player.id))
                .text(card.title),
        )
        .child(views(entry))
        .child(
            element("p")
                .class("demo-watch")
                .child(element("strong").text("Watch for"))
                .text(" ")
                .text(card.watch_for),
        )
}

fn views(entry: &DemoEntry) -> Element {
    let buttons = View::ALL.into_iter().map(|view| {
        let title = match view {
            View::Picture => "Picture",
            View::SpaceTime => entry.second_view.unwrap_or("Space–time"),
            View::Table => "Table",
            View::Log => "Log",
        };
        let action = format!("view:{}", view.name());
        button(action.clone(), title).slot(action)
    });
    element("div")
        .class("demo-views controls")
        .attr("role", "group")
        .attr("aria-label", "View")
        .children(buttons)
}

/// The question before the run, and what to say to each answer. Readers without
/// JavaScript open the latter; with it they are told when the run has answered.
fn prediction(card: &Card, player: &Player) -> Option<Element> {
    let prediction = card.prediction.as_ref();
    let prediction = prediction.filter(|_| player.answers() > 0)?;
    let name = format!("{}-prediction", player.id);
    let answers =
        prediction.answers.iter().enumerate().map(|(index, (answer, _))| {
            let radio = element("input")
                .attr("type", "radio")
                .attr("name", name.clone())
                .action(format!("predict:{index}"))
                .slot(format!("answer:{index}"));
            element("label").child(radio).child(element("span").text(*answer))
        });
    let lead = match card.pace {
        Some(_) => "Before you press play: ",
        None => "Before you touch anything: ",
    };
    let fields = element("fieldset")
        .child(
            element("legend")
                .child(element("span").class("lead").text(lead))
                .text(prediction.question),
        )
        .child(element("div").class("answers").children(answers));
    Some(
        element("div")
            .class("demo-prediction")
            .slot("prediction")
            .child(fields)
            .child(outcomes(card, prediction.answers)),
    )
}

fn outcomes(card: &Card, answers: &[(&'static str, &'static str)]) -> Element {
    let noted = match card.pace {
        Some(_) => "Noted. Now run it.",
        None => "Noted. Now try it.",
    };
    let said = answers.iter().enumerate().map(|(index, (answer, _))| {
        element("p")
            .slot(format!("said:{index}"))
            .text(format!("You said “{answer}”. In this run:"))
    });
    let outcomes = answers.iter().enumerate().map(|(index, (answer, because))| {
        element("p")
            .class("verdict")
            .slot(format!("outcome:{index}"))
            .text(format!("{answer}. {because}"))
    });
    element("details")
        .class("demo-outcome")
        .slot("outcome")
        .child(element("summary").text("What each answer means"))
        .child(
            element("div")
                .attr("role", "status")
                .child(element("p").slot("noted").text(noted))
                .child(element("p").slot("other").text(
                    "This run is over and gives no answer: the question is about \
                     another one, or it was too short for one.",
                ))
                .child(element("p").slot("right").text("You were right:"))
                .children(said)
                .children(outcomes),
        )
}

/// Play, one event back, one event on, the scrubber, time, speed, seed, undo,
/// compare and link. Where nothing happens by itself there is no time to move.
fn transport(card: &Card) -> Element {
    let time = card.pace.is_some().then(time);
    let run = element("div")
        .class("demo-run-controls")
        .child(seed())
        .child(button("undo", "undo").slot("undo"))
        .child(button("reset", "reset"))
        .child(button("compare", "compare").slot("compare"))
        .child(button("share", "link"))
        .child(
            button("help", "?").attr("aria-label", "Keys").attr("title", "Keys"),
        );
    element("div").class("demo-transport controls").children(time).child(run)
}

fn time() -> Element {
    let play = bare_sign("play", element("path").slot("play-sign"));
    element("div")
        .class("demo-time")
        .child(play.class("play").slot("play"))
        .child(sign(
            "back",
            "One event back",
            outline("M6 5h3v14H6zM19 5v14l-9-7z"),
        ))
        .child(sign(
            "forward",
            "One event on",
            outline("M15 5h3v14h-3zM5 5v14l9-7z"),
        ))
        .child(scrubber())
        .child(element("span").class("demo-clock").slot("clock"))
        .child(speed())
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
    element("div").class("demo-scrubber").child(ticks).child(range)
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
    let slot = format!("knob:{}", knob.name);
    let input = |tag| element(tag).action(slot.clone()).slot(slot.clone());
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
        .child(element("span").class("value").slot(format!("value:{}", knob.name)));
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

/// The insight, one sentence that explains it, and what the demo leaves out.
fn caption(card: &Card) -> Element {
    let term = |term: &'static str, text: &'static str| {
        element("p").child(element("strong").text(term)).text(" ").text(text)
    };
    let curated = card.curated.map(|why| term("The seed is curated.", why));
    element("div")
        .class("demo-caption")
        .child(
            element("p")
                .child(element("strong").text(card.insight))
                .text(" ")
                .text(card.why),
        )
        .child(
            element("details")
                .class("demo-fidelity")
                .child(
                    element("summary")
                        .text("What this models, and what it leaves out"),
                )
                .child(term("Models.", card.fidelity.models))
                .child(term("Leaves out.", card.fidelity.leaves_out))
                .child(term("Constants.", card.fidelity.constants))
                .child(element("div").slot("curated").children(curated)),
        )
}

fn status() -> Element {
    element("div")
        .class("demo-status")
        .child(element("div").attr("role", "status").slot("notices"))
        .child(element("p").class("unseen").slot("spoken"))
}
