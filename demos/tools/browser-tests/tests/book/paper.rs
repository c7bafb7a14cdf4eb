//! A page on paper, printed by the browser's own command: nothing is folded, and all
//! is dark on white whatever the theme.

use anyhow::ensure;
use browser_tests::book::Page;
use browser_tests::browser::{Browser, Theme};
use browser_tests::case::in_browser;
use serde_json::json;

/// Written down when the page has been printed, before its scripts undo what they
/// did for it.
const WITNESS: &str = "addEventListener('afterprint', () => {
    const all = (selector) => [...document.querySelectorAll(selector)];
    const head = (element) => element.outerHTML.slice(0, 80);
    window.printed =
        all('main details:not([open])').map((one) => `folded: ${head(one)}`);
});";

/// Prints the page as it is, and gives what was wrong with it then.
async fn print(browser: &Browser) -> anyhow::Result<Vec<String>> {
    browser.devtools("Page.printToPDF", json!({})).await?;
    let printed = "return window.printed ?? ['nothing was printed']";
    browser.run(printed, Vec::new()).await
}

/// A page that was opened and printed, and not scrolled.
#[test]
fn a_page_is_printed_whole() {
    in_browser("printed-whole", async |case| {
        case.browser.before_pages(WITNESS).await?;
        case.each_page("", async |page| {
            let browser = &case.browser;
            browser.open(&page.path).await?;
            let wrong = print(browser).await?;
            ensure!(wrong.is_empty(), "on paper:\n{}", wrong.join("\n"));
            is_folded_again(browser).await
        })
        .await;
        Ok(())
    });
}

/// What the reader had folded is folded again, and what was open stays open.
async fn is_folded_again(browser: &Browser) -> anyhow::Result<()> {
    let count = "return document.querySelectorAll('main details[open]').length";
    let open: usize = browser.run(count, Vec::new()).await?;
    ensure!(open == 0, "{open} are left open after the page was printed");
    let one = "const [one] = document.querySelectorAll('main details');
        if (one) one.open = true;
        return one !== undefined";
    if browser.run::<bool>(one, Vec::new()).await? {
        print(browser).await?;
        let open: usize = browser.run(count, Vec::new()).await?;
        ensure!(open == 1, "{open} are open, the reader opened one");
    }
    Ok(())
}

/// The words whose colour is too near to that of the paper, which is white: browsers
/// leave out what is behind them.
const PALE: &str = "
    const canvas = document.createElement('canvas')
        .getContext('2d', { willReadFrequently: true });
    const luminance = (colour) => {
        canvas.fillStyle = '#fff';
        canvas.fillRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        const linear = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
        const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map(linear);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const known = new Map();
    const contrast = (colour) => {
        if (!known.has(colour)) known.set(colour, 1.05 / (luminance(colour) + 0.05));
        return known.get(colour);
    };
    const pale = new Map();
    const walker = document.createTreeWalker(document.querySelector('main'), 4);
    while (walker.nextNode()) {
        const { data, parentElement: box } = walker.currentNode;
        if (!data.trim() || !box.checkVisibility({ visibilityProperty: true })) continue;
        // What is written in a mark stands on its fill, which is printed.
        if (box.closest('style, script, .unseen, .inside')) continue;
        const style = getComputedStyle(box);
        const isSvg = box.namespaceURI.endsWith('svg');
        const colour = isSvg && style.fill !== 'none' ? style.fill : style.color;
        if (contrast(colour) >= 3) continue;
        const of = `${box.localName}.${box.getAttribute('class')} in ${
            box.closest('figure, pre, .quiz')?.className}`;
        pale.set(of, `${colour} ${data.trim().slice(0, 40)}`);
    }
    return [...pale].map(([of, what]) => `${of}: ${what}`);";

async fn is_dark_on_white(browser: &Browser, page: &Page) -> anyhow::Result<()> {
    browser.emulate("", ("prefers-reduced-motion", "")).await?;
    browser.open(&page.path).await?;
    browser.scroll_through().await?;
    browser.emulate("print", ("prefers-reduced-motion", "")).await?;
    let say = "dispatchEvent(new Event('beforeprint'));
        return new Promise((done) => setTimeout(() => done(true), 300))";
    browser.run::<bool>(say, Vec::new()).await?;
    let pale: Vec<String> = browser.run(PALE, Vec::new()).await?;
    ensure!(pale.is_empty(), "pale on paper:\n{}", pale.join("\n"));
    Ok(())
}

/// In a dark theme too.
#[test]
fn print_is_dark_on_white() {
    for theme in Theme::ALL {
        let name = format!("printed-{}", theme.name());
        in_browser(&name, async |case| {
            case.browser.wear(theme).await?;
            case.each_page(theme.name(), async |page| {
                is_dark_on_white(&case.browser, page).await
            })
            .await;
            Ok(())
        });
    }
}

/// Where scripts do not run the reader's system chooses the theme: not on paper.
#[test]
fn print_is_dark_on_white_without_scripts() {
    in_browser("printed-static", async |case| {
        let off = json!({ "value": true });
        case.browser.devtools("Emulation.setScriptExecutionDisabled", off).await?;
        case.browser.emulate("print", ("prefers-color-scheme", "dark")).await?;
        case.each_page("", async |page| {
            case.browser.open(&page.path).await?;
            let pale: Vec<String> = case.browser.run(PALE, Vec::new()).await?;
            ensure!(pale.is_empty(), "pale on paper:\n{}", pale.join("\n"));
            Ok(())
        })
        .await;
        Ok(())
    });
}
