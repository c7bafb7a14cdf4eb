//! Other engines than Chromium's. Each demo comes to life there, is stepped through
//! there and back, plays and pauses, and leaves the native traces.
//!
//! It is a part of what Chromium is asked, for the time that it takes: traces are of
//! all scenarios and one edit, not of seeds and knobs, and what other tests see they
//! see in Chromium alone.

use crate::determinism;
use crate::playing::{SLOWEST, goes_on};
use anyhow::{Context, ensure};
use browser_tests::case::in_engine;
use browser_tests::driver::Kind;
use browser_tests::figure::Live;
use thirtyfour::prelude::*;

/// How many events a test steps over.
const STEPS: usize = 2;

#[test]
fn in_firefox() {
    every_demo("firefox", Kind::Firefox);
}

#[test]
fn in_webkit() {
    every_demo("webkit", Kind::WebKit);
}

fn every_demo(name: &str, kind: Kind) {
    in_engine(name, kind, async |case| {
        case.each_demo("", async |figure| {
            if figure.has_time().await? {
                steps(figure).await?;
                plays(figure).await?;
            }
            let queries = determinism::scenarios_and_edit(figure).await?;
            determinism::all_agree(figure, &queries).await
        })
        .await;
        Ok(())
    });
}

/// By keys and by buttons, there and back: the same moments look the same.
async fn steps(figure: &Live<'_>) -> anyhow::Result<()> {
    // A question makes the first step across it a shorter one, once.
    figure.go_to_end().await?;
    figure.go_to_start().await?;
    let start = figure.frame().await?;
    figure.forward(STEPS).await?;
    let there = figure.frame().await?;
    ensure!(there != start, "→ shows nothing new");
    figure.press("forward").await?;
    figure.press("back").await?;
    figure.frame().await?.must_be(&there, "a step there and back")?;
    figure.browser.press(Key::Left.value().to_string().repeat(STEPS)).await?;
    figure.frame().await?.must_be(&start, "as many steps back by keys")
}

/// By the button, paused by the space bar.
async fn plays(figure: &Live<'_>) -> anyhow::Result<()> {
    // The reader's own run asks nothing, and so slowly it does not come to its end:
    // nothing else pauses it.
    let scenarios = figure.actions("scenario:").await?;
    figure.press(scenarios.last().context("it has scenarios")?).await?;
    figure.go_to_start().await?;
    figure.run::<()>(SLOWEST).await?;
    let clock = figure.frame().await?.clock;
    figure.press("play").await?;
    goes_on(figure, &clock).await?;
    figure.focus("[data-action=scrub]").await?;
    figure.browser.press(" ").await?;
    ensure!(!figure.is_playing().await?, "the space bar does not pause");
    Ok(())
}
