//! What a figure says: the prediction, the caption, notices.

use crate::element::{Element, element};
use crate::knob::Values;
use crate::player::Player;
use crate::share::{Shared, last};

/// The question before the run; what the run answered, behind it.
pub fn prediction(player: &Player) -> Element {
    let card = element("div").class("demo-prediction");
    let Some(prediction) = &player.entry.card.prediction else {
        return card.attr("hidden", "");
    };
    let outcome = player.act.outcome().filter(|_| player.has_played);
    let name = format!("{}-prediction", player.id);
    let answers =
        prediction.answers.iter().enumerate().map(|(index, (answer, _))| {
            let radio = element("input")
                .attr("type", "radio")
                .attr("name", name.clone())
                .action(format!("predict:{index}"))
                .flag("checked", player.prediction == Some(index));
            element("label").child(radio).child(element("span").text(*answer))
        });
    let has_time = player.entry.card.pace.is_some();
    let (lead, noted) = match has_time {
        true => ("Before you press play: ", "Noted. Now run it."),
        false => ("Before you touch anything: ", "Noted. Now try it."),
    };
    let fields = element("fieldset")
        .child(
            element("legend")
                .child(element("span").class("lead").text(lead))
                .text(prediction.question),
        )
        .child(element("div").class("answers").children(answers));
    let verdict = match (outcome, player.prediction) {
        (None, None) => String::new(),
        (None, Some(_)) => noted.into(),
        (Some(run), answer) => {
            let (answered, because) = prediction.answers[run];
            let said = match answer {
                None => String::new(),
                Some(said) if said == run => "You were right: ".into(),
                Some(said) => {
                    format!(
                        "You said “{}”. In this run: ",
                        prediction.answers[said].0
                    )
                }
            };
            format!("{said}{answered}. {because}")
        }
    };
    let state = match (outcome, player.prediction) {
        (None, None) => "asked",
        (None, Some(_)) => "answered",
        (Some(_), _) => "known",
    };
    card.attr("data-state", state)
        .child(fields)
        .child(element("p").class("verdict").attr("role", "status").text(verdict))
}

/// The insight, one sentence that explains it, and what the demo leaves out.
pub fn caption(player: &Player) -> Element {
    let card = player.entry.card;
    let term = |term: &'static str, text: &'static str| {
        element("p").child(element("strong").text(term)).text(" ").text(text)
    };
    let curated = card
        .curated
        .map(|why| term("The seed is curated.", why))
        .filter(|_| player.shared.seed == card.seed);
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
                .children(curated),
        )
}

/// Notices, the link to this moment, the keys, and what a screen reader says
/// while the reader steps.
pub fn status(player: &Player) -> Element {
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
    let keys = player.shows_help.then(|| {
        element("p").class("demo-keys").text(
            "Keys, while the focus is in this figure: space plays and pauses, ← and → go \
             one event back and on, Home and End go to the start and the end, u takes the \
             last change back, ? shows these lines. Knobs take the arrow keys while they \
             have the focus.",
        )
    });
    element("div")
        .class("demo-status")
        .child(
            element("div").attr("role", "status").children(notices).children(link),
        )
        .child(element("div").children(keys))
        .child(
            element("p")
                .class("unseen")
                .attr("aria-live", if player.is_playing { "off" } else { "polite" })
                .text(spoken(player)),
        )
}

/// What happened at the moment where the run stands.
fn spoken(player: &Player) -> String {
    if player.is_playing || !player.has_played {
        return String::new();
    }
    let act = &*player.act;
    let recent = last(act.records(), act.now(), 5);
    let latest = recent.last().map(|record| record.at);
    let now = recent.iter().filter(|record| Some(record.at) == latest);
    let words: Vec<_> = now.map(|record| act.words(record)).collect();
    match latest {
        Some(at) => format!("{}: {}", at.clock(), words.join("; ")),
        None => String::new(),
    }
}

/// How the kept run and the present one differ, as the names of both.
pub fn difference(player: &Player, was: &Shared) -> (String, String) {
    let mut kept = Vec::new();
    let mut current = Vec::new();
    for knob in player.entry.knobs {
        let value = |values: &Values| {
            let (_, value) = values.iter().find(|(name, _)| name == knob.name)?;
            let words = format!("{} {value} {}", knob.label, knob.unit);
            Some(words.trim().to_string())
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
    (format!("Kept: {}", kept.join(", ")), format!("Now: {}", current.join(", ")))
}
