//! A Raft cluster to break: elections, logs, and what is never lost.

mod linearizable;
mod settings;

use crate::servers::{self, Hands, Scene};
use models::consensus::raft::{self as model, Faults, Trial};
use settings::Settings;
use sim::text::split_once;
use sim::{Event, MessageId, Micros, NodeId};
use stage::parts::{Table, row};
use stage::{
    Card, Check, Demo, Element, Fidelity, Knob, Moment, Offer, Pace, Prediction,
};

/// The demo.
pub struct Raft;

/// How much of the run the space–time diagram shows.
const SPAN: Micros = Micros::from_millis(900);

const CARD: Card = Card {
    title: "Raft: what is committed stays",
    watch_for: "the cells: a dashed entry is not known to be committed and may \
                vanish. None that was ever solid does.",
    insight: "A committed entry survives crashes, cuts and lost messages, in any \
              order; an uncommitted one may not.",
    why: "A leader commits an entry of its own term once a majority has it. Nobody \
          becomes leader without the votes of a majority, none of whom votes for a \
          log whose last entry is older than its own, by term and then by index: \
          so every later leader has it.",
    fidelity: Fidelity {
        models: "Every server runs all of Raft: elections, log replication, the rule \
                 what a leader may commit, pre-vote, compaction and transfer of \
                 snapshots, one server added or removed at a time, client sessions, \
                 and reads that do not go through the log. What is on disk survives a \
                 crash, all else is lost.",
        leaves_out: "The time that writing to disk takes, snapshots sent in pieces, \
                     leadership transfer, and joint consensus. The client writes and \
                     reads one register, x, in turn.",
        constants: "Messages take the chosen latency, a third more or less; the \
                    heartbeat is a third of the shortest timeout. All is about twenty \
                    times as slow as in a data centre, so that it can be watched. A \
                    cut is dotted on the side of whoever hears nothing. A \
                    leader that is not left alone falls out after 2.4 s and every \
                    3.2 s, for 1.8 s.",
    },
    prediction: Some(Prediction {
        question: "the leader is cut off from the other servers, not from the client, \
                   and takes in a write. The others elect a new leader. What becomes \
                   of the old leader's entry when the link is mended?",
        answers: &[
            (
                "It is sent to the others and committed",
                "It would be if nobody else had been elected meanwhile: then the old \
                 leader would go on, and send what it has.",
            ),
            (
                "It is thrown away",
                "Only one server had it, so it was never committed, and the leader of \
                 the later term decides what the log says. The client has heard \
                 nothing, asks the new leader, and loses nothing.",
            ),
            (
                "Both logs are kept, and differ",
                "Two logs that differ in a committed entry would be a bug: one of the \
                 checks has failed.",
            ),
        ],
    }),
    pace: Some(Pace {
        // Just before the fourth fault.
        until: Micros::from_millis(11_900),
        per_second: Micros::from_millis(200),
    }),
    seed: 7,
    curated: None,
    rest: Micros::from_millis(3_500),
};

impl Demo for Raft {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;

    type Settings = Settings;
    type Model = Trial;

    fn model(settings: &Settings, seed: u64) -> Trial {
        settings.trial(seed)
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        let scene = Scene::of(moment, Hands::On);
        row([servers::ring(&scene), servers::grid(&scene)])
    }

    fn space_time(moment: &Moment<'_, Self>) -> Option<Element> {
        Some(servers::space_time(&Scene::of(moment, Hands::On), SPAN))
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        servers::table(&Scene::of(moment, Hands::On))
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        let mut checks = servers::checks(&Scene::of(moment, Hands::On));
        checks.push(linearizable::check(moment.model));
        checks
    }

    fn offers(moment: &Moment<'_, Self>) -> Vec<Offer> {
        let scene = Scene::of(moment, Hands::On);
        let mut offers = offers(&scene);
        offers.extend(offers_for_messages(&scene));
        offers
    }

    fn outcome(moment: &Moment<'_, Self>) -> Option<usize> {
        if model::checks::violated(moment.model.cluster()).is_some() {
            return Some(2);
        }
        let (cut, mended) = Faults::FIRST;
        // There must have been a leader to cut off, and nobody else's hand in it.
        let is_asked_about = moment.settings.cuts_off()
            && moment.edits.is_empty()
            && happened(moment, (cut, cut), &Event::is_fault);
        if !is_asked_about || moment.now < mended {
            return None;
        }
        // Somebody else was elected meanwhile, as the question has it.
        let leads = |event: &Event| is_note(event, "leads");
        let discards = |event: &Event| is_note(event, "discards");
        let is_thrown_away = happened(moment, (cut, mended), &leads)
            && happened(moment, (mended, moment.now), &discards);
        is_thrown_away.then_some(1)
    }
}

