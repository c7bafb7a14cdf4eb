//! The same run in WebAssembly and natively, byte for byte.

use anyhow::{Context, bail, ensure};
use browser_tests::book::Figure;
use browser_tests::case::in_browser;
use browser_tests::engine;
use browser_tests::figure::Live;
use serde_json::json;

/// Every demo in each of its scenarios, with several seeds, with each knob at each
/// end of its range and with an edit leaves the trace in the page that it leaves on the command line.
#[test]
fn traces_agree() {
    in_browser("traces", async |case| {
        case.each_demo("", async |figure| {
            let mut queries = seeds_and_knobs(figure).await?;
            queries.extend(scenarios_and_edit(figure).await?);
            all_agree(figure, &queries).await
        })
        .await;
        Ok(())
    });
}

/// The run that everyone is promised prints the same bytes again and again.
#[test]
fn the_promised_trace_is_the_same_everywhere() {
    in_browser("promised-trace", async |case| {
        let words =
            ["transactions/two-phase-commit", "seed=9", "loss=20", "until=2s"];
        let native = engine::trace(&words)?;
        ensure!(native.lines().count() > 20, "it is short:\n{native}");
        ensure!(native == engine::trace(&words)?, "another time it is another one");
        for page in case.book.with_figures() {
            let is_it = |figure: &&Figure| figure.demo == "two-phase-commit";
            let Some(figure) = page.figures.iter().find(is_it) else { continue };
            let live = Live::open(&case.browser, page, figure).await?;
            agree(&live, &words[1..].join("&"), &native).await?;
            return Ok(());
        }
        bail!("no page shows two-phase commit")
    });
}

/// An error if one of these runs of a demo leaves another trace in the page.
pub async fn all_agree(
    figure: &Live<'_>,
    queries: &[String],
) -> anyhow::Result<()> {
    let demo = figure.figure.demo.as_str();
    let link = |query| format!("{}#{demo}?{query}", figure.page.path);
    let links: Vec<_> = queries.iter().map(link).collect();
    let natives = engine::traces(&links)?;
    ensure!(natives.len() == links.len(), "some links have no trace");
    let mut lines = 0;
    for (query, native) in queries.iter().zip(&natives) {
        let agreed = agree(figure, query, native).await;
        agreed.with_context(|| query.clone())?;
        lines += native.lines().count();
    }
    let has_time = figure.has_time().await?;
    ensure!(lines > 0 || !has_time, "all traces are empty");
    Ok(())
}

/// An error if the engine of the page leaves another trace.
async fn agree(figure: &Live<'_>, query: &str, native: &str) -> anyhow::Result<()> {
    let script = "const urls = performance.getEntriesByType('resource');
        const url = (end) => urls.find(({ name }) => end.test(name)).name;
        // Not by `built`: not every driver sees what the page's scripts declare.
        const player = [url(/\\/player-\\w+\\.js$/), url(/\\/player_bg-\\w+\\.wasm$/)];
        const root = new URL('..', player[0]);
        // Not the page's own modules, which have their programs already.
        const load = async (module, wasm) => {
            const bindings = await import(new URL(`${module}?another`, root));
            const { instance } = await WebAssembly.instantiateStreaming(
                fetch(new URL(wasm, root)), { './guide_bg.js': bindings });
            bindings.__wbg_set_wasm(instance.exports);
            instance.exports.__wbindgen_start();
            return bindings;
        };
        const loaded = (window.loaded ??= new Map());
        const once = (module, wasm) => {
            if (!loaded.has(module)) loaded.set(module, load(module, wasm));
            return loaded.get(module);
        };
        const { module, wasm } = figure.dataset;
        const both = [once(...player), once(module, wasm)];
        return Promise.all(both).then(([player, engine]) => {
            // Without a moment to go to, the trace is of the whole run.
            const query = /(^|&)t=/.test(given) ? given : `${given}&t=1000000s`;
            const copy = figure.cloneNode(true);
            copy.dataset.start = query;
            const run = player.mount(engine, copy, true);
            return run.narration();
        })";
    let page: String = figure.run_with(script, json!(query)).await?;
    let mut lines = page.lines().zip(native.lines()).enumerate();
    if let Some((number, (one, other))) =
        lines.find(|(_, (one, other))| one != other)
    {
        bail!("line {}\n  in WASM:  {one}\n  natively: {other}", number + 1);
    }
    ensure!(page == native, "one trace goes on where the other ends");
    Ok(())
}

/// Runs that try the demo's seeds and knobs.
async fn seeds_and_knobs(figure: &Live<'_>) -> anyhow::Result<Vec<String>> {
    let seeds = [1, 2, 3, 9, 999_999_999].map(|seed| format!("seed={seed}"));
    let ends = figure.knob_ends().await?;
    let knobs = ends.into_iter().map(|knob| format!("{knob}&seed=4"));
    Ok(seeds.into_iter().chain(knobs).collect())
}

/// Runs that try its scenarios, and something done to the last of them.
pub async fn scenarios_and_edit(figure: &Live<'_>) -> anyhow::Result<Vec<String>> {
    let mut queries = Vec::new();
    for scenario in figure.actions("scenario:").await? {
        figure.press(&scenario).await?;
        // The whole of it.
        let link = figure.link().await?;
        let run = link.split('&').filter(|pair| !pair.starts_with("t="));
        queries.push(run.collect::<Vec<_>>().join("&"));
    }
    if figure.do_something().await? {
        queries.push(figure.link().await?);
    }
    Ok(queries)
}
