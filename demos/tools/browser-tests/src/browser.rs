//! Chromium with its driver: a session, and what a page can be asked.

use crate::book::Book;
use crate::server::{Clock, PREFIX, Server};
use anyhow::{Context, bail};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::env;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use thirtyfour::prelude::*;
use thirtyfour::{ChromiumLikeCapabilities, LoggingPrefsLogLevel};

/// How a browser is started: alone, without a profile, asking nobody anything.
const FLAGS: [&str; 13] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-search-engine-choice-screen",
    "--force-color-profile=srgb",
    "--window-size=1280,900",
    // Whatever asks another host fails, and says so in the console. `book.test`
    // is this machine by a name that browsers do not trust with a clipboard.
    "--host-resolver-rules=MAP book.test 127.0.0.1, MAP * ~NOTFOUND, \
     EXCLUDE 127.0.0.1",
];

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
    _process: Process,
}

/// ChromeDriver, which ends with this, and its browser's profile.
struct Process {
    child: Child,
    _profile: TempDir,
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
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
    pub async fn start(book: &Book, clock: Clock) -> anyhow::Result<Browser> {
        let server = Server::start(book.folder.clone(), clock)?;
        let profile = tempfile::tempdir()?;
        let (child, driver_port) = start_chromedriver()?;
        let folder = format!("--user-data-dir={}", profile.path().display());
        let process = Process { child, _profile: profile };
        let mut wishes = DesiredCapabilities::chrome();
        if let Ok(binary) = env::var("CHROMIUM") {
            wishes.set_binary(&binary)?;
        }
        for flag in FLAGS.iter().copied().chain([folder.as_str()]) {
            wishes.add_arg(flag)?;
        }
        wishes.set_browser_log_level(LoggingPrefsLogLevel::All)?;
        let address = format!("http://127.0.0.1:{driver_port}");
        let driver = WebDriver::new(address, wishes).await;
        let driver = driver.context("ChromeDriver did not start Chromium")?;
        driver.set_script_timeout(LONGEST_SCRIPT).await?;
        let browser = Browser { driver, server, _process: process };
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

    /// Sends a command of the DevTools protocol.
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
    /// errors, warnings and requests that failed.
    pub async fn complaints(&self) -> anyhow::Result<Vec<String>> {
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

/// Starts ChromeDriver on a port of its own choice, which it prints. It picks one
/// that is free and then takes it: another program may have been faster.
fn start_chromedriver() -> anyhow::Result<(Child, u16)> {
    let program = env::var_os("CHROMEDRIVER").unwrap_or("chromedriver".into());
    for _ in 0..3 {
        let mut command = Command::new(&program);
        command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped());
        let child = command.stderr(Stdio::null()).spawn();
        let mut child =
            child.with_context(|| format!("cannot run {}", program.display()))?;
        let output = child.stdout.take().context("ChromeDriver has no output")?;
        let mut lines = BufReader::new(output).lines();
        let port = lines.find_map(|line| {
            let line = line.ok()?;
            let port = line.split("started successfully on port ").nth(1)?;
            port.trim_end_matches('.').parse().ok()
        });
        if let Some(port) = port {
            // It would be blocked as soon as the pipe is full.
            std::thread::spawn(move || lines.for_each(drop));
            return Ok((child, port));
        }
        let _ = child.kill();
        let _ = child.wait();
    }
    bail!("{} does not say on which port it is", program.display())
}
