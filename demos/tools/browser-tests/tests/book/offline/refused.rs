//! Where nothing may be kept: the book is read as before, and says so.

use super::{comes_to_life, copy_of, heading, two_pages, visit};
use anyhow::ensure;
use browser_tests::browser::Browser;
use browser_tests::case::{Case, in_browser};
use serde_json::json;
use std::fs;

/// The index says that nothing is kept, and pages are as readable as ever.
async fn is_read_as_before(case: &Case) -> anyhow::Result<()> {
    let Case { browser, book, .. } = case;
    browser.open("").await?;
    let is_said = "return document.getElementById('keep-offline').textContent
        .startsWith('This browser keeps nothing of the book')";
    browser.wait("saying so", is_said, Vec::new()).await?;
    let (page, _) = two_pages(book)?;
    browser.open(&page.path).await?;
    comes_to_life(browser, page).await?;
    console_is_silent(browser).await
}

async fn console_is_silent(browser: &Browser) -> anyhow::Result<()> {
    let complaints = browser.complaints().await?;
    ensure!(complaints.is_empty(), "in the console: {complaints:?}");
    Ok(())
}

/// As in some private windows: there are no workers at all.
#[test]
fn a_browser_without_workers() {
    in_browser("offline-no-workers", async |case| {
        let none = "Object.defineProperty(Navigator.prototype, 'serviceWorker',
            { value: undefined })";
        case.browser.before_pages(none).await?;
        is_read_as_before(case).await
    });
}

/// As where a reader refuses cookies: asking is an error.
#[test]
fn a_browser_that_refuses_workers() {
    in_browser("offline-workers-refused", async |case| {
        let refuse = "const refuse = () =>
                Promise.reject(new DOMException('It was denied.', 'SecurityError'));
            if (globalThis.ServiceWorkerContainer)
                ServiceWorkerContainer.prototype.register = refuse;";
        case.browser.before_pages(refuse).await?;
        is_read_as_before(case).await
    });
}

/// There is no room: a worker can be had, but it can keep nothing.
#[test]
fn a_browser_without_room() {
    in_browser("offline-no-room", async |case| {
        let browser = &case.browser;
        let url = browser.url("");
        let origin: String = url.split('/').take(3).collect::<Vec<_>>().join("/");
        let quota = json!({ "origin": origin, "quotaSize": 1_000 });
        browser.devtools("Storage.overrideQuotaForOrigin", quota).await?;
        is_read_as_before(case).await
    });
}

/// A worker whose caches refuse from the beginning, or once they are told to.
const REFUSE: &str = "
    const refuse = () => {
        for (const method of ['open', 'keys', 'match', 'delete'])
            CacheStorage.prototype[method] = () =>
                Promise.reject(new DOMException('It is insecure.', 'SecurityError'));
    };
    addEventListener('message', ({ data }) => data.refuse && refuse());
";

/// The book with a worker that begins with a script.
async fn with_worker(
    case: &Case,
    script: &str,
) -> anyhow::Result<tempfile::TempDir> {
    let changed = copy_of(&case.book)?;
    let file = changed.path().join("offline.js");
    fs::write(&file, format!("{script}{}", fs::read_to_string(&file)?))?;
    case.browser.server.publish(changed.path().to_owned());
    Ok(changed)
}

#[test]
fn caches_that_refuse() {
    in_browser("offline-caches-refuse", async |case| {
        let _folder = with_worker(case, &format!("{REFUSE}\nrefuse();\n")).await?;
        is_read_as_before(case).await
    });
}

/// A worker that has worked is in the way of nothing when it can keep nothing more.
#[test]
fn caches_that_begin_to_refuse() {
    in_browser("offline-caches-begin-to-refuse", async |case| {
        let Case { browser, book, .. } = case;
        let _folder = with_worker(case, REFUSE).await?;
        let (page, other) = two_pages(book)?;
        visit(browser, &page.path).await?;
        let tell = "return navigator.serviceWorker.ready.then(({ active }) =>
            new Promise((done) => {
                const { port1, port2 } = new MessageChannel();
                port1.onmessage = () => done(port1.close());
                active.postMessage({ deed: 'state', refuse: true }, [port2]);
            }))";
        browser.run::<()>(tell, Vec::new()).await?;
        for page in [page, other] {
            browser.open(&page.path).await?;
            ensure!(!heading(browser).await?.is_empty(), "there is no page");
            comes_to_life(browser, page).await?;
        }
        console_is_silent(browser).await
    });
}
