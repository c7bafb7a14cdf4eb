//! The whole book, kept and removed by the button on the index.

use super::{comes_to_life, visit, words};
use anyhow::ensure;
use browser_tests::browser::Browser;
use browser_tests::case::{Case, in_browser};
use browser_tests::server::Network;
use serde_json::json;
use thirtyfour::prelude::*;

const BOX: &str = "document.getElementById('keep-offline')";

/// The words of the button, once there is one.
async fn button(browser: &Browser) -> anyhow::Result<String> {
    let is_there = format!("return {BOX}.querySelector('button') !== null");
    browser.wait("the button", &is_there, Vec::new()).await?;
    let label = format!("return {BOX}.querySelector('button').textContent");
    browser.run(&label, Vec::new()).await
}

/// What its status says.
async fn status(browser: &Browser) -> anyhow::Result<String> {
    let status = format!("return {BOX}.querySelector('[role=status]').textContent");
    browser.run(&status, Vec::new()).await
}

/// Presses the button by key and waits for what its status says in the end.
async fn press(browser: &Browser, says: &str) -> anyhow::Result<()> {
    let focus = format!("{BOX}.querySelector('button').focus()");
    browser.run::<()>(&focus, Vec::new()).await?;
    browser.press(Key::Enter.value().to_string()).await?;
    let is_done = format!(
        "return {BOX}.querySelector('[role=status]').textContent
            .includes(arguments[0])"
    );
    browser.wait(says, &is_done, vec![json!(says)]).await?;
    let has_focus = format!(
        "return {BOX}.querySelector('button') ===
        document.activeElement && {BOX}.querySelector('progress').hidden"
    );
    ensure!(browser.run::<bool>(&has_focus, vec![]).await?, "the focus is lost");
    Ok(())
}

/// Notes the words of the status and how far the progress bar is, as they change.
const WATCH: &str = "window.told = { words: [], shares: [] };
    const box = document.getElementById('keep-offline');
    const bar = box.querySelector('progress');
    new MutationObserver(() => {
        const words = box.querySelector('[role=status]').textContent;
        if (told.words.at(-1) !== words) told.words.push(words);
        if (!bar.hidden && bar.position >= 0) told.shares.push(bar.position);
    }).observe(box, {
        subtree: true, childList: true, attributes: true, characterData: true });";

/// By keyboard, with its size, its progress and its end said; then all pages and the
/// search are there without a network.
#[test]
fn the_whole_book_is_kept_on_request() {
    in_browser("offline-whole", async |case| {
        let Case { browser, book, .. } = case;
        visit(browser, "").await?;
        let label = button(browser).await?;
        let megabytes = label.strip_prefix("Keep the whole book offline · ");
        let megabytes = megabytes.and_then(|size| size.strip_suffix(" MB"));
        let megabytes: f64 = megabytes.unwrap_or_default().parse()?;
        ensure!((0.1..5.0).contains(&megabytes), "it is {megabytes} MB");
        browser.run::<()>(WATCH, Vec::new()).await?;
        press(browser, "The whole book is kept in this browser.").await?;
        let told = "return [told.words[0], String(told.shares.length > 3),
            String(told.shares.every((share, at, all) => at === 0 || share >= all[at - 1])),
            String(told.shares.at(-1) > 0.99)]";
        let told: Vec<String> = browser.run(told, Vec::new()).await?;
        ensure!(told == ["Loading …", "true", "true", "true"], "it tells {told:?}");
        ensure!(button(browser).await? == "Remove the offline copy");
        browser.complaints().await?;
        browser.server.set(Network::Down);
        for page in &book.pages {
            let outcome = async {
                browser.open(&page.path).await?;
                comes_to_life(browser, page).await
            };
            let outcome = outcome.await;
            case.judge(&page.path, outcome).await;
        }
        searches(browser).await?;
        is_removed(browser).await
    });
}

/// What was loaded before the network went stays, and the rest can be had later.
#[test]
fn an_interrupted_copy_can_be_finished() {
    in_browser("offline-interrupted", async |case| {
        let browser = &case.browser;
        browser.open("").await?;
        button(browser).await?;
        browser.server.set(Network::Down);
        press(browser, "That did not work").await?;
        ensure!(button(browser).await?.starts_with("Keep the whole book"));
        browser.server.set(Network::Up);
        press(browser, "The whole book is kept in this browser.").await
    });
}

async fn searches(browser: &Browser) -> anyhow::Result<()> {
    browser.open("").await?;
    let open = "document.getElementById('mdbook-search-toggle').click()";
    browser.run::<()>(open, Vec::new()).await?;
    let is_there = "return window.search?.index !== undefined";
    browser.wait("the index", is_there, Vec::new()).await
}

/// What is kept can be removed, without a network too.
async fn is_removed(browser: &Browser) -> anyhow::Result<()> {
    browser.open("").await?;
    ensure!(button(browser).await? == "Remove the offline copy", "it forgets");
    ensure!(status(browser).await?.contains("is kept"), "it does not say so");
    press(browser, "The copy is removed.").await?;
    let left = "return caches.keys().then(async (names) => {
        const sizes = names.map(async (name) => (await (await caches.open(name)).keys()).length);
        return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    })";
    let left: usize = browser.run(left, Vec::new()).await?;
    ensure!(left == 0, "{left} files are left");
    ensure!(button(browser).await?.starts_with("Keep the whole book"));
    browser.driver.refresh().await?; // asks the server, where a link might not
    let words = words(browser).await?;
    ensure!(words.contains("not kept"), "the index is still kept");
    Ok(())
}
