//! The address of the page, which says where its reader is: a reload, and back and
//! forward, show what it says.

use anyhow::{Context, ensure};
use browser_tests::browser::{Browser, pause};
use browser_tests::case::in_browser;
use browser_tests::figure::Live;
use serde_json::json;
use std::time::Duration;

/// Longer than the address takes to follow the reader.
const A_MOMENT: Duration = Duration::from_millis(600);

async fn hash(browser: &Browser) -> anyhow::Result<String> {
    browser.run("return location.hash", Vec::new()).await
}

/// Loads the page again, as the browser's own button does.
async fn reload(figure: &Live<'_>) -> anyhow::Result<()> {
    pause(A_MOMENT).await;
    figure.browser.driver.refresh().await?;
    figure.wait("coming to life", "return figure.matches('.live')").await?;
    let turn = "return new Promise((done) => setTimeout(() => done(true), 50))";
    figure.run::<bool>(turn).await?;
    Ok(())
}

/// Does to a figure what a reader may do, a little of each.
async fn use_it(figure: &Live<'_>) -> anyhow::Result<()> {
    if figure.has_time().await? {
        figure.scrub(0.3).await?;
    }
    figure.do_something().await?;
    figure.press("reseed").await
}

/// After a reload the figure shows what it showed before, and stands where it stood.
#[test]
fn a_reload_shows_the_present_state() {
    in_browser("reload", async |case| {
        case.each_demo("", async |figure| {
            use_it(figure).await?;
            let before = figure.frame().await?;
            let top = "return Math.round(figure.getBoundingClientRect().top)";
            let was_at: i32 = figure.run(top).await?;
            reload(figure).await?;
            figure.frame().await?.must_be(&before, "after a reload")?;
            let is_at: i32 = figure.run(top).await?;
            ensure!(
                (is_at - was_at).abs() < 20,
                "it moved from {was_at} to {is_at}"
            );
            Ok(())
        })
        .await;
        Ok(())
    });
}

/// A run that came from a link and was played on is not that of the link any more.
#[test]
fn a_reload_after_playing_shows_where_it_stopped() {
    in_browser("reload-played", async |case| {
        case.each_demo("", async |figure| {
            if !figure.has_time().await? {
                return Ok(());
            }
            let Live { browser, page, figure: data } = *figure;
            let shared =
                Live::open_link(browser, page, data, "seed=3&t=1ms").await?;
            shared.press("play").await?;
            pause(Duration::from_millis(300)).await;
            if shared.is_playing().await? {
                shared.press("play").await?;
            }
            let before = shared.frame().await?;
            reload(&shared).await?;
            shared.frame().await?.must_be(&before, "after a reload")
        })
        .await;
        Ok(())
    });
}

/// What the address says is the reader's: a heading that was gone to stays in it
/// though the figure, left behind, stops by itself. Back leads to where it was.
#[test]
fn other_addresses_are_left_alone() {
    in_browser("address-others", async |case| {
        for page in case.book.with_figures() {
            let outcome = async {
                let figure = &page.figures[0];
                let live = Live::open(&case.browser, page, figure).await?;
                ensure!(hash(live.browser).await?.is_empty(), "it has one at once");
                if !live.has_time().await? {
                    return Ok(());
                }
                live.press("forward").await?;
                pause(A_MOMENT).await;
                let state = hash(live.browser).await?;
                let own = format!("#{}?", figure.id);
                ensure!(state.starts_with(&own), "the address is {state}");
                live.press("play").await?;
                let go =
                    "const headings = document.querySelectorAll('main a.header');
                    const last = [...headings].at(-1);
                    last.click();
                    return last.hash";
                let heading: String = live.run(go).await?;
                pause(A_MOMENT).await;
                ensure!(!live.is_playing().await?, "it plays unseen");
                let now = hash(live.browser).await?;
                ensure!(now == heading, "{heading} was gone to, it says {now}");
                live.browser.driver.back().await?;
                pause(A_MOMENT).await;
                let now = hash(live.browser).await?;
                ensure!(now == state, "back from {heading} is {now}, not {state}");
                let expected = live.frame().await?;
                live.press("reseed").await?;
                reload(&live).await?;
                live.press("undo").await.ok();
                ensure!(!expected.clock.is_empty(), "there is no clock");
                Ok(())
            };
            let outcome = outcome.await;
            case.judge(&page.path, outcome).await;
        }
        Ok(())
    });
}

/// A browser counts how often the address is changed, and refuses: a slider that is
/// drawn to and fro must not use that up.
#[test]
fn the_address_follows_at_a_reader_s_pace() {
    in_browser("address-pace", async |case| {
        case.browser
            .before_pages(
                "window.replaced = 0;
                const replace = history.replaceState;
                history.replaceState = function (...given) {
                    window.replaced += 1;
                    return replace.apply(this, given);
                };",
            )
            .await?;
        let page = case.book.with_figures().next().context("a page")?;
        let live = Live::open(&case.browser, page, &page.figures[0]).await?;
        let slide = "const slider = figure.querySelector('[data-action=scrub]');
            return (async () => {
                for (let at = 0; at < 200; at += 1) {
                    slider.value = at;
                    slider.dispatchEvent(new Event('input', { bubbles: true }));
                    if (at % 10 === 0) await new Promise((done) => setTimeout(done, 5));
                }
                return true;
            })()";
        live.run::<bool>(slide).await?;
        pause(A_MOMENT).await;
        let count = "return window.replaced";
        let replaced: usize = live.run_with(count, json!(null)).await?;
        ensure!((1..20).contains(&replaced), "replaced {replaced} times");
        Ok(())
    });
}
