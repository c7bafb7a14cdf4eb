//! A run by mouse: it plays, steps, goes back, is changed and changed back.

use anyhow::{Context, ensure};
use browser_tests::browser::{LAPTOP, pause};
use browser_tests::case::in_browser;
use browser_tests::figure::{Frame, Live};
use serde_json::json;
use std::time::Duration;

/// How many events a test steps over.
const STEPS: usize = 6;

/// Chooses the slowest speed.
const SLOWEST: &str = "
    const speed = figure.querySelector('[data-action=speed]');
    speed.selectedIndex = 0;
    speed.dispatchEvent(new Event('change', { bubbles: true }));
";

/// The clock goes on while a run plays, and stands while it does not.
#[test]
fn plays_and_pauses() {
    in_browser("plays-and-pauses", async |case| {
        case.each_demo("", async |figure| {
            if !figure.has_time().await? {
                return Ok(());
            }
            play_slowly(figure).await?;
            figure.press("play").await?;
            ensure!(!figure.is_playing().await?, "the button does not pause");
            let paused = figure.frame().await?;
            pause(Duration::from_millis(300)).await;
            figure.frame().await?.must_be(&paused, "the run goes on while paused")
        })
        .await;
        Ok(())
    });
}

/// Starts a run that nothing but the reader pauses: their own asks nothing, and so
/// slowly it does not come to its end.
pub async fn play_slowly(figure: &Live<'_>) -> anyhow::Result<()> {
    let scenarios = figure.actions("scenario:").await?;
    figure.press(scenarios.last().context("it has scenarios")?).await?;
    figure.go_to_start().await?;
    figure.run::<()>(SLOWEST).await?;
    let start = figure.frame().await?.clock;
    figure.press("play").await?;
    goes_on(figure, &start).await.context("after play")
}

/// The clock leaves what it shows.
pub async fn goes_on(figure: &Live<'_>, clock: &str) -> anyhow::Result<()> {
    let script = format!(
        "return figure.querySelector('.demo-clock').innerHTML !== `{clock}`"
    );
    figure.wait("the clock's going on", &script).await
}

/// Event by event there and back: the same moments look the same.
#[test]
fn steps_there_and_back() {
    in_browser("steps", async |case| {
        case.each_demo("", async |figure| {
            if !figure.has_time().await? {
                return Ok(());
            }
            figure.go_to_start().await?;
            let mut frames = vec![figure.frame().await?];
            for _ in 0..STEPS {
                figure.press("forward").await?;
                let frame = figure.frame().await?;
                // The end of a run in which little happens.
                if frames.last() == Some(&frame) {
                    break;
                }
                frames.push(frame);
            }
            ensure!(frames.len() > 2, "stepping shows nothing new");
            for (index, there) in frames.iter().enumerate().rev().skip(1) {
                figure.press("back").await?;
                let back = figure.frame().await?;
                back.must_be(there, &format!("back at event {index}"))?;
            }
            Ok(())
        })
        .await;
        Ok(())
    });
}

/// A moment looks the same however the reader comes to it.
#[test]
fn scrubs_back_to_the_same_frame() {
    in_browser("scrubs", async |case| {
        case.each_demo("", async |figure| {
            if !figure.has_time().await? {
                return Ok(());
            }
            figure.scrub(0.6).await?;
            let there = figure.frame().await?;
            for elsewhere in [0.2, 0.95, 0.0] {
                figure.scrub(elsewhere).await?;
                let other = figure.frame().await?;
                ensure!(
                    other.clock != there.clock,
                    "{elsewhere} is the same moment"
                );
                figure.press("forward").await?;
                figure.scrub(0.6).await?;
                let again = figure.frame().await?;
                again.must_be(&there, &format!("back from {elsewhere}"))?;
            }
            Ok(())
        })
        .await;
        Ok(())
    });
}

/// What the reader does in the past makes another future; undo brings the first
/// one back.
#[test]
fn forks_and_undoes() {
    in_browser("forks", async |case| {
        case.each_demo("", async |figure| {
            let untouched = at_event(figure, 16).await?;
            if !figure.do_something().await? {
                // A demo that only knobs change.
                return Ok(());
            }
            ensure!(edits(figure).await? > 0, "the link does not hold the edit");
            if figure.has_time().await? {
                let earlier = at_event(figure, 2).await?;
                let before = later_edits(figure).await?;
                // At some moments nothing may be done.
                if figure.do_something().await? {
                    ensure!(
                        later_edits(figure).await? <= before,
                        "an edit of another future stays"
                    );
                    figure.press("undo").await?;
                    let undone = figure.frame().await?;
                    undone.must_be(&earlier, "after undoing the second edit")?;
                }
            }
            figure.press("undo").await?;
            let undone = figure.frame().await?;
            undone.must_be(&untouched, "after undoing the edit")
        })
        .await;
        Ok(())
    });
}

/// Goes so many events on from the start.
async fn at_event(figure: &Live<'_>, events: usize) -> anyhow::Result<Frame> {
    if figure.has_time().await? {
        figure.go_to_start().await?;
        figure.forward(events).await?;
    }
    figure.frame().await
}

/// How many edits the link to this moment holds.
async fn edits(figure: &Live<'_>) -> anyhow::Result<usize> {
    count_edits(figure, |_| true).await
}

/// How many of them are not of the run's beginning, which every future has.
async fn later_edits(figure: &Live<'_>) -> anyhow::Result<usize> {
    count_edits(figure, |edit| !edit.starts_with("0s-")).await
}

