//! A browser with its driver: a session, and what a page can be asked.

use crate::book::Book;
use crate::driver::{Driver, Kind, Programs};
use crate::server::{Clock, PREFIX, Server};
use anyhow::{Context, bail};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::time::Duration;
use thirtyfour::prelude::*;

/// Longest time that a page may take for what it is waited for.
const PATIENCE: Duration = Duration::from_secs(15);

/// Longest time that one script may take, which may scroll through a whole page.
const LONGEST_SCRIPT: Duration = Duration::from_secs(120);

/// How often a page is asked whether it is ready.
const ASK_EVERY: Duration = Duration::from_millis(20);

/// A browser with a session, and the book on a server.
pub struct Browser {
    /// The session.
    pub driver: WebDriver,
    /// What serves the book.
    pub server: Server,
    kind: Kind,
    _programs: Programs,
}

/// The size of a window's page, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

/// A small phone.
pub const PHONE: Screen = Screen { width: 360, height: 740 };
/// A laptop.
pub const LAPTOP: Screen = Screen { width: 1280, height: 900 };

/// One of the book's two themes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// mdBook's `light`.
    Light,
    /// mdBook's `coal`.
    Dark,
}

impl Theme {
    /// Both.
    pub const ALL: [Theme; 2] = [Theme::Light, Theme::Dark];

    /// What mdBook calls it.
    pub fn name(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "coal",
        }
    }
}

impl Browser {
    /// Starts a browser and serves the book to it.
    pub async fn start(
        book: &Book,
        kind: Kind,
        clock: Clock,
    ) -> anyhow::Result<Browser> {
        let server = Server::start(book.folder.clone(), clock)?;
        let Driver { address, wishes, programs } = Driver::start(kind)?;
        let driver = WebDriver::new(address, wishes).await;
        let driver = driver.with_context(|| format!("{kind:?} does not start"))?;
        driver.set_script_timeout(LONGEST_SCRIPT).await?;
        let browser = Browser { driver, server, kind, _programs: programs };
        browser.resize(LAPTOP).await?;
        Ok(browser)
    }

