//! The Content-Security-Policy that every page has: nothing that the book does is
//! against it, and it lets nobody else do anything.

use crate::offline;
use anyhow::{Context, ensure};
use browser_tests::book::Book;
use browser_tests::browser::{Browser, Theme};
use browser_tests::case::in_browser;
use std::fs;
use tempfile::TempDir;

/// Collects what the policy refuses, from the first script of a page on.
const WATCH: &str = "window.refused = [];
    addEventListener('securitypolicyviolation', (event) =>
        refused.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));
    window.print = () => {};";

/// mdBook's own pages, besides the chapters.
const OTHERS: [&str; 3] = ["print.html", "no/such/page.html", "toc.html"];

/// All of a page is used, and nothing of that is refused.
#[test]
fn nothing_that_the_book_does_is_refused() {
    in_browser("policy", async |case| {
        let browser = &case.browser;
        browser.before_pages(WATCH).await?;
        let chapters = case.book.pages.iter().map(|page| page.path.as_str());
        for path in chapters.chain(OTHERS) {
            let outcome = async {
                browser.open(path).await?;
                has_a_policy(browser).await?;
                match path {
                    "toc.html" => {}
                    "print.html" => {
                        browser.run::<bool>(TO_THE_END, vec![]).await?;
                        use_controls(browser).await?;
                    }
                    _ => {
                        browser.scroll_through().await?;
                        use_controls(browser).await?;
                    }
                }
                refuses_nothing(browser).await
            };
            let mut outcome = outcome.await;
            if OTHERS[1..].contains(&path) {
                // That there is no such page, and no icon for what is a frame.
                let mut complaints = browser.complaints().await?;
                complaints.retain(|one| !one.contains("404 (Not Found)"));
                outcome = outcome.and_then(|()| {
                    ensure!(
                        complaints.is_empty(),
                        "in the console: {complaints:?}"
                    );
                    Ok(())
                });
            }
            case.judge(path, outcome).await;
        }
        Ok(())
    });
}

/// The policy has refused nothing of the page that is open and [watched](WATCH).
pub async fn refuses_nothing(browser: &Browser) -> anyhow::Result<()> {
    let refused = "return window.refused";
    let refused: Vec<String> = browser.run(refused, vec![]).await?;
    ensure!(refused.is_empty(), "it refuses {refused:?}");
    Ok(())
}

/// A copy of the book whose pages watch themselves: for browsers that run no script
/// before those of a page. What stands before the policy is not subject to it.
pub fn watched(book: &Book) -> anyhow::Result<TempDir> {
    let copy = offline::copy_of(book)?;
    for page in &book.pages {
        let file = copy.path().join(&page.path);
        let html = fs::read_to_string(&file)?;
        let (doctype, head) = html.split_once("<head>").context("it has a head")?;
        let watch = format!("{doctype}<head><script>{WATCH}</script>{head}");
        fs::write(file, watch)?;
    }
    Ok(copy)
}

/// Scrolls through the page of all pages, whose figures stay as they are.
const TO_THE_END: &str = "return (async () => {
        const { scrollHeight } = document.scrollingElement;
        for (let top = 0; top < scrollHeight; top += 5 * innerHeight) {
            scrollTo(0, top);
            await new Promise((done) => requestAnimationFrame(done));
        }
        return true;
    })()";

/// It comes before all that it is about, and names what may run one by one.
async fn has_a_policy(browser: &Browser) -> anyhow::Result<()> {
    let policy = "const first = document.head.firstElementChild;
        return first.httpEquiv === 'Content-Security-Policy' ? first.content : ''";
    let policy: String = browser.run(policy, vec![]).await?;
    ensure!(policy.starts_with("default-src 'self';"), "its policy is {policy:?}");
    for unsafe_word in
        ["unsafe-inline", "'unsafe-eval'", "unsafe-hashes", "*", "http"]
    {
        ensure!(!policy.contains(unsafe_word), "its policy is {policy:?}");
    }
    Ok(())
}

