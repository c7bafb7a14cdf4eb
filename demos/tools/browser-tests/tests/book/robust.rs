//! What goes wrong in a figure stays in it.

use anyhow::ensure;
use browser_tests::case::in_browser;

/// Cuts off what an engine is asked, when it is told to.
const CUT_OFF: &str = "const instantiate = WebAssembly.instantiateStreaming;
    WebAssembly.instantiateStreaming = async (...given) => {
        const { instance } = await instantiate.apply(WebAssembly, given);
        const exports = { ...instance.exports };
        const { answer } = instance.exports;
        if (answer) exports.answer = (place, length) =>
            answer(place, window.cutsOff ? 1 : length);
        return { instance: { exports } };
    };";

/// Presses a button whose question is cut off. In one script: a figure that comes
/// near meanwhile asks its engine too.
const PRESS_CUT_OFF: &str = "window.cutsOff = true;
    figure.querySelector('[data-action=compare]').click();
    window.cutsOff = false;";

/// An engine that panics says so in its figure, with a link to the same run; the
/// rest of the page lives on.
///
/// The panic is a real one: the engine is asked something that is cut off.
#[test]
fn a_panic_stays_in_its_figure() {
    in_browser("panic", async |case| {
        case.browser.before_pages(CUT_OFF).await?;
        case.each_demo("", async |figure| {
            let others = "return [...document.querySelectorAll('figure.demo.live')]
                .filter((other) => other !== figure)
                .map((other) => other.innerHTML).join()";
            let before: String = figure.run(others).await?;
            figure.run::<()>(PRESS_CUT_OFF).await?;
            let broken = "return figure.matches('.broken') &&
                figure.querySelector('.demo-broken[role=alert]') !== null";
            figure.wait("a notice of the panic", broken).await?;
            let link = "const link = figure.querySelector('.demo-broken a');
                return link.getAttribute('href')";
            let link: String = figure.run(link).await?;
            let start = format!("#{}?", figure.figure.id);
            ensure!(link.starts_with(&start), "the link is {link}");
            let after: String = figure.run(others).await?;
            ensure!(before == after, "another figure has changed");
            // The trap itself is in the console.
            figure.browser.complaints().await?;
            figure.press("help").await?;
            theme_changes(figure).await
        })
        .await;
        Ok(())
    });
}

/// The page around the broken figure still works: its theme can be changed.
async fn theme_changes(
    figure: &browser_tests::figure::Live<'_>,
) -> anyhow::Result<()> {
    figure
        .run::<()>(
            "scrollTo(0, 0);
            document.getElementById('mdbook-theme-toggle').click();
            document.getElementById('mdbook-theme-coal').click();",
        )
        .await?;
    figure
        .wait("a dark page", "return document.documentElement.matches('.coal')")
        .await?;
    figure
        .run::<()>(
            "document.getElementById('mdbook-theme-light').click();
            localStorage.clear()",
        )
        .await
}
