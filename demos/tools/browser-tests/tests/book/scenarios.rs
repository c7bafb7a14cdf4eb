//! Scenarios, their questions, and the one screen that a figure has to fit on.

use anyhow::{Context, ensure};
use browser_tests::browser::{LAPTOP, PHONE, Screen};
use browser_tests::case::in_browser;
use browser_tests::figure::Live;

/// How high title, picture, checks, question and transport are together, at most.
const ONE_SCREEN: f64 = 820.0;

/// The screen of a phone without the browser's own bars.
const SMALL_PHONE: Screen = Screen { width: 360, height: 740 };

/// On a laptop all that one looks at and plays with is on one screen.
#[test]
fn a_figure_fits_on_one_screen() {
    in_browser("one-screen", async |case| {
        case.browser.resize(LAPTOP).await?;
        case.each_demo("at 1280 px", async |figure| {
            let height =
                "const transport = figure.querySelector('.demo-transport');
                return transport.offsetTop + transport.offsetHeight";
            let height: f64 = figure.run(height).await?;
            ensure!(height <= ONE_SCREEN, "it is {height} px high");
            Ok(())
        })
        .await;
        Ok(())
    });
}

/// On a phone the picture and what plays it are.
#[test]
fn picture_and_transport_fit_on_a_phone() {
    in_browser("one-phone", async |case| {
        case.browser.resize(SMALL_PHONE).await?;
        case.each_demo("at 360 px", async |figure| {
            let heights = "return ['.demo-stage', '.demo-transport'].map((part) =>
                figure.querySelector(part).offsetHeight)";
            let heights: [f64; 2] = figure.run(heights).await?;
            let both: f64 = heights.iter().sum();
            ensure!(both <= 740.0, "together they are {both} px high: {heights:?}");
            Ok(())
        })
        .await;
        Ok(())
    });
}

/// Where the transport is in the figure.
async fn transport(figure: &Live<'_>) -> anyhow::Result<f64> {
    // Not where it sticks to the screen's edge.
    let top = "const transport = figure.querySelector('.demo-transport');
        transport.style.position = 'static';
        const top = transport.offsetTop;
        transport.style.position = '';
        return top";
    figure.run(top).await
}

/// A scenario opens by its button; its question is asked, noted, answered by the
/// run, and nothing of that moves what plays the run, nor do the views.
#[test]
fn scenarios_ask_and_move_nothing() {
    in_browser("scenarios", async |case| {
        for screen in [LAPTOP, PHONE] {
            case.browser.resize(screen).await?;
            let label = format!("at {} px", screen.width);
            case.each_demo(&label, async |figure| {
                for view in figure.actions("view:").await? {
                    let before = transport(figure).await?;
                    figure.press(&view).await?;
                    let after = transport(figure).await?;
                    ensure!(before == after, "{view}: from {before} to {after} px");
                }
                figure.press("view:picture").await?;
                let scenarios = figure.actions("scenario:").await?;
                ensure!(scenarios.len() > 1, "there is no scenario but one's own");
                for scenario in &scenarios[..scenarios.len() - 1] {
                    asks(figure, scenario)
                        .await
                        .with_context(|| scenario.clone())?;
                }
                Ok(())
            })
            .await;
        }
        Ok(())
    });
}

async fn asks(figure: &Live<'_>, scenario: &str) -> anyhow::Result<()> {
    figure.press(scenario).await?;
    let state = async || {
        let script = "
            const shown = '[data-slot=question]:not([data-state=away])';
            return figure.querySelector(shown)?.dataset.state ?? 'none'";
        figure.run::<String>(script).await
    };
    if state().await? == "none" {
        return Ok(());
    }
    let before = transport(figure).await?;
    while state().await? == "later" {
        figure.forward(1).await?;
    }
    ensure!(state().await? == "open", "it is {} at first", state().await?);
    let answers = figure.actions("predict:").await?;
    ensure!(answers.len() > 1, "there is nothing to answer");
    figure.click("[data-state=open] [data-slot=answer]").await?;
    // The run goes on, and may have answered by now.
    let then = state().await?;
    ensure!(["noted", "known"].contains(&&*then), "the answer is {then}");
    if figure.has_time().await? {
        figure.go_to_end().await?;
        ensure!(state().await? == "known", "the run answers: {}", state().await?);
        let quotes = "const question = figure.querySelector('[data-state=known]');
            const answer = question.querySelector('[data-slot=answer]').textContent;
            const lead = question.querySelector('.lead').innerText;
            return /^You were right:/.test(lead) || lead.startsWith(`You said “${answer}”.`)";
        ensure!(
            figure.run::<bool>(quotes).await?,
            "the verdict does not quote the answer"
        );
    }
    let after = transport(figure).await?;
    ensure!(before == after, "the transport went from {before} to {after} px");
    Ok(())
}
