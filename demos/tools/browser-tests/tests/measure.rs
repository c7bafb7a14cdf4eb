//! What the book costs its readers, in a real browser: the rows of the table of
//! budgets that cannot be read off the files.
//!
//! `cargo xtask measure` runs this and names the file for the rows in
//! `MEASURE_OUT`. How each is measured:
//!
//! - *page*: all that the browser asked for while the page was opened and read to
//!   its end, but search and the next chapter, which mdBook has browsers
//!   fetch when they have nothing else to do; each file as gzip at level 9 makes
//!   it, or as it is where that is smaller. Fonts count if they are used. Budgeted
//!   are the page as it opens, with one engine, and each engine that follows.
//! - *layout shift*: the sum of the browser's own scores meanwhile, mdBook's
//!   sidebar and the logs left out, which are to move.
//! - *live*: from the call of the page's observer, which says that the figure is
//!   near, until the figure has its class `live` and the frame after it. The first
//!   figure of each page, whose engine is not loaded yet, with an empty cache; the
//!   server is this program.
//! - *script*: the time in the callbacks of `requestAnimationFrame` while the first
//!   run of the page plays, each frame by itself. Styles, layout and paint are the
//!   browser's and not in it. Pages are isolated: the clock is exact to 5 µs.
//! - *scrub*: from the scrubber's event until the layout is up to date, at 60 places
//!   all over the run.
//! - *slow 4G*: what a phone has on a poor network, as Lighthouse simulates it: 1.6 Mbit/s
//!   and 563 ms until an answer begins, with a quarter of this processor. The page is
//!   opened with an empty cache at the address of its first figure.
//! - *work*: from the click or the choice that makes a figure run something anew
//!   until the engine has done it and changed the page.
//!
//! Times are of this machine and have no limit.

use anyhow::Context;
use browser_tests::book::{Book, Page};
use browser_tests::browser::pause;
use browser_tests::case::{Case, with_clock};
use browser_tests::figure::Live;
use browser_tests::server::{Clock, PREFIX};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Deserialize;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::Write;
use std::time::Duration;
use std::{env, fs};

/// Notes when a figure is said to be near, and when it is alive.
const WATCH: &str = include_str!("measure/watch.js");

/// Writes the rows to the file that `MEASURE_OUT` names.
#[test]
#[ignore = "takes a while, and no time is right or wrong: cargo xtask measure"]
fn measure() {
    let rows: RefCell<Vec<Value>> = RefCell::default();
    with_clock("measure", Clock::Fine, async |case| {
        case.browser.before_pages(WATCH).await?;
        for page in case.book.with_figures() {
            let measured = page_rows(case, page).await?;
            rows.borrow_mut().extend(measured);
        }
        let worked = work_rows(case).await?;
        rows.borrow_mut().extend(worked);
        Ok(())
    });
    let rows = rows.take();
    let text = format!("{:#}\n", json!({ "rows": rows }));
    match env::var_os("MEASURE_OUT") {
        Some(file) => fs::write(&file, text).expect("MEASURE_OUT can be written"),
        None => println!("{text}"),
    }
}

async fn page_rows(case: &Case, page: &Page) -> anyhow::Result<Vec<Value>> {
    let mut rows = Vec::new();
    let of = page.path.trim_end_matches(".html");
    let mut row = |what: &str, value: f64, unit: &str, budget: f64| {
        rows.push(json!({
            "what": what, "of": of, "value": value, "unit": unit, "budget": budget,
        }));
    };
    for (throttle, budget) in [(1, 100.0), (4, 500.0)] {
        let live = time_to_live(case, page, throttle).await?;
        let what = format!("from near to live, {throttle} × slower CPU");
        row(&what, live, "ms", budget);
    }
    for (what, value, unit, budget) in on_slow_4g(case, page).await? {
        row(what, value, unit, budget);
    }
    open_cold(case, page).await?;
    case.browser.scroll_through().await?;
    let shift: f64 =
        case.browser.run(include_str!("measure/shift.js"), Vec::new()).await?;
    row("layout shift", shift, "", 0.0);
    let requests = requests(case).await?;
    let bytes: u64 = requests.values().sum();
    let programs = requests.keys().filter(|name| name.ends_with(".wasm")).count();
    let further = programs.saturating_sub(2); // than the player and the first engine
    row(
        "page read to its end, before search, gzip",
        bytes as f64 / 1e3,
        "KB",
        160.0 + 60.0 * further as f64,
    );
    row("requests before search", requests.len() as f64, "", 30.0);
    let figure = Live { browser: &case.browser, page, figure: &page.figures[0] };
    figure.come_near().await?;
    if figure.has_time().await? {
        let frames = frames(&figure).await?;
        row("script a frame while playing, mean", frames.mean, "ms", 1.0);
        row("script a frame while playing, p95", frames.p95, "ms", 4.0);
        let scrub: f64 = figure.run(include_str!("measure/scrub.js")).await?;
        row("scrub, slowest of 60", scrub, "ms", 16.0);
    }
    Ok(rows)
}