    /// The URL of a page of the book, with or without a fragment.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{PREFIX}{path}", self.server.port)
    }

    /// The same by a name that browsers do not trust, as on a local network.
    pub fn insecure_url(&self, path: &str) -> String {
        format!("http://book.test:{}{PREFIX}{path}", self.server.port)
    }

    /// Loads a page anew, also if only the fragment is another.
    pub async fn open(&self, path: &str) -> anyhow::Result<()> {
        self.open_url(&self.url(path)).await
    }

    /// Loads a page anew by its whole URL.
    pub async fn open_url(&self, url: &str) -> anyhow::Result<()> {
        self.driver.goto("about:blank").await?;
        self.driver
            .goto(url)
            .await
            .with_context(|| format!("cannot open {url}"))?;
        Ok(())
    }

    /// Gives the page this size.
    pub async fn resize(&self, screen: Screen) -> anyhow::Result<()> {
        match self.kind {
            Kind::Chromium => self.pretend_size(screen).await,
            Kind::Firefox | Kind::WebKit => self.resize_window(screen).await,
        }
    }

    /// Gives the page a window as high as it is: nothing sticks, all is in sight.
    pub async fn show_whole_page(&self, width: u32) -> anyhow::Result<()> {
        let height = "return document.scrollingElement.scrollHeight";
        let height = self.run(height, Vec::new()).await?;
        self.resize(Screen { width, height }).await
    }

    /// Without regard to the window, which may not be as narrow as a phone.
    async fn pretend_size(&self, screen: Screen) -> anyhow::Result<()> {
        let Screen { width, height } = screen;
        let metrics = json!({
            "width": width,
            "height": height,
            "deviceScaleFactor": 1,
            "mobile": false,
        });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await?;
        Ok(())
    }

    async fn resize_window(&self, screen: Screen) -> anyhow::Result<()> {
        let around = "return [outerWidth - innerWidth, outerHeight - innerHeight]";
        let [beside, above]: [u32; 2] = self.run(around, Vec::new()).await?;
        let (width, height) = (screen.width + beside, screen.height + above);
        self.driver.set_window_rect(0, 0, width, height).await?;
        Ok(())
    }

    /// Pages that are opened from now on have this theme, as chosen by hand.
    pub async fn wear(&self, theme: Theme) -> anyhow::Result<()> {
        let source = format!(
            "if (location.protocol === 'http:') \
             localStorage.setItem('mdbook-theme', '{}')",
            theme.name()
        );
        self.before_pages(&source).await
    }

    /// A script to run in every page before its own.
    pub async fn before_pages(&self, source: &str) -> anyhow::Result<()> {
        let script = json!({ "source": source });
        self.devtools("Page.addScriptToEvaluateOnNewDocument", script).await?;
        Ok(())
    }

    /// Pretends that the page is printed (`media` is `print`) or that the
    /// reader has a preference, such as `prefers-reduced-motion: reduce`.
    pub async fn emulate(
        &self,
        media: &str,
        (feature, value): (&str, &str),
    ) -> anyhow::Result<()> {
        let features = json!([{ "name": feature, "value": value }]);
        let all = json!({ "media": media, "features": features });
        self.devtools("Emulation.setEmulatedMedia", all).await?;
        Ok(())
    }

    /// Sends a command of the DevTools protocol, which Chromium alone speaks.
    pub async fn devtools(
        &self,
        command: &str,
        parameters: Value,
    ) -> anyhow::Result<Value> {
        let answer = self.driver.cdp().send_raw(command, parameters).await;
        answer.with_context(|| format!("{command} failed"))
    }

    /// The value of a function's body in the page, with `arguments`. A promise
    /// is waited for.
    pub async fn run<T: DeserializeOwned>(
        &self,
        script: &str,
        arguments: Vec<Value>,
    ) -> anyhow::Result<T> {
        let value = self.driver.execute(script, arguments).await;
        let value = value.with_context(|| format!("in the page: {script}"))?;
        Ok(value.convert()?)
    }

    /// Waits until a script gives `true`.
    pub async fn wait(
        &self,
        what: &str,
        script: &str,
        arguments: Vec<Value>,
    ) -> anyhow::Result<()> {
        // Counted in answers of the page, as `scroll_through` does: on a machine that
        // stands still for a while any time by the clock would be used up.
        for _ in 0..PATIENCE.as_millis() / ASK_EVERY.as_millis() {
            if self.run::<bool>(script, arguments.clone()).await? {
                return Ok(());
            }
            pause(ASK_EVERY).await;
        }
        bail!("{what} did not happen in {} s", PATIENCE.as_secs())
    }

    /// Scrolls through a page as a reader does, so that all comes to life.
    pub async fn scroll_through(&self) -> anyhow::Result<()> {
        let patience = json!(PATIENCE.as_millis());
        let script = include_str!("scroll_through.js");
        self.run::<()>(script, vec![patience]).await
    }

    /// What pages complained of in the console since this was last asked:
    /// errors, warnings and requests that failed. Chromium's driver alone can tell.
    pub async fn complaints(&self) -> anyhow::Result<Vec<String>> {
        if self.kind != Kind::Chromium {
            return Ok(Vec::new());
        }
        let log = self.driver.browser_log().await?;
        let is_complaint = |level: &str| matches!(level, "SEVERE" | "WARNING");
        let complaints = log.into_iter().filter(|entry| is_complaint(&entry.level));
        Ok(complaints.map(|entry| entry.message).collect())
    }

    /// Moves the mouse to a place in the window, at once, and clicks.
    pub async fn click_at(&self, x: i64, y: i64) -> anyhow::Result<()> {
        let at_once = Some(Duration::ZERO);
        let mouse = self.driver.action_chain_with_delay(at_once, at_once);
        mouse.move_to(x, y).click().perform().await?;
        Ok(())
    }

    /// Sends keys to whatever has the focus.
    pub async fn press(&self, keys: impl AsRef<str>) -> anyhow::Result<()> {
        self.driver.action_chain().send_keys(keys.as_ref()).perform().await?;
        Ok(())
    }
}

/// Lets time pass.
pub async fn pause(time: Duration) {
    tokio::time::sleep(time).await;
}
