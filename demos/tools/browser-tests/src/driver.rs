//! The programs that drive browsers: ChromeDriver, geckodriver, WebKitWebDriver.

use anyhow::{Context, bail, ensure};
use std::env;
use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;
use tempfile::TempDir;
use thirtyfour::prelude::*;
use thirtyfour::{Capabilities, ChromiumLikeCapabilities, LoggingPrefsLogLevel};

/// How Chromium is started: alone, without a profile, asking nobody anything.
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

/// The engines that the book is tested in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Chromium, which everything is tested in.
    Chromium,
    /// Firefox.
    Firefox,
    /// WebKit, in GTK's small browser: it needs a screen, which Xvfb pretends to be.
    WebKit,
}

/// A driver that runs, and what it is to start.
pub(crate) struct Driver {
    /// Where it is asked.
    pub(crate) address: String,
    /// What its browser is to be.
    pub(crate) wishes: Capabilities,
    /// Both end with this.
    pub(crate) programs: Programs,
}

/// Programs and a profile that end with this.
#[derive(Default)]
pub(crate) struct Programs {
    children: Vec<Child>,
    _profile: Option<TempDir>,
}

impl Drop for Programs {
    fn drop(&mut self) {
        for child in self.children.iter_mut().rev() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Driver {
    pub(crate) fn start(kind: Kind) -> anyhow::Result<Driver> {
        match kind {
            Kind::Chromium => Driver::chromium(),
            Kind::Firefox => Driver::firefox(),
            Kind::WebKit => Driver::webkit(),
        }
    }

    fn chromium() -> anyhow::Result<Driver> {
        let profile = tempfile::tempdir()?;
        let (child, port) = start_chromedriver()?;
        let folder = format!("--user-data-dir={}", profile.path().display());
        let programs = Programs { children: vec![child], _profile: Some(profile) };
        let mut wishes = DesiredCapabilities::chrome();
        if let Ok(binary) = env::var("CHROMIUM") {
            wishes.set_binary(&binary)?;
        }
        for flag in FLAGS.iter().copied().chain([folder.as_str()]) {
            wishes.add_arg(flag)?;
        }
        wishes.set_browser_log_level(LoggingPrefsLogLevel::All)?;
        let address = format!("http://127.0.0.1:{port}");
        Ok(Driver { address, wishes: wishes.into(), programs })
    }

    fn firefox() -> anyhow::Result<Driver> {
        let mut wishes = DesiredCapabilities::firefox();
        wishes.set_headless()?;
        if let Ok(binary) = env::var("FIREFOX") {
            wishes.set_firefox_binary(&binary)?;
        }
        let driver = Command::new(named("GECKODRIVER", "geckodriver"));
        Driver::at_free_port(driver, wishes.into(), Programs::default())
    }

    fn webkit() -> anyhow::Result<Driver> {
        let (screen, display) = start_screen()?;
        let mut driver = Command::new(named("WEBKIT_DRIVER", "WebKitWebDriver"));
        driver.env("DISPLAY", display).env("GDK_BACKEND", "x11");
        // There is no graphics card to put layers together.
        driver.env("WEBKIT_DISABLE_COMPOSITING_MODE", "1");
        Driver::at_free_port(driver, Capabilities::default(), screen)
    }

    /// Starts a driver on a port that is free, and waits until it listens.
    fn at_free_port(
        mut command: Command,
        wishes: Capabilities,
        mut programs: Programs,
    ) -> anyhow::Result<Driver> {
        let any = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = any.local_addr()?.port();
        drop(any);
        command.arg(format!("--port={port}")).stdin(Stdio::null());
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let name = command.get_program().display();
        let mut child = child.with_context(|| format!("cannot run {name}"))?;
        let listening = wait_until_listening(&mut child, port);
        programs.children.push(child);
        listening.with_context(|| format!("{name} on port {port}"))?;
        let address = format!("http://127.0.0.1:{port}");
        Ok(Driver { address, wishes, programs })
    }
}

/// Waits until a program takes connections: for 10 s, on a machine that may be busy.
fn wait_until_listening(child: &mut Child, port: u16) -> anyhow::Result<()> {
    for _ in 0..200 {
        if let Some(status) = child.try_wait()? {
            bail!("ended at once ({status})");
        }
        if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(50));
    }
    bail!("does not listen")
}

/// The program that a variable names, or that is on `PATH`.
fn named(variable: &str, name: &str) -> OsString {
    env::var_os(variable).unwrap_or_else(|| name.into())
}

/// Starts a screen that nobody sees; says which one it is.
fn start_screen() -> anyhow::Result<(Programs, String)> {
    let mut command = Command::new(named("XVFB", "Xvfb"));
    command.args(["-displayfd", "1", "-screen", "0", "1400x1100x24"]);
    command.args(["-nolisten", "tcp"]).stdin(Stdio::null());
    let child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let mut child = child.context("cannot run Xvfb")?;
    let output = child.stdout.take();
    let screen = Programs { children: vec![child], _profile: None };
    let output = output.context("Xvfb has no output")?;
    let mut number = String::new();
    BufReader::new(output).read_line(&mut number)?;
    ensure!(!number.trim().is_empty(), "Xvfb does not say which screen it is");
    Ok((screen, format!(":{}", number.trim())))
}

/// Starts ChromeDriver on a port of its own choice, which it prints. It picks one
/// that is free and then takes it: another program may have been faster.
fn start_chromedriver() -> anyhow::Result<(Child, u16)> {
    let program = named("CHROMEDRIVER", "chromedriver");
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
            thread::spawn(move || lines.for_each(drop));
            return Ok((child, port));
        }
        let _ = child.kill();
        let _ = child.wait();
    }
    bail!("{} does not say on which port it is", program.display())
}
