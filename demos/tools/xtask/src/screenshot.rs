//! `cargo xtask screenshot`: the pictures in README.md, light and dark.

mod server;

use crate::command::{program, read, root, stage, target};
use crate::{book, setup};
use anyhow::{Context, bail};
use std::fs;

/// The page to show, with a figure near its top.
const PAGE: &str = "index.html";

/// The window, in CSS pixels: high enough for the figure, as a picture is taken
/// from the top of the page. The pictures have half as many again each way.
const WINDOW: &str = "--window-size=1280,1560";

/// The schemes, with the number that Chromium has for each.
const SCHEMES: [(&str, u8); 2] = [("light", 1), ("dark", 0)];

/// Builds the book and takes a picture of it in each scheme.
pub fn take() -> anyhow::Result<()> {
    setup::for_tests()?;
    stage("the book", book::render)?;
    if !book::folder().join(PAGE).is_file() {
        bail!("the book has no {PAGE} to take a picture of");
    }
    stage("the pictures", || {
        let address = server::serve(book::folder())?;
        for (scheme, number) in SCHEMES {
            picture(&format!("http://{address}/{PAGE}"), scheme, number)?;
        }
        Ok(())
    })
}

fn picture(url: &str, scheme: &str, number: u8) -> anyhow::Result<()> {
    let file = root().join(format!(".github/screenshot-{scheme}.png"));
    let profile = target().join("screenshot-profile");
    let browser = setup::chromium().context("there is no Chromium on PATH")?;
    let mut command = program(browser);
    command
        .args(["--headless=new", "--disable-gpu", "--hide-scrollbars", WINDOW])
        .args(["--no-sandbox", "--no-first-run", "--force-device-scale-factor=1.5"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("--blink-settings=preferredColorScheme={number}"))
        .arg("--virtual-time-budget=10000") // until the figure is alive
        .arg(format!("--screenshot={}", file.display()))
        .arg(url);
    let before = fs::metadata(&file).and_then(|m| m.modified()).ok();
    read(&mut command)?;
    let after = fs::metadata(&file).and_then(|m| m.modified()).ok();
    if after.is_none() || after == before {
        bail!("Chromium took no picture of {url}");
    }
    eprintln!("{}", file.display());
    Ok(())
}
