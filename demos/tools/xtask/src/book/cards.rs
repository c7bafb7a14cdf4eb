//! The pictures that are shown with links to the book's pages.

use crate::picture;
use crate::picture::server::serve;
use anyhow::{Context, ensure};
use std::fs;
use std::path::Path;

/// How large a card is, in pixels: what those who show them ask for.
const SIZE: &str = "--window-size=1200,630";

/// Takes a picture of each page that `publication` has written to be one, and removes
/// the page.
pub fn take_all(book: &Path) -> anyhow::Result<()> {
    let address = serve(book.to_owned())?;
    let entries = fs::read_dir(book.join("cards")).context("there are no cards")?;
    for entry in entries {
        let page = entry?.path();
        if page.extension().is_some_and(|ending| ending == "html") {
            let place = page.strip_prefix(book)?.to_string_lossy().into_owned();
            let url = format!("http://{address}/{place}");
            picture::take(&url, &page.with_extension("png"), &[SIZE])?;
            fs::remove_file(&page)?;
        }
    }
    ensure!(
        book.join("cards/index.png").is_file(),
        "the book has no card of its own"
    );
    Ok(())
}
