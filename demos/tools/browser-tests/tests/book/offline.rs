//! The book without a network: what was visited is kept, all of it on request, and
//! where nothing may be kept it is as readable as before.

#![allow(clippy::disallowed_types, reason = "only models have no clock")]

mod refused;
mod upgrade;
mod whole;

use anyhow::{Context, ensure};
use browser_tests::book::{Book, Page};
use browser_tests::browser::{Browser, pause};
use browser_tests::case::{Case, in_browser};
use browser_tests::figure::Live;
use browser_tests::server::Network;
use serde_json::json;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Whether the page that is open and all that it names are kept, in one cache.
const IS_KEPT: &str = "return (async () => {
    const address = location.pathname.replace(/\\/$/, '/index.html');
    const page = await (await fetch(address)).text();
    const names = [...page.matchAll(/data-(?:wasm|module)=\"(.*?)\"/g)];
    const files = [address, ...names.map(([, name]) => name)];
    for (const name of (await caches.keys()).reverse()) {
        const cache = await caches.open(name);
        const found = await Promise.all(files.map((file) => cache.match(file)));
        if (found.every((one) => one)) return true;
    }
    return false;
})()";

/// Opens a page and waits until it is kept.
async fn visit(browser: &Browser, path: &str) -> anyhow::Result<()> {
    browser.open(path).await?;
    browser.wait(&format!("keeping {path}"), IS_KEPT, Vec::new()).await
}

/// All figures of the page that is open come to life.
async fn comes_to_life(browser: &Browser, page: &Page) -> anyhow::Result<()> {
    for figure in &page.figures {
        let live = Live { browser, page, figure };
        live.come_near().await?;
    }
    Ok(())
}

/// The words of the page that is open.
async fn words(browser: &Browser) -> anyhow::Result<String> {
    browser.run("return document.body.textContent", Vec::new()).await
}

/// What those who are kept waiting for it see of a page: its heading.
async fn heading(browser: &Browser) -> anyhow::Result<String> {
    let heading = "return document.querySelector('main h1')?.textContent ?? ''";
    browser.run(heading, Vec::new()).await
}

/// A page with figures that need several engines, and another page.
fn two_pages(book: &Book) -> anyhow::Result<(&Page, &Page)> {
    let mut pages: Vec<_> = book.with_figures().collect();
    pages.sort_by_key(|page| page.figures.len());
    let most = pages.pop().context("the book has no page with figures")?;
    Ok((most, pages.pop().context("the book has only one page with figures")?))
}

/// A copy of the book, to be changed.
pub fn copy_of(book: &Book) -> anyhow::Result<TempDir> {
    let copy = tempfile::tempdir()?;
    copy_folder(&book.folder, copy.path())?;
    Ok(copy)
}

fn copy_folder(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// After one visit a page is there without a network, with all its figures, also those
/// that the reader did not come to; what nobody visits is not.
pub async fn is_kept_after_a_visit(case: &Case) -> anyhow::Result<()> {
    let Case { browser, book, .. } = case;
    let (page, _) = two_pages(book)?;
    visit(browser, &page.path).await?;
    browser.server.set(Network::Down);
    browser.open(&page.path).await?;
    comes_to_life(browser, page).await?;
    is_not_kept(browser, "print.html", &page.path).await?;
    browser.server.set(Network::Up);
    Ok(())
}

/// It is there by a link and by the book's bare address too.
#[test]
fn what_was_visited_is_kept() {
    in_browser("offline-visited", async |case| {
        is_kept_after_a_visit(case).await?;
        let Case { browser, book, .. } = case;
        let (page, other) = two_pages(book)?;
        let index = book.pages.iter().find(|page| page.path == "index.html");
        let index = index.context("the book has no index")?;
        visit(browser, "").await?;
        browser.complaints().await?;
        browser.server.set(Network::Down);
        browser.open(&format!("{}?from=elsewhere#end", page.path)).await?;
        ensure!(!heading(browser).await?.is_empty(), "a query hides the page");
        for address in ["", "index.html"] {
            browser.open(address).await?;
            comes_to_life(browser, index).await?;
        }
        let follow =
            "document.querySelector(`main a[href='${arguments[0]}']`).click()";
        browser.run::<()>(follow, vec![json!(page.path)]).await?;
        browser.wait("following a link", &is_at(&page.path), Vec::new()).await?;
        is_not_kept(browser, &other.path, &page.path).await
    });
}

/// A page is kept after all that it needs: what would be half a page is none.
#[test]
fn half_a_page_is_not_kept() {
    in_browser("offline-half", async |case| {
        let Case { browser, book, .. } = case;
        let (page, _) = two_pages(book)?;
        let half = copy_of(book)?;
        let html = fs::read_to_string(half.path().join(&page.path))?;
        let (module, engine) =
            (named(&html, "data-module")?, named(&html, "data-wasm")?);
        fs::remove_file(half.path().join(engine))?;
        browser.server.publish(half.path().to_owned());
        browser.open(&page.path).await?;
        let is_there = "return caches.match(arguments[0]).then((one) => !!one)";
        browser.wait("keeping the rest", is_there, vec![json!(module)]).await?;
        pause(Duration::from_secs(2)).await;
        let is_kept = browser.run::<bool>(is_there, vec![json!(page.path)]).await?;
        ensure!(!is_kept, "half of it is kept");
        Ok(())
    });
}

/// The last file that a page names by an attribute.
fn named<'a>(html: &'a str, attribute: &str) -> anyhow::Result<&'a str> {
    let last = html.rsplit_once(&format!("{attribute}=\"")).map(|(_, rest)| rest);
    last.and_then(|rest| rest.split('"').next())
        .with_context(|| format!("the page has no {attribute}"))
}

