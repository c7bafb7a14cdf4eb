//! Pictures to look at: `cargo run -p browser-tests --bin screenshots -- FOLDER`.
//!
//! Every figure at rest and in the middle of its run, and every page from top to
//! bottom, on a phone and on a laptop, in both themes. `readme-light.png` and
//! `readme-dark.png` are the first figure of the book's most telling guide, twice
//! as sharp, as README.md shows it.

use anyhow::Context;
use browser_tests::book::{Book, Figure, Page};
use browser_tests::browser::{Browser, LAPTOP, PHONE, Screen, Theme};
use browser_tests::driver::Kind;
use browser_tests::figure::Live;
use browser_tests::server::Clock;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::{env, fs};
use thirtyfour::support::base64_decode;

/// The guide whose first figure README.md shows.
const README: &str = "transactions.html";

fn main() -> anyhow::Result<()> {
    let folder = env::args().nth(1).context("say into which folder")?;
    fs::create_dir_all(&folder)?;
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(take(Path::new(&folder)))
}

async fn take(folder: &Path) -> anyhow::Result<()> {
    let book = Book::read()?;
    for theme in Theme::ALL {
        let browser = Browser::start(&book, Kind::Chromium, Clock::Coarse).await?;
        browser.wear(theme).await?;
        let album = Album { browser, folder: folder.to_owned(), theme };
        let taken = album.book(&book).await;
        album.browser.driver.clone().quit().await?;
        taken?;
    }
    Ok(())
}

/// A browser in a theme, and where its pictures go.
struct Album {
    browser: Browser,
    folder: PathBuf,
    theme: Theme,
}

impl Album {
    async fn book(&self, book: &Book) -> anyhow::Result<()> {
        for screen in [PHONE, LAPTOP] {
            self.browser.resize(screen).await?;
            for page in &book.pages {
                for figure in &page.figures {
                    self.figure(page, figure, screen).await?;
                }
                self.page(page, screen).await?;
            }
        }
        match book.pages.iter().find(|page| page.path == README) {
            Some(page) => self.readme(page).await,
            None => Ok(()),
        }
    }

    async fn figure(
        &self,
        page: &Page,
        figure: &Figure,
        screen: Screen,
    ) -> anyhow::Result<()> {
        let live = Live::open(&self.browser, page, figure).await?;
        let name = |state: &str| {
            let theme = self.theme.name();
            format!("{}-{theme}-{}-{state}", figure.id, screen.width)
        };
        self.save(&name("rest"), self.area(&live).await?, 1).await?;
        if live.has_time().await? {
            live.scrub(0.6).await?;
            self.save(&name("run"), self.area(&live).await?, 1).await?;
        }
        let space_time = "view:space-time";
        if live.has(&format!("[data-action='{space_time}']")).await? {
            live.press(space_time).await?;
            self.save(&name("space-time"), self.area(&live).await?, 1).await?;
        }
        Ok(())
    }

    async fn page(&self, page: &Page, screen: Screen) -> anyhow::Result<()> {
        self.browser.open(&page.path).await?;
        self.browser.scroll_through().await?;
        let height = "scrollTo(0, 0); return document.documentElement.scrollHeight";
        let height: u32 = self.browser.run(height, Vec::new()).await?;
        let area =
            json!({ "x": 0, "y": 0, "width": screen.width, "height": height });
        let path = page.path.trim_end_matches(".html").replace('/', "-");
        let name = format!("page-{path}-{}-{}", self.theme.name(), screen.width);
        self.save(&name, area, 1).await
    }

    /// The figure alone, where it stands when it comes to life.
    async fn readme(&self, page: &Page) -> anyhow::Result<()> {
        self.browser.resize(LAPTOP).await?;
        let figure = page.figures.first().context("the page has no figure")?;
        let live = Live::open(&self.browser, page, figure).await?;
        let name = match self.theme {
            Theme::Light => "readme-light",
            Theme::Dark => "readme-dark",
        };
        self.save(name, self.area(&live).await?, 2).await
    }

    /// Where a figure is, in CSS pixels of its page. The bar at the top of the
    /// screen would lie on it.
    async fn area(&self, live: &Live<'_>) -> anyhow::Result<Value> {
        live.run(
            "document.getElementById('mdbook-menu-bar').style.display = 'none';
            const { x, y, width, height } = figure.getBoundingClientRect();
            return { x: x + scrollX, y: y + scrollY, width, height };",
        )
        .await
    }

    /// Takes a picture of an area, also where it is higher than the screen.
    async fn save(
        &self,
        name: &str,
        area: Value,
        sharp: u32,
    ) -> anyhow::Result<()> {
        let mut clip = area;
        clip["scale"] = json!(sharp);
        let wish = json!({ "captureBeyondViewport": true, "clip": clip });
        let taken = self.browser.devtools("Page.captureScreenshot", wish).await?;
        let data = taken["data"].as_str().context("there is no picture")?;
        let file = self.folder.join(format!("{name}.png"));
        fs::write(&file, base64_decode(data)?)?;
        println!("{}", file.display());
        Ok(())
    }
}
