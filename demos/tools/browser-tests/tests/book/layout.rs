//! Where things are: nothing overlaps, is cut off, sticks out or jumps.

use anyhow::{Context, ensure};
use browser_tests::browser::{LAPTOP, PHONE, Screen, pause};
use browser_tests::case::{Case, in_browser};
use browser_tests::figure::Live;
use serde_json::json;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

/// What is wrong, and in which states of the figure.
type Found = BTreeMap<String, Vec<String>>;

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
    case.each_figure(&format!("at {} px", screen.width), async |figure| {
        let found = RefCell::default();
        go_through(figure, async |state| inspect(figure, state, &found).await)
            .await?;
        let found: Found = found.take();
        let lines: Vec<_> = found
            .iter()
            .map(|(what, states)| format!("{what}\n    {}", states.join("; ")))
            .collect();
        ensure!(lines.is_empty(), "{}", lines.join("\n"));
        Ok(())
    })
    .await;
    Ok(())
}

/// Brings a figure into each of its states in turn.
async fn go_through(
    figure: &Live<'_>,
    look: impl AsyncFn(&str) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    look("at rest").await?;
    if figure.has_time().await? {
        for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
            figure.scrub(share).await?;
            look(&format!("at {share} of the run")).await?;
        }
        figure.scrub(0.5).await?;
    }
    let views = figure.actions("view:").await?;
    figure.press("compare").await?;
    for view in &views {
        figure.press(view).await?;
        look(&format!("two runs, {view}")).await?;
    }
    figure.press("compare").await?;
    for view in views.iter().rev() {
        figure.press(view).await?;
        look(view).await?;
    }
    figure.press("share").await?;
    figure.press("help").await?;
    look("with link and help").await
}

/// Adds what is wrong now to what was found.
async fn inspect(
    figure: &Live<'_>,
    state: &str,
    found: &RefCell<Found>,
) -> anyhow::Result<()> {
    // What is not on the screen cannot be asked what covers what.
    let show = "figure.querySelector('.demo-panel')
        .scrollIntoView({ block: 'center' })";
    figure.run::<()>(show).await?;
    let script = include_str!("layout.js");
    let id = json!(figure.figure.id);
    let problems: Vec<String> = figure.browser.run(script, vec![id]).await?;
    for problem in problems {
        found.borrow_mut().entry(problem).or_default().push(state.to_owned());
    }
    Ok(())
}

/// Every page fits the screen, holds still while it loads and its figures come
/// to life, and loads only what is there and its own.
#[test]
fn pages_fit_and_hold_still() {
    in_browser("pages-fit", async |case| {
        for screen in [PHONE, LAPTOP] {
            case.browser.resize(screen).await?;
            case.each_page(&format!("at {} px", screen.width), async |page| {
                case.browser.open(&page.path).await?;
                case.browser.scroll_through().await?;
                case.judge(&page.path, sideways(case).await).await;
                case.judge(&page.path, loads_only_its_own(case).await).await;
                nothing_moved(case, 0.0).await
            })
            .await;
        }
        case.browser.resize(PHONE).await?;
        let off = json!({ "value": true });
        case.browser.devtools("Emulation.setScriptExecutionDisabled", off).await?;
        case.each_page("at 360 px without scripts", async |page| {
            case.browser.open(&page.path).await?;
            sideways(case).await
        })
        .await;
        Ok(())
    });
}

/// A reader who jumps to a quiz, or to the end, is there before its script: nothing
/// moves when that comes.
#[test]
fn nothing_shifts_after_a_jump() {
    in_browser("shift-jump", async |case| {
        for screen in [PHONE, LAPTOP] {
            case.browser.resize(screen).await?;
            for page in case.book.pages.iter().filter(|page| page.quizzes > 0) {
                for place in ["quiz.scrollIntoView()", "scrollTo(0, 1e6)"] {
                    let outcome = jump(case, &page.path, place).await;
                    let label =
                        format!("{} at {} px: {place}", page.path, screen.width);
                    case.judge(&label, outcome).await;
                }
            }
        }
        Ok(())
    });
}

async fn jump(case: &Case, page: &str, place: &str) -> anyhow::Result<()> {
    let browser = &case.browser;
    browser.open(page).await?;
    // The sidebar too is at rest.
    pause(Duration::from_millis(300)).await;
    let jump = format!(
        "const quiz = document.querySelector('.quiz');
        {place};
        return performance.now()"
    );
    let since: f64 = browser.run(&jump, Vec::new()).await?;
    let lives = "const asleep = ':is(.quiz, figure.demo):not(.live)';
        return [...document.querySelectorAll(asleep)].every((one) => {
            const { top, bottom } = one.getBoundingClientRect();
            return bottom < 0 || top > innerHeight;
        })";
    browser.wait("what is on the screen coming to life", lives, Vec::new()).await?;
    nothing_moved(case, since).await
}