fn is_at(path: &str) -> String {
    format!(
        "return location.pathname.endsWith('/{path}') &&
        document.readyState === 'complete'"
    )
}

/// A page that is not kept says so, and names those that are.
async fn is_not_kept(
    browser: &Browser,
    path: &str,
    kept: &str,
) -> anyhow::Result<()> {
    browser.open(path).await?;
    let words = words(browser).await?;
    ensure!(words.contains("not kept"), "{path} says {words:.200}");
    let links = "return [...document.links].map(({ href }) => href)";
    let links: Vec<String> = browser.run(links, Vec::new()).await?;
    ensure!(links.contains(&browser.url(kept)), "{path} leads to {links:?}");
    ensure!(!links.contains(&browser.url("404.html")), "404.html is no page");
    Ok(())
}

/// An address that there is not is answered as with a network, at any depth, and no
/// address that there is not is kept.
#[test]
fn no_page_is_kept_for_no_page() {
    in_browser("offline-not-found", async |case| {
        let browser = &case.browser;
        let nowhere = "clocks/no/such/page.html";
        browser.open(nowhere).await?;
        let is_ready = "return (async () => {
            const { active } = (await navigator.serviceWorker.getRegistration()) ?? {};
            return active?.state === 'activated';
        })()";
        browser.wait("a worker for the whole book", is_ready, Vec::new()).await?;
        let scope = "return navigator.serviceWorker.getRegistration()
            .then(({ scope }) => scope)";
        let scope: String = browser.run(scope, Vec::new()).await?;
        ensure!(scope == browser.url(""), "the worker is for {scope}");
        browser.server.set(Network::Down);
        for path in [nowhere, "no-such-page.html"] {
            browser.open(path).await?;
            let words = words(browser).await?;
            ensure!(words.contains("not found"), "{path} says {words:.200}");
            let status = "return performance.getEntriesByType('navigation')[0]
                .responseStatus";
            let status: u16 = browser.run(status, Vec::new()).await?;
            ensure!(status == 404, "{path} is answered by {status}");
            let kept = "return caches.match(location.href).then((one) => !!one)";
            ensure!(!browser.run::<bool>(kept, vec![]).await?, "{path} is kept");
        }
        Ok(())
    });
}

/// A network that does not answer is waited for while that is bearable.
#[test]
fn a_silent_network_is_not_waited_for() {
    in_browser("offline-silent", async |case| {
        let Case { browser, book, .. } = case;
        let (page, _) = two_pages(book)?;
        visit(browser, &page.path).await?;
        browser.server.set(Network::Silent);
        let start = Instant::now();
        browser.driver.refresh().await?; // asks the server, where a link might not
        let heading = heading(browser).await?;
        ensure!(!heading.is_empty(), "there is no page");
        let time = start.elapsed();
        ensure!(time < Duration::from_secs(6), "the page comes after {time:?}");
        comes_to_life(browser, page).await
    });
}

/// Nobody waits for it: it is asked for when the page has all that it needs.
#[test]
fn it_comes_after_everything_else() {
    in_browser("offline-last", async |case| {
        let Case { browser, book, .. } = case;
        let (page, _) = two_pages(book)?;
        visit(browser, &page.path).await?;
        let after =
            "const [{ loadEventEnd }] = performance.getEntriesByType('navigation');
            const script = performance.getEntriesByType('resource')
                .find(({ name }) => /offline-\\w+\\.js/.test(name));
            return script.startTime - loadEventEnd";
        let after: f64 = browser.run(after, Vec::new()).await?;
        ensure!(after > 1_000.0, "it is asked for {after} ms after the page");
        let complaints = browser.complaints().await?;
        ensure!(complaints.is_empty(), "in the console: {complaints:?}");
        Ok(())
    });
}

/// `mdbook serve` on the port of a built book: there is no worker any more, and the old
/// one leaves.
#[test]
fn a_worker_without_its_file_leaves() {
    in_browser("offline-serve", async |case| {
        let Case { browser, book, .. } = case;
        let (page, _) = two_pages(book)?;
        visit(browser, &page.path).await?;
        let served = copy_of(book)?;
        let file = served.path().join("offline.js");
        fs::remove_file(&file).context("there is no worker to remove")?;
        for page in &book.pages {
            let file = served.path().join(&page.path);
            let html = fs::read_to_string(&file)?;
            ensure!(html.contains("data-offline="), "{} is not kept", page.path);
            fs::write(&file, html.replace("data-offline=", "data-none="))?;
        }
        browser.server.publish(served.path().to_owned());
        browser.driver.refresh().await?; // asks the server, where a link might not
        let is_served =
            "return document.documentElement.dataset.none !== undefined";
        ensure!(
            browser.run::<bool>(is_served, vec![]).await?,
            "it is the old page"
        );
        comes_to_life(browser, page).await?;
        browser.open("").await?;
        let none = "return navigator.serviceWorker.getRegistrations()
            .then(({ length }) => length === 0)";
        browser.wait("leaving", none, Vec::new()).await?;
        pause(Duration::from_secs(3)).await;
        let complaints = browser.complaints().await?;
        ensure!(complaints.is_empty(), "in the console: {complaints:?}");
        ensure!(browser.run::<bool>(none, vec![]).await?, "it has come back");
        Ok(())
    });
}
