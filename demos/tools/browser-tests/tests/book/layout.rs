//! Where things are: nothing overlaps, is cut off, sticks out or jumps.

use anyhow::ensure;
use browser_tests::browser::{LAPTOP, PHONE, Screen, pause};
use browser_tests::case::{Case, in_browser};
use browser_tests::figure::Live;
use serde_json::json;
use std::time::Duration;

/// What has moved by itself since the page was loaded, with what moved.
const SHIFTS: &str = "return new Promise((done) => {
    const moved = [];
    const name = ({ node }) => {
        const element = node?.nodeType === 1 ? node : node?.parentElement;
        return element ? element.outerHTML.slice(0, 100) : 'something gone';
    };
    new PerformanceObserver((list) => {
        for (const { value, hadRecentInput, sources } of list.getEntries()) {
            if (!hadRecentInput) moved.push(`${value.toFixed(5)}: ${sources.map(name).join(' and ')}`);
        }
    }).observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => done(moved), 100);
})";

/// On a phone, every figure in every state is laid out well.
#[test]
fn on_a_phone() {
    in_browser("phone", async |case| figures(case, PHONE).await);
}

/// On a laptop, every figure in every state is laid out well.
#[test]
fn on_a_laptop() {
    in_browser("laptop", async |case| figures(case, LAPTOP).await);
}

async fn figures(case: &Case, screen: Screen) -> anyhow::Result<()> {
    case.browser.resize(screen).await?;
    let label = format!("at {} px", screen.width);
    case.each_figure(&label, async |figure| {
        inspect(case, figure, &label, "at rest").await?;
        if figure.has_time().await? {
            for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
                figure.scrub(share).await?;
                inspect(case, figure, &label, &format!("at {share} of the run"))
                    .await?;
            }
            figure.scrub(0.5).await?;
        }
        figure.press("compare").await?;
        for view in figure.actions("view:").await? {
            figure.press(&view).await?;
            inspect(case, figure, &label, &format!("two runs, {view}")).await?;
        }
        figure.press("compare").await?;
        for view in figure.actions("view:").await?.iter().rev() {
            figure.press(view).await?;
            inspect(case, figure, &label, view).await?;
        }
        figure.press("share").await?;
        figure.press("help").await?;
        inspect(case, figure, &label, "with link and help").await
    })
    .await;
    Ok(())
}

async fn inspect(
    case: &Case,
    figure: &Live<'_>,
    label: &str,
    state: &str,
) -> anyhow::Result<()> {
    let script = include_str!("layout.js");
    let id = json!(figure.figure.id);
    let problems: Vec<String> = figure.browser.run(script, vec![id]).await?;
    if !problems.is_empty() {
        figure.run::<()>("figure.scrollIntoView({ block: 'center' })").await?;
        let place =
            format!("{}#{} {label}, {state}", figure.page.path, figure.figure.id);
        case.report(&place, &problems.join("\n")).await;
    }
    Ok(())
}

/// The words of every page fit the screen.
#[test]
fn no_page_scrolls_sideways() {
    in_browser("sideways", async |case| {
        for screen in [PHONE, LAPTOP] {
            case.browser.resize(screen).await?;
            case.each_page(&format!("at {} px", screen.width), async |page| {
                case.browser.open(&page.path).await?;
                case.scroll_through().await?;
                let wide = "const width = document.documentElement.clientWidth;
                    return [...document.querySelectorAll('main *')]
                        .filter((element) => element.getBoundingClientRect().right > width + 1)
                        .filter((element) => !element.parentElement.closest(
                            'pre, .table-wrapper, .demo-scroll, .demo-log, svg, .unseen, .katex'))
                        .map((element) => element.outerHTML.slice(0, 120))";
                let wide: Vec<String> = case.browser.run(wide, Vec::new()).await?;
                ensure!(wide.is_empty(), "sticks out to the right:\n{}", wide.join("\n"));
                Ok(())
            })
            .await;
        }
        Ok(())
    });
}

/// Nothing moves while the page loads and its figures come to life.
#[test]
fn nothing_shifts_while_coming_to_life() {
    in_browser("shift", async |case| {
        for screen in [PHONE, LAPTOP] {
            case.browser.resize(screen).await?;
            case.each_page(&format!("at {} px", screen.width), async |page| {
                case.browser.open(&page.path).await?;
                case.scroll_through().await?;
                let moved: Vec<String> =
                    case.browser.run(SHIFTS, Vec::new()).await?;
                ensure!(moved.is_empty(), "moved:\n{}", moved.join("\n"));
                Ok(())
            })
            .await;
        }
        Ok(())
    });
}

/// Nothing jumps while a run plays, as fast as it can.
#[test]
fn nothing_shifts_while_playing() {
    in_browser("shift-playing", async |case| {
        for screen in [PHONE, LAPTOP] {
            case.browser.resize(screen).await?;
            case.each_figure(&format!("at {} px", screen.width), async |figure| {
                if !figure.has_time().await? {
                    return Ok(());
                }
                figure.scrub(0.0).await?;
                figure.press("play").await?;
                pause(Duration::from_millis(3_500)).await;
                let moved: Vec<String> = figure.run(SHIFTS).await?;
                ensure!(moved.is_empty(), "moved:\n{}", moved.join("\n"));
                Ok(())
            })
            .await;
        }
        Ok(())
    });
}
