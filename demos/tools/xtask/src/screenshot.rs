//! `cargo xtask screenshot`: the pictures in README.md, light and dark.

use crate::command::{root, stage};
use crate::picture::{self, server};
use crate::{book, setup};
use anyhow::bail;

/// The page to show, with a figure near its top.
const PAGE: &str = "index.html";

/// The window, in CSS pixels: high enough for the figure, as a picture is taken
/// from the top of the page. The pictures have half as many again each way.
const WINDOW: &str = "--window-size=1280,1560";
const SCALE: &str = "--force-device-scale-factor=1.5";

/// How long a page may take, in milliseconds of its own time: until the figure is alive.
const ALIVE: &str = "--virtual-time-budget=10000";

/// The schemes, with the number that Chromium has for each.
const SCHEMES: [(&str, u8); 2] = [("light", 1), ("dark", 0)];

/// Builds the book and takes a picture of it in each scheme.
pub fn take() -> anyhow::Result<()> {
    setup::for_tests()?;
    stage("the book", || book::render(None))?;
    if !book::folder().join(PAGE).is_file() {
        bail!("the book has no {PAGE} to take a picture of");
    }
    stage("the pictures", || {
        let address = server::serve(book::folder())?;
        for (scheme, number) in SCHEMES {
            let file = root().join(format!(".github/screenshot-{scheme}.png"));
            let scheme = format!("--blink-settings=preferredColorScheme={number}");
            let flags = [WINDOW, SCALE, ALIVE, &scheme];
            picture::take(&format!("http://{address}/{PAGE}"), &file, &flags)?;
            eprintln!("{}", file.display());
        }
        Ok(())
    })
}
