//! The same run in WebAssembly and natively, byte for byte.

use anyhow::{Context, ensure};
use browser_tests::case::in_browser;
use browser_tests::engine;
use browser_tests::figure::Live;
use serde_json::json;

/// Runs that everyone is promised, with the figure's demo.
const PROMISED: [(&str, &str); 1] =
    [("two-phase-commit", "seed=9&loss=20&until=2s")];

/// Every demo with several seeds, with each knob at each end of its range and
/// with an edit leaves the trace in the page that it leaves on the command line.
#[test]
fn traces_agree() {
    in_browser("traces", async |case| {
        case.each_figure("", async |figure| {
            let demo = figure.figure.demo.as_str();
            let mut queries = queries(figure).await?;
            let promised = PROMISED.iter().filter(|(of, _)| *of == demo);
            queries.extend(promised.map(|(_, query)| (*query).to_owned()));
            let mut lines = 0;
            for query in queries {
                let agreed = agree(figure, demo, &query).await;
                lines += agreed.with_context(|| query.clone())?;
            }
            ensure!(lines > 0, "all traces are empty");
            Ok(())
        })
        .await;
        Ok(())
    });
}

/// An error if the traces differ; how many lines they have.
async fn agree(
    figure: &Live<'_>,
    demo: &str,
    query: &str,
) -> anyhow::Result<usize> {
    let script = "const root = new URL(path_to_root || './', document.baseURI);
        return import(new URL(figure.dataset.module, root)).then(async (engine) => {
            await engine.default({ module_or_path: new URL(figure.dataset.wasm, root) });
            return engine.trace(given);
        })";
    let page: String =
        figure.run_with(script, json!(format!("{demo}?{query}"))).await?;
    let native = engine::trace(&figure.figure.guide, demo, query)?;
    let mut lines = page.lines().zip(native.lines()).enumerate();
    if let Some((number, (one, other))) =
        lines.find(|(_, (one, other))| one != other)
    {
        anyhow::bail!(
            "line {}\n  in WASM:  {one}\n  natively: {other}",
            number + 1
        );
    }
    ensure!(page == native, "one trace goes on where the other ends");
    Ok(native.lines().count())
}

/// Runs that try the demo's seeds and knobs.
async fn queries(figure: &Live<'_>) -> anyhow::Result<Vec<String>> {
    let ends: Vec<String> = figure
        .run(
            "const knobs = [...figure.querySelectorAll('[data-action^=\"knob:\"]')];
            return knobs.flatMap((knob) => {
                const stops = knob.dataset.stops?.split(' ');
                const values =
                    knob.type === 'checkbox' ? ['false', 'true']
                    : knob.options ? [...knob.options].map(({ value }) => value)
                    : stops ? [stops[0], stops.at(-1)]
                    : [knob.min, knob.max];
                return values.map((value) => `${knob.dataset.action.slice(5)}=${value}`);
            })",
        )
        .await?;
    let seeds = [1, 2, 3, 9, 999_999_999].map(|seed| format!("seed={seed}"));
    let knobs = ends.into_iter().map(|knob| format!("{knob}&seed=4"));
    let mut queries: Vec<_> = seeds.into_iter().chain(knobs).collect();
    if let Some(offer) = figure.actions("offer:").await?.first() {
        figure.press(offer).await?;
        queries.push(figure.link().await?);
    }
    Ok(queries)
}
