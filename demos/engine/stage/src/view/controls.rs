//! What a reader uses: views, transport, offers and knobs. Every control is a
//! real button or input with a name.

use crate::element::{Element, IntoText, element};
use crate::input::View;
use crate::knob::{Knob, Range};
use crate::player::{Player, SPEEDS};
use sim::Micros;

fn button(action: impl IntoText, name: impl IntoText) -> Element {
    element("button").attr("type", "button").action(action).text(name)
}

/// A button with a sign for those who see it and a name for all.
fn sign(
    action: &'static str,
    name: &'static str,
    outline: &'static str,
) -> Element {
    let icon = element("svg")
        .attr("viewBox", "0 0 24 24")
        .attr("width", "20")
        .attr("height", "20")
        .attr("aria-hidden", "true")
        .child(element("path").attr("d", outline));
    element("button")
        .attr("type", "button")
        .action(action)
        .attr("aria-label", name)
        .attr("title", name)
        .child(icon)
}

/// The views of the run; those that the demo does not have are left out.
pub fn views(player: &Player) -> Element {
    let second = player.entry.second_view;
    let has = |view: View| view != View::SpaceTime || player.has_space_time;
    let buttons = View::ALL.iter().filter(|(view, _, _)| has(*view)).map(
        |(view, name, title)| {
            let is_shown =
                if player.shared.view == *view { "true" } else { "false" };
            let title = match (view, second) {
                (View::SpaceTime, Some(title)) => title,
                _ => *title,
            };
            button(format!("view:{name}"), title).attr("aria-pressed", is_shown)
        },
    );
    element("div")
        .class("demo-views controls")
        .attr("role", "group")
        .attr("aria-label", "View")
        .children(buttons)
}

/// Play, one event back, one event on, the scrubber, time, speed, seed, undo,
/// compare and link. Where nothing happens by itself there is no time to move.
pub fn transport(player: &Player) -> Element {
    let has_time = player.entry.card.pace.is_some();
    let time = has_time.then(|| {
        let play = match player.is_playing {
            true => sign("play", "Pause", "M7 5h4v14H7zM13 5h4v14h-4z"),
            false => sign("play", "Play", "M8 5v14l11-7z"),
        };
        element("div")
            .class("demo-time")
            .child(play.class("play"))
            .child(sign("back", "One event back", "M6 5h3v14H6zM19 5v14l-9-7z"))
            .child(sign("forward", "One event on", "M15 5h3v14h-3zM5 5v14l9-7z"))
            .child(scrubber(player))
            .child(clock(player))
            .child(speed(player))
    });
    let is_comparing = if player.baseline.is_some() { "true" } else { "false" };
    let run = element("div")
        .class("demo-run-controls")
        .child(seed(player))
        .child(button("undo", "undo").flag("disabled", !player.can_undo()))
        .child(button("reset", "reset"))
        .child(button("compare", "compare").attr("aria-pressed", is_comparing))
        .child(button("share", "link"))
        .child(
            button("help", "?").attr("aria-label", "Keys").attr("title", "Keys"),
        );
    element("div").class("demo-transport controls").children(time).child(run)
}

fn scrubber(player: &Player) -> Element {
    let until = player.end().get().max(1);
    let thousandths = |at: Micros| at.get() * 1_000 / until;
    let now = player.act.now();
    let range = element("input")
        .attr("type", "range")
        .attr("min", "0")
        .attr("max", "1000")
        .attr("value", thousandths(now).to_string())
        .attr("aria-label", "Moment of the run")
        .attr("aria-valuetext", now.clock())
        .action("scrub");
    element("div").class("demo-scrubber").child(ticks(player)).child(range)
}

/// A tick for each moment at which something happened, a taller mark for faults.
/// Moments that would lie on one another are drawn once.
fn ticks(player: &Player) -> Element {
    let until = player.end();
    let place = |at: Micros| at.get() * 1_000 / until.get().max(1);
    let mut events: Vec<u64> = Vec::new();
    let mut faults: Vec<u64> = Vec::new();
    for record in player.act.records().iter().filter(|record| record.at <= until) {
        let at = place(record.at);
        let marks = if record.event.is_fault() { &mut faults } else { &mut events };
        if marks.last().is_none_or(|last| at > last + 3) {
            marks.push(at);
        }
    }
    let mut data = String::new();
    for at in events {
        data.push_str(&format!("M{at} 2v7"));
    }
    let mut signs = String::new();
    for at in faults {
        signs.push_str(&format!("M{at} 0v26"));
    }
    element("svg")
        .class("ticks")
        .attr("viewBox", "0 0 1000 26")
        .attr("preserveAspectRatio", "none")
        .attr("aria-hidden", "true")
        .child(element("path").class("event").attr("d", data))
        .child(element("path").class("fault").attr("d", signs))
}

