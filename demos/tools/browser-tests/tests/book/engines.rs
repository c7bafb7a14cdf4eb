//! Other engines than Chromium's: each demo comes to life there, is played, stepped and
//! used by keyboard, and leaves the same traces. Layout, printing and all else that
//! `main.rs` names is seen in Chromium alone, for the time that it takes.

use crate::determinism::agree;
use anyhow::{Context, ensure};
use browser_tests::case::in_engine;
use browser_tests::driver::Kind;
use browser_tests::engine;
use browser_tests::figure::Live;
use thirtyfour::prelude::*;

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
        case.each_demo(name, async |figure| {
            if figure.has_time().await? {
                steps(figure).await?;
                plays(figure).await?;
            }
            traces_agree(figure).await
        })
        .await;
        Ok(())
    });
}

/// By keyboard and by mouse, there and back.
async fn steps(figure: &Live<'_>) -> anyhow::Result<()> {
    // A question makes the first step across it a shorter one, once.
    figure.go_to_end().await?;
    figure.go_to_start().await?;
    let start = figure.frame().await?;
    figure.forward(2).await?;
    let second = figure.frame().await?;
    ensure!(second != start, "→ shows nothing new");
    figure.press("forward").await?;
    figure.press("back").await?;
    figure.frame().await?.must_be(&second, "a step there and back")
}

/// By the button, and paused by the space bar.
async fn plays(figure: &Live<'_>) -> anyhow::Result<()> {
    figure.go_to_start().await?;
    let start = figure.frame().await?.clock;
    figure.press("play").await?;
    let script = format!(
        "return figure.querySelector('.demo-clock').innerHTML !== `{start}`"
    );
    figure.wait("the clock's going on", &script).await?;
    if figure.is_playing().await? {
        figure.focus("[data-action=scrub]").await?;
        figure.browser.press(Key::Space.value().to_string()).await?;
    }
    ensure!(!figure.is_playing().await?, "the space bar does not pause");
    Ok(())
}

/// Of the first scenario, and of what becomes of it when something is done to it.
async fn traces_agree(figure: &Live<'_>) -> anyhow::Result<()> {
    figure.press("scenario:0").await?;
    let first = figure.link().await?;
    let whole = first.split('&').filter(|pair| !pair.starts_with("t="));
    let mut queries = vec![whole.collect::<Vec<_>>().join("&")];
    if figure.do_something().await? {
        queries.push(figure.link().await?);
    }
    let demo = &figure.figure.demo;
    let link = |query| format!("{}#{demo}?{query}", figure.page.path);
    let links: Vec<_> = queries.iter().map(link).collect();
    let natives = engine::traces(&links)?;
    for (query, native) in queries.iter().zip(&natives) {
        let agreed = agree(figure, query, native).await;
        agreed.with_context(|| query.clone())?;
    }
    Ok(())
}