async fn count_edits(
    figure: &Live<'_>,
    counts: impl Fn(&str) -> bool,
) -> anyhow::Result<usize> {
    let link = figure.link().await?;
    let edits = link.split('&').find_map(|pair| pair.strip_prefix("edits="));
    let edits = edits.map(|edits| edits.split(',').filter(|edit| counts(edit)));
    Ok(edits.map_or(0, Iterator::count))
}

/// The other views, comparing, the next seed, help and reset do what they say.
#[test]
fn every_button_does_what_it_says() {
    in_browser("buttons", async |case| {
        case.each_demo("", async |figure| {
            let rest = figure.frame().await?;
            views(figure).await?;
            compares(figure).await?;
            seeds(figure).await?;
            figure.press("reset").await?;
            figure.frame().await?.must_be(&rest, "after reset")?;
            figure.press("help").await?;
            ensure!(figure.has(".demo-keys").await?, "`?` shows no keys");
            figure.press("help").await?;
            ensure!(!figure.has(".demo-keys").await?, "`?` does not hide the keys");
            Ok(())
        })
        .await;
        Ok(())
    });
}

async fn views(figure: &Live<'_>) -> anyhow::Result<()> {
    let views = figure.actions("view:").await?;
    ensure!(views.len() >= 2, "there are only the views {views:?}");
    for view in views {
        figure.press(&view).await?;
        let name = view.trim_start_matches("view:");
        let panel = format!(".demo-panel[data-view='{name}']");
        ensure!(!figure.text(&panel).await?.trim().is_empty(), "{view} is empty");
    }
    figure.press("view:picture").await
}

async fn compares(figure: &Live<'_>) -> anyhow::Result<()> {
    let runs = "return figure.querySelectorAll('.demo-act').length";
    figure.press("compare").await?;
    ensure!(figure.run::<usize>(runs).await? == 2, "compare shows no second run");
    figure.press("compare").await?;
    ensure!(figure.run::<usize>(runs).await? == 1, "compare does not let go");
    Ok(())
}

async fn seeds(figure: &Live<'_>) -> anyhow::Result<()> {
    let seed = "return Number(figure.querySelector('[data-action=seed]').value)";
    let first: u64 = figure.run(seed).await?;
    figure.press("reseed").await?;
    let next: u64 = figure.run(seed).await?;
    ensure!(next == first + 1, "the seed after {first} is {next}");
    Ok(())
}

/// A run that nobody sees does not go on.
#[test]
fn pauses_off_screen() {
    in_browser("off-screen", async |case| {
        case.each_demo("", async |figure| {
            if !figure.has_time().await? {
                return Ok(());
            }
            figure.scrub(0.0).await?;
            figure.press("play").await?;
            figure
                .run::<()>(
                    "const { top, bottom } = figure.getBoundingClientRect();
                    const below = document.scrollingElement.scrollHeight - scrollY;
                    const isRoom = below - bottom > innerHeight;
                    scrollBy(0, isRoom ? bottom + 10 : top - innerHeight - 10)",
                )
                .await?;
            let paused = "return figure.querySelector('[data-action=play]')
                .ariaLabel === 'Play'";
            figure.wait("pausing off the screen", paused).await
        })
        .await;
        Ok(())
    });
}

/// Nor does one in a window that is put away.
#[test]
fn pauses_in_a_hidden_window() {
    in_browser("hidden", async |case| {
        let driver = &case.browser.driver;
        case.each_demo("", async |figure| {
            if !figure.has_time().await? {
                return Ok(());
            }
            figure.scrub(0.0).await?;
            figure.press("play").await?;
            driver.minimize_window().await?;
            figure.wait("hiding the page", "return document.hidden").await?;
            let hidden = figure.frame().await?;
            pause(Duration::from_millis(500)).await;
            let later = figure.frame().await?;
            driver.maximize_window().await?;
            figure.wait("showing the page", "return !document.hidden").await?;
            later.must_be(&hidden, "the run goes on while nobody can see it")
        })
        .await;
        Ok(())
    });
}

/// For readers who asked for less motion, playing goes from event to event.
#[test]
fn reduced_motion_steps() {
    in_browser("reduced-motion", async |case| {
        let reduce = ("prefers-reduced-motion", "reduce");
        case.browser.emulate("", reduce).await?;
        case.each_whole_page(LAPTOP.width, "", async |figures| {
            for figure in figures {
                figure.scrub(0.0).await?;
            }
            // Every picture that the reader would see in two seconds.
            let watch = "const [ids, time] = arguments;
                return Promise.all(ids.map((id) => new Promise((done) => {
                    const figure = document.getElementById(id);
                    figure.querySelector('[data-action=play]').click();
                    const picture = figure.querySelector('.demo-picture');
                    const seen = [];
                    const end = performance.now() + time;
                    (function look(now) {
                        const markup = picture.innerHTML;
                        if (seen.at(-1) !== markup) seen.push(markup);
                        now < end ? requestAnimationFrame(look)
                            : done([id, seen.length]);
                    })(0);
                })))";
            let ids: Vec<_> = figures.iter().map(|f| &f.figure.id).collect();
            let arguments = vec![json!(ids), json!(2_000)];
            let pictures: Vec<(String, usize)> =
                case.browser.run(watch, arguments).await?;
            let wrong: Vec<_> =
                pictures.iter().filter(|(_, n)| !(2..=4).contains(n)).collect();
            ensure!(
                wrong.is_empty(),
                "pictures in two seconds, a step is due every 0.9 s: {wrong:?}"
            );
            Ok(())
        })
        .await;
        Ok(())
    });
}
