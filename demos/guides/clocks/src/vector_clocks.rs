//! Select two events, and see what their stamps tell and what is true.

mod compared;
mod marks;
mod pairs;
mod picture;
mod reach;
mod scenarios;
mod selection;
pub(crate) mod settings;
#[cfg(test)]
mod tests;

use models::clocks::settings::{CURATED_PAIR, CURATED_SEED};
use models::clocks::{Conversation, Edit, Scheme};
use selection::Selection;
use settings::Settings;
use sim::Micros;
use sim::run::in_order;
use stage::parts::{Held, Row, Table};
use stage::{
    Card, Demo, Element, Fidelity, Grip, Knob, Marks, Moment, Pace, Scenario,
};

/// The demo.
pub struct VectorClocks;

/// How far from a mark a message is sent or received that the reader draws there.
const BESIDE: Micros = Micros::from_millis(30);
/// What the times of a drawn message are rounded to.
const ROUND: u64 = 5_000;

const CARD: Card = Card {
    title: "Happened before, or concurrent?",
    watch_for: "two events with no path of lines and arrows from one to the \
                other, and which of their stamps is larger.",
    insight: "Happened-before is a path in the diagram. Vector clocks decide it \
              both ways, Lamport clocks one way only.",
    why: "A Lamport stamp is one number, and of two numbers one is usually \
          smaller. A vector counts what is known of each process, and of two \
          vectors it may be that neither is.",
    fidelity: Fidelity {
        models: "Every event is stamped by all four clocks at once, by the rules \
                 of their papers; the knob only chooses which stamps are shown. \
                 What is true is worked out without stamps, by following the \
                 lines and arrows.",
        leaves_out: "Loss and crashes, as neither adds a path; processes that \
                     join and leave; and what happens outside, such as a \
                     telephone call, which no clock here sees. The processes do \
                     not act on what they receive, so a message that you add \
                     changes stamps and nothing else.",
        constants: "A message takes from half to one and a half of the latency. \
                    Clocks are off by up to 100 ms, far more than with a good \
                    time service, so that the hybrid clock has something to \
                    correct. No conclusion depends on these figures.",
    },
    pace: Some(Pace {
        until: picture::WINDOW.1,
        per_second: Micros::from_millis(100),
    }),
    seed: CURATED_SEED,
    curated: Some(
        "This run was picked: two of its events have no path between them and Lamport \
         stamps as far apart as 2 and 6.",
    ),
    rest: Micros::from_millis(1_005),
};

impl Demo for VectorClocks {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;
    const SCENARIOS: &'static [Scenario<Self>] = scenarios::ALL;
    const SELECTION: &'static [&'static str] = &CURATED_PAIR;

    type Settings = Settings;
    type Model = Conversation;

    fn model(settings: &Settings, seed: u64) -> Conversation {
        Conversation::new(&settings.of_model(), seed)
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        picture::draw(moment)
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let events = moment.model.events().iter();
        let events = in_order(events.map(|event| (event.at, event)).collect());
        let rows = events.into_iter().map(|(_, event)| {
            let (role, words) = picture::kind(moment, event);
            let stamps = Scheme::ALL.map(|scheme| event.stamps.text(scheme));
            let cells = [event.at.clock(), words].into_iter().chain(stamps);
            Row::new(event.id.to_string(), cells.collect()).role(role)
        });
        let head = ["event", "at", "what", "Lamport", "vector", "dotted", "hybrid"];
        Table {
            caption: caption(moment),
            head: head.map(Into::into).into(),
            rows: rows.collect(),
        }
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        marks::marks(moment)
    }

    fn drag(
        moment: &Moment<'_, Self>,
        from: &Grip,
        to: &Grip,
    ) -> Option<(Micros, Edit)> {
        let diagram = picture::diagram(moment);
        let (from, sent) = match diagram.held(from)? {
            Held::Line(node, at) => (node, at),
            Held::Stamp(stamp) => (stamp.node, stamp.at + BESIDE),
        };
        let (to, received) = match diagram.held(to)? {
            Held::Line(node, at) => (node, at),
            Held::Stamp(stamp) => (stamp.node, stamp.at.since(BESIDE)),
        };
        let (sent, received) = (rounded(sent), rounded(received));
        let latency = received.since(sent);
        let goes = from != to && latency > Micros::ZERO && sent < picture::WINDOW.1;
        goes.then_some((sent, Edit::Send { from, to, latency }))
    }
}

/// Whether nothing happens any more.
fn is_over(moment: &Moment<'_, VectorClocks>) -> bool {
    let last = moment.records.last().map(|record| record.at);
    moment.now >= last.unwrap_or(picture::WINDOW.1)
}

fn rounded(at: Micros) -> Micros {
    Micros::new((at.get() + ROUND / 2) / ROUND * ROUND)
}

/// What the table says: which events there are, and of the selected ones what
/// the picture says.
fn caption(moment: &Moment<'_, VectorClocks>) -> String {
    let selection = Selection::of(moment);
    let says = selection.words(moment).into_iter();
    let says = says.map(|(who, what)| format!(" {who}: {what}"));
    let verdict: String = match selection {
        Selection::Nothing => String::new(),
        Selection::One(_) | Selection::Two(_, _) => says.collect(),
    };
    format!("All events up to {}, with every stamp.{verdict}", moment.now.clock())
}
