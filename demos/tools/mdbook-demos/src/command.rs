//! The engine on the command line: `list`, `trace` and `number`; `search` for the build.

use crate::directive::Word;
use crate::guides::{self, Entry, Guide};
use crate::problem::Problem;
use crate::search;
use crate::settings::{Pair, Scope, query, settings, words_of_query};
use serde_json::{Value, json};
use stage::knob::{Range, Values};
use stage::{DemoEntry, ExperimentEntry, Knob};
use std::fmt::Write;
use std::path::Path;

/// What there is to say.
pub const USAGE: &str = "\
mdbook-demos list [--json]      what demos and experiments there are
mdbook-demos trace GUIDE/DEMO [knob=value …] [seed=N] [until=T] [edits=…]
mdbook-demos trace 'SHARED URL' the narrated log of a run
mdbook-demos trace --json URL … the logs of several, as a list of texts
mdbook-demos number GUIDE/EXPERIMENT [knob=value …]
mdbook-demos search FOLDER      leaves figures' controls out of a book's search index
mdbook-demos supports RENDERER  mdBook asks this first …
mdbook-demos                    … and then for its chapters, on stdin
";

/// Runs a command and gives what it prints; a bad argument gives a sentence that
/// names the valid ones.
pub fn run(arguments: &[&str], guides: &[Guide]) -> Result<String, String> {
    match arguments {
        ["list"] => Ok(table(guides)),
        ["list", "--json"] => Ok(format!("{:#}\n", list(guides))),
        ["trace", "--json", urls @ ..] => trace_each(urls, guides),
        ["trace", url] if url.contains('#') => trace_shared(url, guides),
        ["trace", demo, rest @ ..] => trace(demo, rest, guides),
        ["number", experiment, rest @ ..] => number(experiment, rest, guides),
        ["search", folder] => match search::leave_out(Path::new(folder)) {
            Ok(()) => Ok(String::new()),
            Err(error) => Err(format!("{error:#}")),
        },
        ["help" | "--help" | "-h"] => Ok(USAGE.into()),
        ["list" | "trace" | "number" | "search", ..] => {
            Err(format!("the arguments do not fit; the commands are:\n{USAGE}"))
        }
        [unknown, ..] => Err(format!(
            "there is no command `{unknown}`; the commands are:\n{USAGE}"
        )),
        [] => Err(format!("say what to do; the commands are:\n{USAGE}")),
    }
}

/// The narrated log of a run, from its settings.
fn trace(demo: &str, rest: &[&str], guides: &[Guide]) -> Result<String, String> {
    let (guide, entry) = find::<DemoEntry>(demo, guides)?;
    let pairs = given(rest, entry.knobs, Scope::Command)?;
    player::trace(guide.demos, &format!("{}?{}", entry.name, query(&pairs)))
}

/// The narrated logs of several runs, for programs that compare them.
fn trace_each(urls: &[&str], guides: &[Guide]) -> Result<String, String> {
    let traces = urls.iter().map(|url| {
        let trace = trace_shared(url, guides);
        trace.map_err(|sentence| format!("{url}: {sentence}"))
    });
    let traces: Vec<_> = traces.collect::<Result<_, _>>()?;
    Ok(format!("{:#}\n", Value::from(traces)))
}

/// The narrated log of a run, from the URL that a reader shared.
fn trace_shared(url: &str, guides: &[Guide]) -> Result<String, String> {
    let (page, fragment) = url.split_once('#').unwrap_or(("", url));
    let (id, query) = fragment.split_once('?').unwrap_or((fragment, ""));
    let file = page.rsplit('/').next().unwrap_or("");
    let guide_name = file.strip_suffix(".html").unwrap_or(file);
    // A demo's second figure in the book has a number behind its name.
    let plain = id.trim_end_matches(|c: char| c.is_ascii_digit());
    let plain = plain.strip_suffix('-').unwrap_or(id);
    let here = guides.iter().filter(|guide| guide.name == guide_name);
    let demos = |guide: &'_ Guide| guide.demos.iter().map(|demo| demo.name);
    let (guide, name) = here
        .chain(guides)
        .flat_map(|guide| demos(guide).map(move |name| (guide, name)))
        .find(|(_, name)| *name == id || *name == plain)
        .ok_or_else(|| {
            let known: Vec<_> = guides.iter().flat_map(demos).collect();
            format!("there is no demo `{id}`: the demos are {}", known.join(", "))
        })?;
    let entry = guide.demos.iter().find(|demo| demo.name == name);
    let knobs = entry.map_or(&[][..], |entry| entry.knobs);
    settings(&words_of_query(query, 0), knobs, Scope::Shared).map_err(sentences)?;
    player::trace(guide.demos, &format!("{name}?{query}"))
}

/// A number, as the prose prints it.
fn number(name: &str, rest: &[&str], guides: &[Guide]) -> Result<String, String> {
    let (_, entry) = find::<ExperimentEntry>(name, guides)?;
    let pairs = given(rest, entry.knobs, Scope::Knobs)?;
    let number = entry.run(&pairs).map_err(|complaints| complaints.join("\n"))?;
    Ok(number + "\n")
}

