//! A new version is published while a reader is in the book.

use super::{IS_KEPT, comes_to_life, copy_of, heading, two_pages, visit};
use crate::playing::{goes_on, play_slowly};
use anyhow::{Context, ensure};
use browser_tests::book::{Book, Page};
use browser_tests::browser::Browser;
use browser_tests::case::{Case, in_browser};
use browser_tests::figure::Live;
use browser_tests::server::Network;
use serde_json::json;
use std::fs;
use std::path::Path;
use tempfile::TempDir;
use thirtyfour::prelude::*;

/// What the new version has at the end of every heading.
const NEW: &str = " (new)";

/// The next version of the book: other headings and, under other names, the player and
/// all engines. The files of the first are gone, as they are from a host.
fn next_version(book: &Book) -> anyhow::Result<TempDir> {
    let next = copy_of(book)?;
    let folder = next.path();
    let version = fs::read_to_string(folder.join("offline.js"))?;
    let version = version.split("\"version\":\"").nth(1).context("no version")?;
    let version = version.split('"').next().context("no version")?.to_owned();
    let new: String = version.chars().rev().collect();
    let mut names = vec![(version, new)];
    for file in fs::read_dir(folder.join("generated"))? {
        let name = file?.file_name().to_string_lossy().into_owned();
        if let Some((stem, hash)) = name.split_once("_bg-") {
            let hash: String = hash.chars().take(16).collect();
            let new: String = hash.chars().rev().collect();
            names.push((format!("{stem}_bg-{hash}"), format!("{stem}_bg-{new}")));
        }
    }
    rename(folder, &names)?;
    Ok(next)
}

/// Gives other names to what is named so, in files and of files.
fn rename(folder: &Path, names: &[(String, String)]) -> anyhow::Result<()> {
    let other = |text: &str| {
        let all = names.iter();
        all.fold(text.to_owned(), |text, (old, new)| text.replace(old, new))
    };
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            rename(&path, names)?;
            continue;
        }
        if name.ends_with(".html") || name.ends_with(".js") {
            let text = other(&fs::read_to_string(&path)?);
            let text = text.replace("</a></h1>", &format!("{NEW}</a></h1>"));
            fs::write(&path, text)?;
        }
        fs::rename(&path, folder.join(other(&name)))?;
    }
    Ok(())
}

/// What a page that was open long finds out when the reader comes back to it.
async fn come_back(browser: &Browser) -> anyhow::Result<()> {
    let event = "document.dispatchEvent(new Event('visibilitychange'))";
    browser.run(event, Vec::new()).await
}

const IS_ANNOUNCED: &str =
    "return document.querySelector('#new-version [role=status]')?.textContent
        === 'A new version of the book is there. Reload to read it.'";

/// The names of our caches.
async fn caches(browser: &Browser) -> anyhow::Result<Vec<String>> {
    browser.run("return caches.keys()", Vec::new()).await
}

/// The new version is announced and waits. What is open goes on with the old one, whose
/// files are on no server any more; a reload shows the new one, whole, and then that is
/// what is there without a network.
#[test]
fn a_new_version_is_announced_and_not_forced() {
    in_browser("offline-upgrade", async |case| {
        let Case { browser, book, .. } = case;
        let (page, _) = two_pages(book)?;
        visit(browser, &page.path).await?;
        let old = caches(browser).await?;
        let next = next_version(book)?;
        goes_on_with_the_old(browser, page, next.path()).await?;
        let complaints = browser.complaints().await?;
        ensure!(complaints.is_empty(), "in the console: {complaints:?}");
        reads_the_new(browser, page).await?;
        // The old one is given up when no page of it can be open any more.
        browser.open(&page.path).await?;
        let is_alone = "return caches.keys().then((names) =>
            names.length === 1 && !arguments[0].includes(names[0]))";
        browser.wait("tidying up", is_alone, vec![json!(old)]).await?;
        browser.server.set(Network::Down);
        browser.open(&page.path).await?;
        ensure!(heading(browser).await?.ends_with(NEW), "it is the old page");
        comes_to_life(browser, page).await
    });
}

async fn goes_on_with_the_old(
    browser: &Browser,
    page: &Page,
    next: &Path,
) -> anyhow::Result<()> {
    let figures = page.figures.iter().map(|figure| Live { browser, page, figure });
    let mut playing = None;
    for live in figures {
        live.come_near().await?;
        if live.has_time().await? {
            playing = Some(live);
            break;
        }
    }
    let live = playing.context("no figure of the page plays")?;
    browser.run::<()>("window.stays = true", Vec::new()).await?;
    play_slowly(&live).await?;
    browser.server.publish(next.to_owned());
    come_back(browser).await?;
    browser.wait("announcing", IS_ANNOUNCED, Vec::new()).await?;
    let now = live.frame().await?.clock;
    goes_on(&live, &now).await.context("the run stands still")?;
    comes_to_life(browser, page).await?;
    let is_same = "return window.stays === true";
    ensure!(browser.run::<bool>(is_same, vec![]).await?, "it was loaded anew");
    ensure!(!heading(browser).await?.ends_with(NEW), "it is the new page");
    Ok(())
}

async fn reads_the_new(browser: &Browser, page: &Page) -> anyhow::Result<()> {
    let focus = "document.querySelector('#new-version button').focus()";
    browser.run::<()>(focus, Vec::new()).await?;
    browser.press(Key::Enter.value().to_string()).await?;
    let is_new = "return window.stays === undefined &&
        document.readyState === 'complete' &&
        document.querySelector('main h1').textContent.endsWith(arguments[0])";
    browser.wait("reloading", is_new, vec![json!(NEW)]).await?;
    browser.wait("keeping the new page", IS_KEPT, Vec::new()).await?;
    comes_to_life(browser, page).await?;
    let is_announced: bool = browser.run(IS_ANNOUNCED, Vec::new()).await?;
    ensure!(!is_announced, "it announces itself");
    // While the old worker is still there as well.
    browser.server.set(Network::Down);
    browser.open(&page.path).await?;
    ensure!(heading(browser).await?.ends_with(NEW), "it is the old page");
    comes_to_life(browser, page).await?;
    browser.server.set(Network::Up);
    Ok(())
}

/// Whoever keeps the whole book keeps the whole new one, once all of it is there.
#[test]
fn a_whole_book_becomes_a_whole_new_book() {
    in_browser("offline-upgrade-whole", async |case| {
        let Case { browser, book, .. } = case;
        browser.open("").await?;
        let press = "const press = document.querySelector('#keep-offline button');
            press?.click();
            return press !== null";
        browser.wait("the button", press, Vec::new()).await?;
        let is_whole = "return document.querySelector('#keep-offline button')
            .textContent.startsWith('Remove')";
        browser.wait("keeping all", is_whole, Vec::new()).await?;
        let next = next_version(book)?;
        browser.server.publish(next.path().to_owned());
        come_back(browser).await?;
        browser.wait("announcing", IS_ANNOUNCED, Vec::new()).await?;
        browser.server.set(Network::Down);
        for page in &book.pages {
            let outcome = async {
                browser.open(&page.path).await?;
                let heading = heading(browser).await?;
                ensure!(heading.ends_with(NEW), "it is the old page: {heading}");
                comes_to_life(browser, page).await
            };
            if let Err(error) = outcome.await {
                case.report(&page.path, &format!("{error:#}")).await;
            }
        }
        Ok(())
    });
}
