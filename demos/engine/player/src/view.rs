//! The figure around the picture: one design for all demos.
//!
//! From top to bottom: title and views, what to watch for, the scenarios, the
//! picture, what holds and what may be done, the question, the transport, the
//! settings that matter most and, folded, what the demo shows and leaves out.
//!
//! Most of that is the same at every moment of every run. It is the *frame*,
//! drawn when the book is built and never again. What changes is in its *slots*:
//! elements of the frame with a `data-slot`, which get attributes, or all that is
//! in them, from the engine. So the words of a figure are in its page once, and
//! not in WASM too.

mod compare;
mod controls;
#[cfg(not(target_arch = "wasm32"))]
mod frame;
mod words;

use crate::input::View;
use crate::player::Player;
use stage::act::{Act, past};
use stage::demo::{Comparison, Layout, Verdict};
use stage::element::{Element, Node, Text, element};
#[cfg(not(target_arch = "wasm32"))]
use stage::guide::DemoEntry;
use std::ops::Range;

/// Lines of the log in the view of it.
const LINES: usize = 300;

/// Everything in the figure. With no layout it is the static frame: laid out
/// for every width, the theme shows the one that fits.
#[cfg(not(target_arch = "wasm32"))]
pub fn draw(entry: &DemoEntry, player: &Player, layout: Option<Layout>) -> Element {
    frame::fill(frame::draw(entry, player), &slots(player, layout))
}

/// Nothing of a static frame can be pressed.
#[cfg(not(target_arch = "wasm32"))]
pub fn make_pictures_inert(frame: &mut Element) {
    if frame.tag == "svg" {
        return frame.make_inert();
    }
    for child in &mut frame.children {
        if let Node::Element(child) = child {
            make_pictures_inert(child);
        }
    }
}

/// What is in a slot of the frame now: attributes, and children if there is
/// nothing of the frame's own in it.
fn slot(name: impl Into<Text>) -> Element {
    element("slot").key(name)
}

/// All that changes: the slots by name, always the same ones.
#[cfg(not(target_arch = "wasm32"))]
fn slots(player: &Player, layout: Option<Layout>) -> Element {
    let mut slots = settled(player, layout.is_some());
    slots.children.extend(passing(player, layout).children.iter().cloned());
    slots
}

/// The slots that nothing changes but the reader. In a static frame, `is_live` being
/// false, nobody does: ticks and speeds would only make the page larger.
pub fn settled(player: &Player, is_live: bool) -> Element {
    element("slots")
        .children(controls::views(player))
        .children(words::scenarios(player))
        .children(controls::run(player))
        .children(controls::course(player, is_live))
        .children(controls::knobs(player))
}

/// The slots that change as time passes too.
pub fn passing(player: &Player, layout: Option<Layout>) -> Element {
    element("slots")
        .child(panel(player, layout))
        .children(words::questions(player))
        .child(controls::pressed(player))
        .child(checks(player))
        .child(controls::actions(player))
        .child(words::line(player))
        .children(controls::transport(player))
        .child(controls::all(player))
        .children(words::status(player))
}

fn panel(player: &Player, layout: Option<Layout>) -> Element {
    let panel = slot("panel");
    match player.shared.view {
        View::Picture => panel.attr("data-view", "picture").child(pictures(
            player,
            layout,
            |act, layout, selection| Some(act.picture(layout, selection)),
        )),
        View::SpaceTime => panel.attr("data-view", "space-time").child(pictures(
            player,
            layout,
            |act, layout, selection| act.space_time(layout, selection),
        )),
        View::Table => panel.attr("data-view", "table").children(tables(player)),
        View::Log => panel.attr("data-view", "log").child(log(player)),
    }
}

type Draw = fn(&dyn Act, Layout, &[String]) -> Option<Element>;

/// The picture, or two when runs are compared, in the layouts that are needed.
fn pictures(player: &Player, layout: Option<Layout>, draw: Draw) -> Element {
    let pictures = element("div").class("demo-picture");
    let pictures = match player.has_marks {
        true => pictures
            .attr("tabindex", "0")
            .attr("role", "group")
            .attr("aria-label", "The picture: arrow keys go through its marks"),
        false => pictures,
    };
    let selection = &player.lit();
    let one = |layout| {
        let mut picture = draw(&*player.act, layout, selection)?;
        if let [pressed] = &player.pressed[..] {
            show_pressed(&mut picture, pressed);
        }
        Some(picture)
    };
    let Some((baseline, was)) = &player.baseline else {
        return pictures.child(run(None, layout, &one));
    };
    let (kept, current) = words::difference(player, was);
    let drawn_as = (player.entry.about.comparison, player.shared.view);
    let (comparison, layout) = match drawn_as {
        // Their axis of time needs the whole width.
        (Comparison::Beside, View::SpaceTime) => ("above", layout),
        // In half the width there is room for the narrow layout at its full size.
        (Comparison::Beside, _) => ("beside", Some(Layout::Narrow)),
        (Comparison::Over, _) => ("over", layout),
    };
    let old = |layout| {
        let mut picture = draw(&**baseline, layout, selection)?;
        picture.make_inert();
        Some(picture)
    };
    let new = |layout| {
        let mut picture = one(layout)?;
        if let Some(before) = draw(&**baseline, layout, selection) {
            compare::mark_differences(&before, &mut picture);
        }
        Some(picture)
    };
    let there = element("button").action("difference").text("Where they part");
    pictures
        .attr("data-comparison", comparison)
        .child(there)
        .child(run(Some(kept), layout, &old))
        .child(run(Some(current), layout, &new))
}

