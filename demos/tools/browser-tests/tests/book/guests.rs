//! Others who change the page while a figure plays: translators, extensions, and
//! mdBook's search, which marks what it has found.

use anyhow::{Context, ensure};
use browser_tests::case::in_browser;
use browser_tests::figure::Live;
use serde_json::json;

/// Puts every text into two elements, as Google Translate does, and whatever text
/// comes later too. The words stay the same, so that they can be compared.
const TRANSLATE: &str = "
    const wrap = (text) => {
        if (text.parentNode?.localName === 'font' || !text.data.trim()) return;
        const [outer, inner] = ['font', 'font'].map((tag) => document.createElement(tag));
        text.replaceWith(outer);
        outer.append(inner);
        inner.append(text.data);
    };
    const wrapAll = (root) => {
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
        const texts = [];
        while (walker.nextNode()) texts.push(walker.currentNode);
        texts.forEach(wrap);
    };
    wrapAll(figure);
    window.guest = new MutationObserver((changes) => {
        for (const { target } of changes) if (figure.contains(target)) wrapAll(target);
    });
    guest.observe(figure, { childList: true, characterData: true, subtree: true });";

/// Puts an element of its own in front of all that is in any element, and one behind
/// it, and goes on to do so.
const EXTEND: &str = "
    const isOwn = (node) => node.localName === 'x-guest';
    const extend = (box) => {
        if (isOwn(box) || box.closest('x-guest')) return;
        const guest = () => document.createElement('x-guest');
        if (!box.firstChild || !isOwn(box.firstChild)) box.prepend(guest());
        if (!isOwn(box.lastChild)) box.append(guest());
    };
    const extendAll = () => {
        const parts = figure.querySelectorAll('.demo-panel, .demo-checks, .demo-actions');
        for (const part of parts) {
            extend(part);
            part.querySelectorAll(':not(select, select *)').forEach(extend);
        }
    };
    extendAll();
    window.guest = new MutationObserver(extendAll);
    guest.observe(figure, { childList: true, subtree: true });";

/// What mdBook's search does on a page that it leads to.
const MARK: &str = "
    window.marker = new Mark(figure);
    marker.mark(['a', 'e', 's', '0'], { exclude: ['text'] });";

const UNMARK: &str = "marker.unmark();";

/// What the figure says, by the part that says it.
const WORDS: &str = "
    const parts = ['.demo-panel', '.demo-clock', '.demo-checks', '.demo-actions',
        '.demo-knobs', '.demo-status'];
    return parts.map((part) => {
        const all = [...figure.querySelectorAll(part)];
        return `${part}: ${all.map((one) => one.textContent).join(' ')}`;
    });";

/// Plays with the figure from its start, in the same way each time, and gives what
/// it says after each step.
async fn told(figure: &Live<'_>) -> anyhow::Result<Vec<Vec<String>>> {
    let mut told = Vec::new();
    if figure.has_time().await? {
        // A question makes the first step across it a shorter one, once.
        figure.go_to_end().await?;
        figure.go_to_start().await?;
        for _ in 0..4 {
            figure.forward(2).await?;
            told.push(figure.run(WORDS).await?);
        }
        figure.go_to_end().await?;
        told.push(figure.run(WORDS).await?);
        figure.go_to_start().await?;
    }
    for action in ["reseed", "view:table", "view:picture", "undo"] {
        figure.run_with::<()>(PRESS, json!(action)).await?;
        told.push(figure.run(WORDS).await?);
    }
    Ok(told)
}

/// Presses a control in the page itself: what a guest has put there must not be in
/// the way.
const PRESS: &str =
    "figure.querySelector(`[data-action='${given}']:not(:disabled)`)?.click()";

/// A figure says with a guest in the page what it says without.
async fn says_the_same(figure: &Live<'_>, guest: &str) -> anyhow::Result<()> {
    let expected = told(figure).await?;
    figure.run::<()>(guest).await?;
    let found = told(figure).await.context("with the guest")?;
    for (step, (found, expected)) in found.iter().zip(&expected).enumerate() {
        let same = found == expected;
        ensure!(same, "step {step} says\n{found:#?}\nand not\n{expected:#?}");
    }
    let leave = "window.guest?.disconnect(); delete window.guest";
    figure.run::<()>(leave).await?;
    ensure!(!figure.has(".demo-broken").await?, "it is broken");
    Ok(())
}

/// Whatever a reader reads the page in, the words go on with the run.
#[test]
fn a_translated_figure_goes_on_to_tell() {
    in_browser("translated", async |case| {
        case.each_demo("", async |figure| says_the_same(figure, TRANSLATE).await)
            .await;
        Ok(())
    });
}

/// Elements that are not the figure's are neither counted nor changed.
#[test]
fn a_figure_with_foreign_elements_goes_on_to_tell() {
    in_browser("extended", async |case| {
        case.each_demo("", async |figure| says_the_same(figure, EXTEND).await)
            .await;
        Ok(())
    });
}

/// mdBook's search marks words in a figure, and takes the marks away again.
#[test]
fn a_figure_with_marked_words_goes_on_to_tell() {
    in_browser("marked", async |case| {
        case.each_demo("", async |figure| {
            says_the_same(figure, MARK).await?;
            let expected = told(figure).await?;
            figure.run::<()>(MARK).await?;
            figure.run::<()>(UNMARK).await?;
            let found = told(figure).await?;
            ensure!(found == expected, "unmarked, it says {found:#?}");
            Ok(())
        })
        .await;
        Ok(())
    });
}