fn find<'g, E: Entry>(
    name: &str,
    guides: &'g [Guide],
) -> Result<(&'g Guide, E), String> {
    let word = Word { text: name, span: 0..0 };
    guides::find(&word, guides).map_err(|problem| sentences(vec![problem]))
}

fn given(rest: &[&str], knobs: &[Knob], scope: Scope) -> Result<Vec<Pair>, String> {
    let words: Vec<_> = rest.iter().map(|text| Word { text, span: 0..0 }).collect();
    settings(&words, knobs, scope).map_err(sentences)
}

fn sentences(problems: Vec<Problem>) -> String {
    let sentence =
        |problem: &Problem| format!("{}: {}", problem.what, problem.help);
    problems.iter().map(sentence).collect::<Vec<_>>().join("\n")
}

/// All demos and experiments, as data.
fn list(guides: &[Guide]) -> Value {
    let demos = guides.iter().flat_map(|guide| {
        guide.demos.iter().map(|demo| {
            json!({
                "guide": guide.name,
                "name": demo.name,
                "title": demo.card.title,
                "watch_for": demo.card.watch_for,
                "insight": demo.card.insight,
                "knobs": knobs(demo.knobs, (demo.defaults)()),
                "seed": demo.card.seed,
                "until": demo.card.pace.map(|pace| pace.until.to_string()),
                "scenarios": scenarios(demo),
                "edits": edits(demo),
                "checks": checks(demo),
            })
        })
    });
    let experiments = guides.iter().flat_map(|guide| {
        guide.experiments.iter().map(|experiment| {
            json!({
                "guide": guide.name,
                "name": experiment.name,
                "says": experiment.says,
                "knobs": knobs(experiment.knobs, (experiment.defaults)()),
            })
        })
    });
    let demos: Vec<_> = demos.collect();
    json!({ "demos": demos, "experiments": experiments.collect::<Vec<_>>() })
}

/// The experiments that a demo offers by name.
fn scenarios(demo: &DemoEntry) -> Vec<Value> {
    let scenarios = (demo.scenarios)().into_iter().map(|scenario| {
        json!({
            "name": scenario.name,
            "title": scenario.title,
            "start": scenario.start,
            "question": scenario.question.map(|(ask, _)| ask),
        })
    });
    scenarios.collect()
}

/// What a reader may do in the resting frame: verbs, each with its edits.
fn edits(demo: &DemoEntry) -> Value {
    let actions = demo.actions().into_iter().map(|(mark, action)| {
        json!({ "to": mark, "verb": action.verb, "edits": action.edits })
    });
    actions.collect()
}

/// The names of what must hold.
fn checks(demo: &DemoEntry) -> Value {
    demo.checks().iter().map(|check| Value::from(check.name)).collect()
}

fn knobs(knobs: &[Knob], defaults: Values) -> Value {
    let all = knobs.iter().map(|knob| {
        let default = defaults.iter().find(|(name, _)| *name == knob.name);
        let (kind, range) = match knob.range {
            Range::Linear(min, max, step) => {
                ("number", json!({ "min": min, "max": max, "step": step }))
            }
            Range::Stops(stops) => ("number", json!({ "stops": stops })),
            Range::Choice(choices) => {
                let words: Vec<_> = choices.iter().map(|(word, _)| word).collect();
                ("choice", json!(words))
            }
            Range::Toggle => ("toggle", json!([false, true])),
        };
        json!({
            "name": knob.name,
            "label": knob.label,
            "type": kind,
            "range": range,
            "unit": knob.unit,
            "default": default.map(|(_, value)| value),
        })
    });
    all.collect()
}

/// All demos and experiments, for people.
fn table(guides: &[Guide]) -> String {
    let mut text = String::new();
    for guide in guides {
        for demo in guide.demos {
            let title = demo.card.title;
            let _ = writeln!(text, "demo    {}/{}: {title}", guide.name, demo.name);
            table_of_knobs(&mut text, demo.knobs, (demo.defaults)());
        }
        for experiment in guide.experiments {
            let (name, says) = (experiment.name, experiment.says);
            let _ = writeln!(text, "number  {}/{name}: {says}", guide.name);
            table_of_knobs(&mut text, experiment.knobs, (experiment.defaults)());
        }
    }
    text
}

fn table_of_knobs(text: &mut String, knobs: &[Knob], defaults: Values) {
    let width = knobs.iter().map(|knob| knob.name.len()).max().unwrap_or(0);
    for knob in knobs {
        let default = defaults.iter().find(|(name, _)| *name == knob.name);
        let default = default.map_or("", |(_, value)| value);
        let (name, domain) = (knob.name, knob.domain());
        let _ =
            writeln!(text, "          {name:width$}  {domain}; at first {default}");
    }
}