/// Puts a ring around the mark that is pressed.
fn show_pressed(picture: &mut Element, pressed: &str) {
    let is_it =
        |(name, id): &(&str, Text)| *name == "data-mark" && **id == *pressed;
    if picture.attributes.iter().any(is_it) {
        picture.attributes.push(("data-pressed", "".into()));
    }
    for child in &mut picture.children {
        if let Node::Element(child) = child {
            show_pressed(child, pressed);
        }
    }
}

/// A run as it stands, in the layouts that are needed, with its name if there are two.
fn run(
    name: Option<String>,
    layout: Option<Layout>,
    draw: &dyn Fn(Layout) -> Option<Element>,
) -> Element {
    let layouts: &[(Layout, &'static str)] = match layout {
        None => &[(Layout::Wide, "only-wide"), (Layout::Narrow, "only-narrow")],
        Some(Layout::Wide) => &[(Layout::Wide, "only-wide")],
        Some(Layout::Narrow) => &[(Layout::Narrow, "only-narrow")],
    };
    let pictures = layouts.iter().filter_map(|(layout, class)| {
        let picture = draw(*layout)?;
        Some(element("div").class(*class).key(*class).child(picture))
    });
    let label = name.map(|name| element("p").class("demo-run").text(name));
    let frame = element("div").class("demo-frame").children(pictures);
    element("div").class("demo-act").children(label).child(frame)
}

fn tables(player: &Player) -> Vec<Element> {
    let selection = &player.shared.selection;
    let own = |act: &dyn Act, name: Option<String>| {
        let label = name.map(|name| element("p").class("demo-run").text(name));
        let table = act.table(selection);
        element("div")
            .class("demo-scroll")
            .attr("tabindex", "0")
            .attr("role", "group")
            .attr("aria-label", "Table")
            .children(label)
            .child(table)
    };
    match &player.baseline {
        None => vec![own(&*player.act, None)],
        Some((baseline, was)) => {
            let (kept, current) = words::difference(player, was);
            vec![own(&**baseline, Some(kept)), own(&*player.act, Some(current))]
        }
    }
}

/// The places of the last `most` things that the run has told up to now.
fn recent(act: &dyn Act, most: usize) -> Range<usize> {
    let past = past(act.told(), act.now());
    past.saturating_sub(most)..past
}

/// The last lines of the log. Its box starts at the bottom, as the newest
/// line is the last one.
fn log(player: &Player) -> Element {
    let act = &*player.act;
    let has_time = player.entry.about.pace.is_some();
    let recent = recent(act, LINES);
    let told = &act.told()[recent.clone()];
    let latest = told.last().map(|told| told.at);
    let items = told.iter().zip(act.words(recent)).map(|(told, words)| {
        let time = told.at.clock();
        let mut line = element("li").flag("data-fault", told.fault.is_some());
        if Some(told.at) == latest {
            line = line.attr("data-now", "");
        }
        if has_time {
            let go = element("button").action(format!("seek:{}", told.at));
            let go = go.attr("title", "Go to this moment").text(time);
            line = line.child(go.class("time"));
        }
        line.child(element("span").text(words))
    });
    let empty = told.is_empty().then(|| {
        element("p").class("demo-empty").text("Nothing has happened yet.")
    });
    element("div")
        .class("demo-log")
        .attr("tabindex", "0")
        .attr("role", "group")
        .attr("aria-label", "Event log")
        .child(element("ol").children(items))
        .children(empty)
}

fn checks(player: &Player) -> Element {
    let checks = player.checks().into_iter().map(|check| {
        let (name, sign, word) = match check.verdict {
            Verdict::Holds => ("holds", "✓", "holds"),
            Verdict::Fails => ("fails", "✕", "violated"),
            Verdict::Open => ("open", "…", "not known yet"),
        };
        element("li")
            .attr("data-verdict", name)
            .child(
                element("span")
                    .class("sign")
                    .attr("aria-hidden", "true")
                    .text(sign),
            )
            .child(element("span").text(check.name))
            .child(element("span").class("unseen").text(format!(": {word}. ")))
            .child(element("span").class("detail").text(check.detail))
    });
    slot("checks").children(checks)
}