/// How long the figures that have most to do take for it.
async fn work_rows(case: &Case) -> anyhow::Result<Vec<Value>> {
    // A run of Raft is 12 s long. The browser compiles an engine anew, and better,
    // while it is at work: the median is of an engine that has run for a while.
    let five_runs = "const times = [];
        for (let time = 0; time < 9; time++) {
            let sum = 0;
            for (let run = 0; run < 5; run++) sum += timed(reseed);
            times.push(sum);
        }
        return times.sort((a, b) => a - b)[4]";
    let one = "reseed(); return timed(reseed)";
    let search = "const rule = figure.querySelector('[data-action=\"knob:off\"]');
        rule.value = 'nothing';
        return timed(() =>
            rule.dispatchEvent(new Event('change', { bubbles: true })))";
    let works = [
        ("raft", "60 s of five-server Raft, as five runs", five_runs, 40.0),
        ("election-timeout", "1,000 elections", one, 1_000.0),
        ("break-raft", "search with all rules kept", search, 1_000.0),
    ];
    let mut rows = Vec::new();
    for (of, what, script, budget) in works {
        let value = work(case, of, script).await.context(of)?;
        rows.push(json!({
            "what": what, "of": of, "value": value, "unit": "ms", "budget": budget,
        }));
    }
    Ok(rows)
}

/// What a script measures in the figure of a demo, at the end of its run.
async fn work(case: &Case, demo: &str, script: &str) -> anyhow::Result<f64> {
    let figures = case
        .book
        .with_figures()
        .flat_map(|page| page.figures.iter().map(move |figure| (page, figure)));
    let named = figures.into_iter().find(|(_, figure)| figure.id == demo);
    let (page, figure) = named.context("the book has no such figure")?;
    let figure = Live::open(&case.browser, page, figure).await?;
    if figure.has_time().await? {
        figure.go_to_end().await?;
    }
    let helpers = "const reseed = () =>
            figure.querySelector('[data-action=reseed]').click();
        const timed = (act) => {
            const start = performance.now();
            act();
            return performance.now() - start;
        };";
    figure.run(&format!("{helpers}{script}")).await
}

async fn open_cold(case: &Case, page: &Page) -> anyhow::Result<()> {
    case.browser.devtools("Network.clearBrowserCache", json!({})).await?;
    case.browser.open(&page.path).await
}

/// From near to live, in milliseconds, on a CPU that is so many times slower.
async fn time_to_live(
    case: &Case,
    page: &Page,
    throttle: u32,
) -> anyhow::Result<f64> {
    let browser = &case.browser;
    let rate = json!({ "rate": throttle });
    browser.devtools("Emulation.setCPUThrottlingRate", rate).await?;
    open_cold(case, page).await?;
    // Until the page itself is at rest; a figure on its first screen is alive.
    pause(Duration::from_secs(1)).await;
    let figure = Live { browser, page, figure: &page.figures[0] };
    figure.come_near().await?;
    let time = "return new Promise((done) => requestAnimationFrame(() =>
        done(watched.live.get(figure.id) - watched.near.get(figure.id))))";
    let time = figure.run(time).await?;
    let rate = json!({ "rate": 1 });
    browser.devtools("Emulation.setCPUThrottlingRate", rate).await?;
    Ok(time)
}

