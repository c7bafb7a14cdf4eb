//! The figure around the picture: one design for all demos.
//!
//! From top to bottom: title and views, what to watch for, the picture with
//! the log beside it, the prediction, transport, what the reader may do, knobs,
//! checks, the caption and what the demo leaves out.
//!
//! Most of that is the same at every moment of every run. It is the *frame*,
//! drawn when the book is built and never again. What changes is in its *slots*:
//! elements of the frame with a `data-slot`, which get attributes, or all that is
//! in them, from the engine. So the words of a figure are in its page once, and
//! not in WASM too.

mod controls;
#[cfg(not(target_arch = "wasm32"))]
mod frame;
mod words;

use crate::input::View;
use crate::player::Player;
use stage::act::{Act, past};
use stage::demo::{Layout, Verdict};
use stage::element::{Element, Text, element};
#[cfg(not(target_arch = "wasm32"))]
use stage::guide::DemoEntry;
use std::ops::Range;

/// Lines of the log beside the picture.
const LINES_BESIDE: usize = 24;
/// Lines of the log in a view of its own.
const LINES_ALONE: usize = 300;

/// Everything in the figure. With no layout it is the static frame: laid out
/// for every width, the theme shows the one that fits.
#[cfg(not(target_arch = "wasm32"))]
pub fn draw(entry: &DemoEntry, player: &Player, layout: Option<Layout>) -> Element {
    frame::fill(frame::draw(entry, player), &slots(player, layout))
}

/// What is in a slot of the frame now: attributes, and children if there is
/// nothing of the frame's own in it.
fn slot(name: impl Into<Text>) -> Element {
    element("slot").key(name)
}

/// All that changes: the slots by name, always the same ones.
pub fn slots(player: &Player, layout: Option<Layout>) -> Element {
    element("slots")
        .children(controls::views(player))
        .child(panel(player, layout))
        .children(words::prediction(player))
        .children(controls::transport(player, layout.is_some()))
        .child(controls::offers(player))
        .children(controls::knobs(player))
        .child(checks(player))
        .children(words::status(player))
}

fn panel(player: &Player, layout: Option<Layout>) -> Element {
    let panel = slot("panel");
    match player.shared.view {
        View::Picture => panel
            .attr("data-view", "picture")
            // A page may be shown before the log, which comes behind, is there.
            .flag("data-log", player.has_log)
            .child(pictures(player, layout, |act, layout, selection| {
                Some(act.picture(layout, selection))
            }))
            .children(player.has_log.then(|| log(player, LINES_BESIDE))),
        View::SpaceTime => panel.attr("data-view", "space-time").child(pictures(
            player,
            layout,
            |act, layout, selection| act.space_time(layout, selection),
        )),
        View::Table => panel.attr("data-view", "table").children(tables(player)),
        View::Log => panel.attr("data-view", "log").child(log(player, LINES_ALONE)),
    }
}

type Draw = fn(&dyn Act, Layout, &[String]) -> Option<Element>;

/// The picture, or two when runs are compared, in the layouts that are needed.
fn pictures(player: &Player, layout: Option<Layout>, draw: Draw) -> Element {
    let layouts: &[(Layout, &str)] = match layout {
        None => &[(Layout::Wide, "only-wide"), (Layout::Narrow, "only-narrow")],
        Some(Layout::Wide) => &[(Layout::Wide, "only-wide")],
        Some(Layout::Narrow) => &[(Layout::Narrow, "only-narrow")],
    };
    let selection = &player.shared.selection;
    let one = |act: &dyn Act, name: Option<String>, is_kept: bool| {
        let label = name.map(|name| element("p").class("demo-run").text(name));
        let pictures = layouts.iter().filter_map(|(layout, class)| {
            let mut picture = draw(act, *layout, selection)?;
            if is_kept {
                picture.make_inert();
            }
            Some(element("div").class(*class).key(*class).child(picture))
        });
        let frame = element("div").class("demo-frame").children(pictures);
        element("div").class("demo-act").children(label).child(frame)
    };
    let pictures = element("div").class("demo-picture");
    match &player.baseline {
        None => pictures.child(one(&*player.act, None, false)),
        Some((baseline, was)) => {
            let (kept, current) = words::difference(player, was);
            pictures.child(one(&**baseline, Some(kept), true)).child(one(
                &*player.act,
                Some(current),
                false,
            ))
        }
    }
}

fn tables(player: &Player) -> Vec<Element> {
    let selection = &player.shared.selection;
    let own = |act: &dyn Act, name: Option<String>| {
        let label = name.map(|name| element("p").class("demo-run").text(name));
        let table = act.table(selection);
        element("div")
            .class("demo-scroll")
            .attr("tabindex", "0")
            .attr("role", "region")
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
fn log(player: &Player, most: usize) -> Element {
    let act = &*player.act;
    let has_time = player.entry.about.pace.is_some();
    let recent = recent(act, most);
    let told = &act.told()[recent.clone()];
    let latest = told.last().map(|told| told.at);
    let items = told.iter().zip(act.words(recent)).map(|(told, words)| {
        let time = told.at.clock();
        let mut line = element("li").flag("data-fault", told.is_fault);
        if Some(told.at) == latest {
            line = line.attr("data-now", "");
        }
        if has_time {
            let time = if most == LINES_ALONE {
                let seek = format!("seek:{}", told.at);
                let go = element("button").action(seek);
                go.attr("title", "Go to this moment").text(time)
            } else {
                element("span").text(time)
            };
            line = line.child(time.class("time"));
        }
        line.child(element("span").text(words))
    });
    let empty = told.is_empty().then(|| {
        element("p").class("demo-empty").text("Nothing has happened yet.")
    });
    element("div")
        .class("demo-log")
        .attr("tabindex", "0")
        .attr("role", "region")
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