fn clock(player: &Player) -> Element {
    element("span").class("demo-clock").text(player.act.now().clock())
}

fn speed(player: &Player) -> Element {
    let options = SPEEDS.iter().enumerate().map(|(index, speed)| {
        let name = match speed.get() {
            slow if slow < 1_000_000 => format!("1/{}×", 1_000_000 / slow),
            fast => format!("{}×", fast / 1_000_000),
        };
        option(index.to_string(), name, index == player.speed)
    });
    element("select").attr("aria-label", "Speed").action("speed").children(options)
}

fn option(value: impl IntoText, name: impl IntoText, is_selected: bool) -> Element {
    element("option").attr("value", value).flag("selected", is_selected).text(name)
}

fn seed(player: &Player) -> Element {
    let number = element("input")
        .attr("type", "number")
        .attr("min", "0")
        .attr("max", "999999999")
        .attr("value", player.shared.seed.to_string())
        .action("seed");
    element("span")
        .class("demo-seed")
        .child(element("label").child(element("span").text("seed")).child(number))
        .child(button("reseed", "next").attr("aria-label", "Next seed"))
}

/// What the reader may do to the run now.
pub fn offers(player: &Player) -> Element {
    let offers = player.offers();
    let groups = offers.iter().enumerate().map(|(index, offer)| {
        let is_one = offer.choices.len() == 1;
        let verb = match offer.choices.first() {
            Some((_, object)) if is_one => format!("{} {object}", offer.verb),
            _ => offer.verb.to_string(),
        };
        let act = button(format!("offer:{index}"), verb)
            .flag("disabled", offer.choices.is_empty());
        let chosen = player.chosen(index);
        let choices = offer.choices.iter().map(|(edit, object)| {
            let is_chosen = chosen.as_ref() == Some(edit);
            option(edit.clone(), object.clone(), is_chosen)
        });
        let select = (offer.choices.len() > 1).then(|| {
            element("select")
                .attr("aria-label", format!("{}: what", offer.verb))
                .action(format!("choose:{index}"))
                .children(choices)
        });
        element("span").class("demo-offer").child(act).children(select)
    });
    element("div")
        .class("demo-offers controls")
        .attr("role", "group")
        .attr("aria-label", "Do something to the run")
        .flag("hidden", offers.is_empty())
        .children(groups)
}

/// The knobs with their values and units.
pub fn knobs(player: &Player) -> Element {
    let knobs = player.entry.knobs.iter().map(|knob| {
        let value = player.shared.values.iter().find(|(name, _)| name == knob.name);
        draw_knob(knob, value.map_or("", |(_, value)| value))
    });
    element("div").class("demo-knobs controls").children(knobs)
}

fn draw_knob(knob: &Knob, value: &str) -> Element {
    let shown = match knob.unit {
        "" => value.to_string(),
        unit => format!("{value} {unit}"),
    };
    let action = format!("knob:{}", knob.name);
    let slider = |min: u32, max: u32, step: u32, at: String| {
        element("input")
            .attr("type", "range")
            .attr("min", min)
            .attr("max", max)
            .attr("step", step)
            .attr("value", at)
            .attr("aria-label", knob.label)
            .attr("aria-valuetext", shown.clone())
    };
    let names = element("span")
        .class("names")
        .child(element("span").text(knob.label))
        .child(element("span").class("value").text(shown.clone()));
    let body = element("div").class("demo-knob");
    match knob.range {
        Range::Linear(min, max, step) => {
            let input = slider(min, max, step, value.to_string()).action(action);
            body.child(names).child(input)
        }
        Range::Stops(stops) => {
            let number: u32 = value.parse().unwrap_or(stops[0]);
            let at =
                stops.partition_point(|stop| *stop < number).min(stops.len() - 1);
            let texts: Vec<_> = stops.iter().map(u32::to_string).collect();
            let input = slider(0, stops.len() as u32 - 1, 1, at.to_string())
                .action(action)
                .attr("data-stops", texts.join(" "));
            body.child(names).child(input)
        }
        Range::Choice(choices) => {
            let options = choices
                .iter()
                .map(|(word, title)| option(*word, *title, *word == value));
            let select = element("select").action(action).children(options);
            body.child(
                element("label")
                    .class("names")
                    .child(element("span").text(knob.label))
                    .child(select),
            )
        }
        Range::Toggle => {
            let check = element("input")
                .attr("type", "checkbox")
                .action(action)
                .flag("checked", value == "true");
            body.child(
                element("label")
                    .class("toggle")
                    .child(check)
                    .child(element("span").text(knob.label)),
            )
        }
    }
}
