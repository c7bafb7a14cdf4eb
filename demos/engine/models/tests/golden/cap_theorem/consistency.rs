//! Twelve histories as the guide shows them.

use crate::compare::golden;
use models::cap_theorem::consistency::{
    Curated, Label, Level, Recording, Step, Verdict, WINDOW,
};
use sim::record::narrate;
use sim::{Model, Run};
use std::fmt::Write;

#[test]
fn the_twelve_histories() {
    let mut text = String::from(
        "# Twelve histories, what each satisfies at its end, and why.\n---\n",
    );
    for curated in Curated::ALL {
        let mut run = Run::new(Recording::new(curated), Vec::new());
        run.seek(WINDOW);
        let model = run.model();
        let name = |node| model.name(node);
        writeln!(text, "\n{curated:?}\n{}", narrate(run.records(), &name)).unwrap();
        for level in Level::ALL {
            let found = model.standing().verdict(level);
            writeln!(text, "{:<22} {}", level.name(), words(found)).unwrap();
        }
    }
    golden("cap-theorem-consistency", &text);
}

fn words(found: &Verdict) -> String {
    let list = |labels: &[Label]| {
        labels.iter().map(Label::to_string).collect::<Vec<_>>().join(" ")
    };
    match found {
        Verdict::Holds(views) => {
            let views = views.iter().map(|view| match view.process {
                Some(process) => format!("P{process}: {}", list(&view.order)),
                None => list(&view.order),
            });
            format!("holds     {}", views.collect::<Vec<_>>().join("   "))
        }
        Verdict::Fails(evidence) if evidence.steps.is_empty() => {
            format!("violated  {}", list(&evidence.operations))
        }
        Verdict::Fails(evidence) => {
            let step =
                |step: &Step| format!("{} → {} {:?}", step.from, step.to, step.why);
            let steps = evidence.steps.iter().map(step).collect::<Vec<_>>();
            format!("violated  {}", steps.join(", "))
        }
        Verdict::Untold => "not told".into(),
    }
}