/// What a reader with a poor network and a slow processor waits for.
#[derive(Deserialize)]
struct Waited {
    /// Until there is text, in milliseconds.
    text: f64,
    /// Until the first figure is alive, in milliseconds.
    live: f64,
    /// How many files had been asked for by then.
    requests: f64,
}

async fn on_slow_4g(
    case: &Case,
    page: &Page,
) -> anyhow::Result<[(&'static str, f64, &'static str, f64); 3]> {
    let browser = &case.browser;
    let figure = &page.figures[0].id;
    let slow = json!({
        "offline": false,
        "latency": 562.5,
        "downloadThroughput": 1.6e6 / 8.0,
        "uploadThroughput": 0.75e6 / 8.0,
    });
    let full = json!({
        "offline": false, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
    });
    browser.devtools("Network.enable", json!({})).await?;
    browser.devtools("Network.clearBrowserCache", json!({})).await?;
    browser.devtools("Network.emulateNetworkConditions", slow).await?;
    let rate = |rate: u32| json!({ "rate": rate });
    browser.devtools("Emulation.setCPUThrottlingRate", rate(4)).await?;
    browser.open(&format!("{}#{figure}", page.path)).await?;
    let alive = "return watched.live.has(arguments[0])";
    browser.wait("the first figure", alive, vec![json!(figure)]).await?;
    let waited = "const live = watched.live.get(arguments[0]);
        const [text] = performance.getEntriesByName('first-contentful-paint');
        const before = ({ startTime, name }) =>
            startTime < live && name.startsWith('http');
        const files = performance.getEntriesByType('resource').filter(before);
        return { text: text.startTime, live, requests: files.length + 1 }";
    let waited: Waited = browser.run(waited, vec![json!(figure)]).await?;
    browser.devtools("Emulation.setCPUThrottlingRate", rate(1)).await?;
    browser.devtools("Network.emulateNetworkConditions", full).await?;
    Ok([
        (
            "slow 4G, 4 × slower CPU: until there is text",
            waited.text,
            "ms",
            1_500.0,
        ),
        ("slow 4G, 4 × slower CPU: first figure live", waited.live, "ms", 3_000.0),
        ("requests before the first figure is live", waited.requests, "", 20.0),
    ])
}

/// The bytes of each file that the page has asked for so far.
async fn requests(case: &Case) -> anyhow::Result<BTreeMap<String, u64>> {
    let names = "return ['navigation', 'resource']
        .flatMap((kind) => performance.getEntriesByType(kind))
        .map(({ name }) => new URL(name).pathname)
        .filter((path) => path === location.pathname || !path.endsWith('.html'))";
    let names: Vec<String> = case.browser.run(names, Vec::new()).await?;
    let is_counted = |name: &String| {
        let file = name.rsplit('/').next().unwrap_or(name);
        let late = ["searcher", "searchindex"];
        !late.iter().any(|start| file.starts_with(start))
    };
    names
        .into_iter()
        .filter(is_counted)
        .map(|name| Ok((name.clone(), on_the_wire(&case.book, &name)?)))
        .collect()
}

fn on_the_wire(book: &Book, path: &str) -> anyhow::Result<u64> {
    let file = path.strip_prefix(PREFIX).context("it is not in the book")?;
    let content = fs::read(book.folder.join(file))
        .with_context(|| format!("the page asked for {path}"))?;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&content)?;
    Ok(encoder.finish()?.len().min(content.len()) as u64)
}

/// Script times of the frames of a run that plays, in milliseconds.
#[derive(Deserialize)]
struct Frames {
    mean: f64,
    p95: f64,
}

async fn frames(figure: &Live<'_>) -> anyhow::Result<Frames> {
    figure.scrub(0.0).await?;
    figure.run::<()>("watched.frames.length = 0").await?;
    figure.press("play").await?;
    pause(Duration::from_secs(4)).await;
    figure
        .run(
            "const times = watched.frames.slice(2).sort((a, b) => a - b);
            const mean = times.reduce((a, b) => a + b, 0) / times.length;
            return { mean, p95: times[Math.floor(times.length * 0.95)] };",
        )
        .await
}
