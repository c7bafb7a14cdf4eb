//! Pictures of pages, taken by Chromium.

pub mod server;

use crate::command::{program, read, target};
use crate::setup;
use anyhow::{Context, bail};
use std::fs;
use std::path::Path;

/// Takes a picture of a page, which is written to a file. The flags tell Chromium how
/// large it is, and how the page is to look.
pub fn take(url: &str, file: &Path, flags: &[&str]) -> anyhow::Result<()> {
    let profile = target().join("screenshot-profile");
    let browser = setup::chromium().context("there is no Chromium on PATH")?;
    let mut command = program(browser);
    command
        .args(["--headless=new", "--disable-gpu", "--hide-scrollbars"])
        .args(["--no-sandbox", "--no-first-run"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("--screenshot={}", file.display()))
        .args(flags)
        .arg(url);
    let age = || fs::metadata(file).and_then(|data| data.modified()).ok();
    let before = age();
    read(&mut command)?;
    if age().is_none() || age() == before {
        bail!("Chromium took no picture of {url}");
    }
    Ok(())
}