/// An error if something sticks out of the page, and not just out of a box in it
/// that scrolls.
pub async fn sideways(case: &Case) -> anyhow::Result<()> {
    let wide = "const width = document.documentElement.clientWidth;
        const isBoxed = (element) => {
            const around = element.parentElement;
            return around.localName !== 'body' && (around.localName === 'svg' ||
                ['auto', 'scroll'].includes(getComputedStyle(around).overflowX) ||
                getComputedStyle(around).textOverflow === 'ellipsis' ||
                around.classList.contains('unseen') || isBoxed(around));
        };
        return [...document.querySelectorAll('main *')]
            .filter((element) => element.getBoundingClientRect().right > width + 1)
            .filter((element) => element.checkVisibility() && !isBoxed(element))
            .map((element) => element.outerHTML.slice(0, 120))";
    let wide: Vec<String> = case.browser.run(wide, Vec::new()).await?;
    ensure!(wide.is_empty(), "sticks out to the right:\n{}", wide.join("\n"));
    Ok(())
}

/// An error if something was loaded from another host, or is not there.
async fn loads_only_its_own(case: &Case) -> anyhow::Result<()> {
    let wrong = "return performance.getEntriesByType('resource')
        .filter(({ name, responseStatus }) =>
            !name.startsWith('data:') &&
            (!name.startsWith(arguments[0]) || responseStatus >= 400))
        .map(({ name, responseStatus }) => `${responseStatus} ${name}`)";
    let root = json!(case.browser.url(""));
    let wrong: Vec<String> = case.browser.run(wrong, vec![root]).await?;
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// Nothing jumps while runs play.
#[test]
fn nothing_shifts_while_playing() {
    in_browser("shift-playing", async |case| {
        for Screen { width, .. } in [PHONE, LAPTOP] {
            let label = format!("at {width} px");
            case.each_whole_page(width, &label, async |figures| {
                for figure in figures {
                    figure.scrub(0.0).await?;
                }
                // After a frame that shows where all of them begin: how long a
                // slow machine takes to draw it says nothing of a run.
                let now = "return new Promise((done) => requestAnimationFrame(() =>
                    requestAnimationFrame(() => done(performance.now()))))";
                let since = case.browser.run(now, Vec::new()).await?;
                for figure in figures {
                    figure.press("play").await?;
                }
                pause(Duration::from_millis(2_500)).await;
                nothing_moved(case, since).await
            })
            .await;
        }
        Ok(())
    });
}

/// A figure that is left less room, or more, is laid out for it without being
/// touched: here by the window, and by the sidebar beside the page.
#[test]
fn a_figure_takes_the_room_that_there_is() {
    in_browser("room", async |case| {
        let page =
            case.book.with_figures().next().context("no page has figures")?;
        case.browser.resize(LAPTOP).await?;
        let figure = Live::open(&case.browser, page, &page.figures[0]).await?;
        let is_laid_out = async |how: &str| {
            let script = format!(
                "return Boolean(figure.querySelector('.demo-frame .only-{how}'))
                    && !figure.querySelector('.demo-frame > :not(.only-{how})')"
            );
            figure.wait(&format!("a {how} layout"), &script).await
        };
        is_laid_out("wide").await?;
        case.browser.resize(Screen { width: 960, height: 900 }).await?;
        is_laid_out("narrow").await?;
        let toggle = "document.getElementById('mdbook-sidebar-toggle').click()";
        case.browser.run::<()>(toggle, Vec::new()).await?;
        is_laid_out("wide").await?;
        case.browser.run::<()>(toggle, Vec::new()).await?;
        is_laid_out("narrow").await
    });
}

/// An error if something has moved by itself since a moment of the page, in
/// milliseconds.
async fn nothing_moved(case: &Case, since: f64) -> anyhow::Result<()> {
    let script = include_str!("shifts.js");
    let moved: Vec<String> = case.browser.run(script, vec![json!(since)]).await?;
    ensure!(moved.is_empty(), "moved by itself:\n{}", moved.join("\n"));
    Ok(())
}

/// A figure that is alive has one layout, and paper may be wide or narrow.
#[test]
fn what_is_alive_is_printed_too() {
    in_browser("print-alive", async |case| {
        case.each_demo("", async |figure| {
            let print = async |media: &str| {
                let motion = ("prefers-reduced-motion", "");
                figure.browser.emulate(media, motion).await
            };
            print("print").await?;
            // Within one script nothing is drawn anew.
            let hidden = "const widths = ['500px', '900px'].filter((width) => {
                    figure.style.width = width;
                    return !figure.querySelector('.demo-frame svg').checkVisibility();
                });
                figure.style.width = '';
                return widths;";
            let hidden: Vec<String> = figure.run(hidden).await?;
            print("").await?;
            ensure!(hidden.is_empty(), "no picture on paper of {hidden:?}");
            Ok(())
        })
        .await;
        Ok(())
    });
}
