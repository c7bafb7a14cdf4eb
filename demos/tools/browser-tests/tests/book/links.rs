//! Shared links: what a reader sees is what the next one gets.

use anyhow::{Context, ensure};
use browser_tests::browser::pause;
use browser_tests::case::in_browser;
use browser_tests::figure::Live;
use serde_json::json;
use std::time::Duration;

/// A run that was stepped, changed and turned comes back from its link.
#[test]
fn restores_from_its_link() {
    in_browser("restores", async |case| {
        case.each_figure("", async |figure| {
            if figure.has_time().await? {
                figure.scrub(0.4).await?;
            }
            figure.do_something().await?;
            if figure.has_time().await? {
                figure.press("forward").await?;
                figure.press("forward").await?;
            }
            restored(figure).await?;
            figure.press("reseed").await?;
            restored(figure).await
        })
        .await;
        Ok(())
    });
}

/// Opens the link to this moment anew and compares what it shows.
async fn restored(figure: &Live<'_>) -> anyhow::Result<()> {
    let link = figure.link().await?;
    let here = figure.frame().await?;
    let Live { browser, page, figure: data } = *figure;
    let there = Live::open_link(browser, page, data, &link).await?;
    ensure!(there.notices().await?.is_empty(), "{}", there.notices().await?);
    let what = format!("from its link {link}");
    there.frame().await?.must_be(&here, &what)?;
    ensure!(there.link().await? == link, "{what}: its link is another one");
    let is_in_view = "const { top, bottom } = figure.getBoundingClientRect();
        return top < innerHeight && bottom > 0";
    ensure!(
        there.run::<bool>(is_in_view).await?,
        "{what}: it is not on the screen"
    );
    Ok(())
}

/// A link with an error gives the nearest valid run and says what was wrong.
#[test]
fn broken_links_give_a_notice() {
    in_browser("broken-links", async |case| {
        case.each_demo("", async |figure| {
            let Live { browser, page, figure: data } = *figure;
            let broken = broken(figure).await?;
            let opened = Live::open_link(browser, page, data, "nonsense=1").await?;
            says_so(&opened).await.context("opened with nonsense=1")?;
            for query in broken {
                // A reader may also change the address by hand.
                let link = json!(format!("{}?{query}", data.id));
                opened.run_with::<()>("location.hash = given", link).await?;
                pause(Duration::from_millis(50)).await;
                says_so(&opened).await.with_context(|| query.clone())?;
            }
            Ok(())
        })
        .await;
        Ok(())
    });
}

/// Queries that are wrong, each in its own way.
async fn broken(figure: &Live<'_>) -> anyhow::Result<Vec<String>> {
    let mut broken = [
        "seed=minus",
        "t=soon",
        "edits=garbage",
        "edits=1ms-nonsense-77",
        "view=upside-down",
        "%%%",
        "=&=&",
    ]
    .map(str::to_owned)
    .to_vec();
    if figure.has_time().await? {
        broken.push("t=99999999s".into());
    }
    if let Some(knob) = figure.actions("knob:").await?.first() {
        let name = knob.trim_start_matches("knob:");
        broken.push(format!("{name}=99999999"));
        broken.push(format!("{name}=much"));
    }
    Ok(broken)
}

async fn says_so(figure: &Live<'_>) -> anyhow::Result<()> {
    let picture = "return figure.querySelector('.demo-frame svg')
        ?.getBoundingClientRect().height > 0";
    ensure!(figure.run::<bool>(picture).await?, "there is no picture");
    ensure!(!figure.notices().await?.trim().is_empty(), "there is no notice");
    let complaints = figure.browser.complaints().await?;
    ensure!(complaints.is_empty(), "in the console: {complaints:?}");
    // It lives, and what the reader does next takes the notice away.
    figure.press("reseed").await?;
    ensure!(figure.notices().await?.is_empty(), "the notice stays");
    Ok(())
}

/// Longest time that a link may keep the page busy, whatever it says.
const AT_ONCE: Duration = Duration::from_millis(500);

/// A link of 100 kB, which is none of ours, is refused; one as long as is read says once
/// what is wrong with it.
#[test]
fn links_that_are_too_long_are_refused_at_once() {
    in_browser("long-links", async |case| {
        for page in case.book.with_figures() {
            let outcome = async {
                let figure = &page.figures[0];
                let live = Live::open(&case.browser, page, figure).await?;
                let rest = live.frame().await?;
                let notices = follow(&live, &"1ms-nonsense,".repeat(8_000)).await?;
                ensure!(notices == 1, "{}", live.notices().await?);
                live.frame().await?.must_be(&rest, "as it starts")?;
                let notices = follow(&live, &"1ms-nonsense,".repeat(1_500)).await?;
                ensure!((1..=3).contains(&notices), "{notices} notices");
                Ok(())
            };
            let outcome = outcome.await;
            case.judge(&page.path, outcome).await;
        }
        Ok(())
    });
}

/// Goes to a link with these edits, in time; how many notices there are then.
async fn follow(figure: &Live<'_>, edits: &str) -> anyhow::Result<usize> {
    let follow = "const start = performance.now();
        location.hash = `${figure.id}?edits=${given}`;
        return new Promise((done) => addEventListener('hashchange', () =>
            setTimeout(() => {
                const notices = figure.querySelectorAll('.demo-notice').length;
                done([performance.now() - start, notices]);
            }), { once: true }))";
    let (millis, notices): (f64, _) = figure.run_with(follow, json!(edits)).await?;
    let limit = AT_ONCE.as_millis();
    ensure!(millis < limit as f64, "it took {millis:.0} ms, and may take {limit}");
    Ok(notices)
}

/// A link to no figure of the page is left alone.
#[test]
fn links_to_nothing_are_left_alone() {
    in_browser("links-to-nothing", async |case| {
        for page in case.book.with_figures() {
            for fragment in ["no-such-figure?seed=1", "?", "%", "%E0%A4%A", "a?b?c"]
            {
                let link = format!("{}#{fragment}", page.path);
                let outcome = async {
                    case.browser.open(&link).await?;
                    let figure = &page.figures[0];
                    let live = Live { browser: &case.browser, page, figure };
                    live.come_near().await?;
                    let is_quiet = live.notices().await?.is_empty();
                    ensure!(is_quiet, "{}", live.notices().await?);
                    Ok(())
                };
                let outcome = outcome.await;
                case.judge(&link, outcome).await;
            }
        }
        Ok(())
    });
}

/// On a page that browsers do not trust with the clipboard, as on a local
/// network, the link is shown all the same and the figure lives on.
#[test]
fn links_without_a_clipboard() {
    in_browser("no-clipboard", async |case| {
        for page in case.book.with_figures() {
            let outcome = async {
                case.browser
                    .open_url(&case.browser.insecure_url(&page.path))
                    .await?;
                let figure = &page.figures[0];
                let live = Live { browser: &case.browser, page, figure };
                live.come_near().await?;
                live.link().await?;
                live.press("help").await?;
                ensure!(live.has(".demo-keys").await?, "it is dead after `link`");
                Ok(())
            };
            let outcome = outcome.await;
            case.judge(&page.path, outcome).await;
        }
        Ok(())
    });
}
