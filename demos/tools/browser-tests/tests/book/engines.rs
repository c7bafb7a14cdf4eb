//! Other engines than Chromium's. Each demo comes to life there, is stepped through
//! there and back, plays and pauses, and leaves the native traces; the policy refuses
//! nothing of that; each page fits a phone; what was visited is kept.
//!
//! It is a part of what Chromium is asked, for the time that it takes: traces are of
//! all scenarios and one edit, not of seeds and knobs, and what other tests see they
//! see in Chromium alone.

use crate::playing::play_slowly;
use crate::{determinism, layout, offline, policy};
use anyhow::ensure;
use browser_tests::book::Page;
use browser_tests::browser::PHONE;
use browser_tests::case::{Case, in_engine};
use browser_tests::driver::Kind;
use browser_tests::figure::Live;
use serde_json::json;
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
        let watched = policy::watched(&case.book)?;
        case.browser.server.publish(watched.path().to_owned());
        case.each_demo("", async |figure| {
            if figure.has_time().await? {
                steps(figure).await?;
                plays(figure).await?;
            }
            policy::refuses_nothing(figure.browser).await?;
            let queries = determinism::scenarios_and_edit(figure).await?;
            determinism::all_agree(figure, &queries).await?;
            policy::refuses_nothing(figure.browser).await
        })
        .await;
        case.each_page("on a phone", async |page| fits(case, page).await).await;
        offline::is_kept_after_a_visit(case).await
    });
}

/// Nothing of it sticks out of a phone, nor of a figure that is alive there. Windows of
/// these browsers may not be as narrow: it is one in the page of another.
async fn fits(case: &Case, page: &Page) -> anyhow::Result<()> {
    let browser = &case.browser;
    browser.open("toc.html").await?;
    let open = "const frame = document.createElement('iframe');
        [frame.src, frame.width, frame.height] = arguments;
        document.body.replaceChildren(frame);
        return new Promise((done) => { frame.onload = () => done(true); })";
    let of_page = vec![json!(page.path), json!(PHONE.width), json!(PHONE.height)];
    browser.run::<bool>(open, of_page).await?;
    browser.driver.enter_frame(0).await?;
    let fits = async {
        for figure in &page.figures {
            Live { browser, page, figure }.come_near().await?;
        }
        layout::sideways(case).await
    };
    let fits = fits.await;
    browser.driver.enter_default_frame().await?;
    fits
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
    play_slowly(figure).await?;
    figure.focus("[data-action=scrub]").await?;
    figure.browser.press(" ").await?;
    ensure!(!figure.is_playing().await?, "the space bar does not pause");
    Ok(())
}