/// Whether something has happened, between these moments.
fn happened(
    moment: &Moment<'_, Raft>,
    (from, to): (Micros, Micros),
    is_it: &dyn Fn(&Event) -> bool,
) -> bool {
    let mut past = moment.past().iter();
    past.any(|record| from <= record.at && record.at <= to && is_it(&record.event))
}

/// Whether a server says something that begins so.
fn is_note(event: &Event, start: &str) -> bool {
    match event {
        Event::Noted { text, .. } => text.starts_with(start),
        Event::Sent { .. }
        | Event::Received { .. }
        | Event::Lost { .. }
        | Event::Expired { .. }
        | Event::Stopped { .. }
        | Event::Restarted { .. }
        | Event::Faulted { .. } => false,
    }
}

/// What may be done to a message on its way: to the one that the reader has
/// pressed, if there is one.
fn offers_for_messages(scene: &Scene) -> [Offer; 4] {
    let on_the_way = || scene.cluster().in_flight();
    let is_chosen = |id: MessageId| scene.selection.contains(&id.to_string());
    let has_choice = on_the_way().any(|(id, _)| is_chosen(id));
    let each = |verb, edit| {
        let messages = on_the_way().filter(|(id, _)| is_chosen(*id) || !has_choice);
        Offer::for_messages(verb, edit, messages, &|node| scene.name(node))
    };
    [
        each("Drop", "drop"),
        each("Hold", "hold"),
        each("Deliver", "release"),
        each("Duplicate", "duplicate"),
    ]
}

/// The text of an edit with a node in the place of the `N`.
fn put(edit: &str, node: NodeId) -> String {
    let (before, after) = split_once(edit, b'N').unwrap_or((edit, ""));
    format!("{before}{}{after}", node.0)
}

fn offers(scene: &Scene) -> Vec<Offer> {
    let cluster = scene.cluster();
    let servers = scene.servers();
    let each = |edit: &str, is_one: &dyn Fn(NodeId) -> bool| {
        let nodes = servers.iter().map(|(node, _)| *node);
        nodes
            .filter(|node| is_one(*node))
            .map(|node| (put(edit, node), scene.name(node)))
            .collect::<Vec<_>>()
    };
    let pairs = |edit: &str, is_cut: bool| {
        let mut pairs = Vec::new();
        for (a, _) in &servers {
            for (b, _) in servers.iter().filter(|(b, _)| a < b) {
                if (cluster.is_cut(*a, *b) || cluster.is_cut(*b, *a)) == is_cut {
                    let names = format!("{}–{}", scene.name(*a), scene.name(*b));
                    pairs.push((format!("{edit}-{}-{}", a.0, b.0), names));
                }
            }
        }
        pairs
    };
    let mut one_way = Vec::new();
    for (a, _) in &servers {
        for (b, _) in servers.iter().filter(|(b, _)| a != b) {
            if !cluster.is_cut(*a, *b) {
                let names = format!("{}→{}", scene.name(*a), scene.name(*b));
                one_way.push((format!("block-{}-{}", a.0, b.0), names));
            }
        }
    }
    let may_stand = |node: NodeId| {
        let leads = |(n, s): &&(NodeId, &model::Server)| {
            *n == node && s.leadership().is_some()
        };
        scene.is_up(node) && !servers.iter().any(|s| leads(&s))
    };
    let client = model::clients(cluster).next();
    let propose = client.map(|(node, client)| {
        let value = 50 + client.asked().len();
        (format!("ask-{}-propose-{value}", node.0), format!("x={value}"))
    });
    let mut offers = vec![
        Offer::new("Crash", each("crash-N", &|n| scene.is_up(n))),
        Offer::new("Restart", each("restart-N", &|n| !scene.is_up(n))),
        Offer::new("Time out", each("expire-N-election", &may_stand)),
        Offer::new("Cut", pairs("cut", false)),
        Offer::new("Cut only", one_way),
        Offer::new("Mend", pairs("heal", true)),
        Offer::new("Propose", propose.into_iter().collect()),
    ];
    let (add, remove) = match model::leader(cluster) {
        Some(leader) => {
            let voters = servers[leader.index()].1.voters();
            let add = format!("ask-{}-add-N", leader.0);
            let remove = format!("ask-{}-remove-N", leader.0);
            let is_out = |node: NodeId| !voters.contains(node);
            (each(&add, &is_out), each(&remove, &|node| !is_out(node)))
        }
        None => (Vec::new(), Vec::new()),
    };
    offers.push(Offer::new("Add", add));
    offers.push(Offer::new("Remove", remove));
    offers
}