/// Lets every figure that is alive play, searches, changes the theme.
async fn use_controls(browser: &Browser) -> anyhow::Result<()> {
    let play =
        "for (const figure of document.querySelectorAll('figure.demo.live')) {
            const press = (action) =>
                figure.querySelector(`[data-action='${action}']`)?.click();
            for (const at of [5, 4, 3, 2, 1, 0]) press(`scenario:${at}`);
            for (const view of ['space-time', 'table', 'log', 'picture']) {
                press(`view:${view}`);
            }
            const scrubber = figure.querySelector('[data-action=scrub]');
            if (scrubber) scrubber.value = scrubber.max;
            scrubber?.dispatchEvent(new Event('input', { bubbles: true }));
            press('share');
        }
        for (const button of document.querySelectorAll('main pre button')) {
            button.click();
        }
        return new Promise((done) => setTimeout(() => done(true), 200))";
    browser.run::<bool>(play, vec![]).await?;
    search(browser).await?;
    for theme in Theme::ALL {
        let change = format!(
            "document.getElementById('mdbook-theme-toggle').click();
            document.getElementById('mdbook-theme-{0}').click();
            return document.documentElement.classList.contains('{0}')",
            theme.name()
        );
        let is_worn: bool = browser.run(&change, vec![]).await?;
        ensure!(is_worn, "the theme {} is not worn", theme.name());
    }
    Ok(())
}

async fn search(browser: &Browser) -> anyhow::Result<()> {
    browser.press("s").await?;
    let is_open = "return document.activeElement.id === 'mdbook-searchbar'";
    browser.wait("the search opening", is_open, vec![]).await?;
    browser.press("leader").await?;
    let is_found =
        "return document.querySelector('#mdbook-searchresults a') !== null";
    browser.wait("something found", is_found, vec![]).await?;
    browser.press("\u{E00C}").await // Escape
}

/// What the build has not written does not run: neither a script in the page, nor one in
/// an attribute, nor a text that is made one, nor a style.
#[test]
fn what_others_write_is_refused() {
    in_browser("policy-others", async |case| {
        let browser = &case.browser;
        browser.before_pages(WATCH).await?;
        browser.open("index.html").await?;
        let write = "const script = document.createElement('script');
            script.textContent = 'window.hasRun = true';
            document.head.append(script);
            document.body.insertAdjacentHTML('beforeend',
                '<p id=other style=\"color: red\" onclick=\"window.hasRun = true\">p</p>');
            document.getElementById('other').click();
            const link = document.createElement('a');
            link.href = 'javascript:window.hasRun = true';
            document.body.append(link);
            link.click();
            return new Promise((done) => setTimeout(() => done(
                [window.hasRun === true, other.style.color, refused.length]), 100))";
        let (has_run, colour, refused): (bool, String, usize) =
            browser.run(write, vec![]).await?;
        ensure!(!has_run, "a script has run that the build has not written");
        ensure!(refused >= 3, "{refused} of what others wrote were refused");
        ensure!(colour.is_empty(), "a style was taken: {colour}");
        browser.complaints().await?; // of what is refused
        Ok(())
    });
}

/// Every page on disk has a policy: also one that nobody links to.
#[test]
fn every_page_has_a_policy() -> anyhow::Result<()> {
    let book = Book::read()?;
    for entry in fs::read_dir(&book.folder)? {
        let file = entry?.path();
        if file.extension().is_some_and(|ending| ending == "html") {
            let html = fs::read_to_string(&file)?;
            let head = html.split("<head>").nth(1).context("it has a head")?;
            let first = head.trim_start();
            let is_policy =
                first.starts_with("<meta http-equiv=Content-Security-Policy");
            ensure!(is_policy, "{} begins with {:.60}", file.display(), first);
        }
    }
    Ok(())
}
