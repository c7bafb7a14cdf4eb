//! The files that a site has for others than readers: a list of its pages for search
//! engines, and its name and icons for who puts it on a home screen.

use crate::book::Book;
use serde_json::json;
use std::fs;
use std::path::Path;

/// The picture that stands for the book, `theme/favicon.svg`, in the sizes that are
/// asked for.
const ICONS: [(&str, &[u8]); 2] = [
    ("192", include_bytes!("../icons/192.png")),
    ("512", include_bytes!("../icons/512.png")),
];

/// Paper, as in the light theme.
const PAPER: &str = "#fdfcf9";

/// Writes them into the folder of the book. Search engines want whole addresses.
pub fn write(
    folder: &Path,
    book: &Book,
    address: Option<&str>,
) -> anyhow::Result<()> {
    fs::create_dir_all(folder.join("icons"))?;
    for (size, icon) in ICONS {
        fs::write(folder.join(format!("icons/{size}.png")), icon)?;
    }
    fs::write(folder.join("site.webmanifest"), manifest(book))?;
    if let Some(address) = address {
        fs::write(folder.join("sitemap.xml"), sitemap(book, address))?;
        fs::write(folder.join("robots.txt"), robots(address))?;
    }
    Ok(())
}

/// All in it is from where it is itself. Links to runs are worth sharing, so that the
/// address stays in sight.
fn manifest(book: &Book) -> String {
    let icon = |(size, _): (&str, &[u8])| {
        json!({
            "src": format!("icons/{size}.png"),
            "sizes": format!("{size}x{size}"),
            "type": "image/png",
        })
    };
    let manifest = json!({
        "name": book.title,
        "description": book.description,
        "lang": book.language,
        "start_url": "./",
        "scope": "./",
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": ICONS.map(icon),
    });
    format!("{manifest:#}\n")
}

/// Every page that the contents lead to, once. When a page was changed nobody here
/// knows, and a wrong date is worse than none.
fn sitemap(book: &Book, address: &str) -> String {
    let page = |place| format!("<url><loc>{address}{place}</loc></url>\n");
    let pages: String = book.pages.iter().map(|p| page(p.place())).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n\
         {pages}</urlset>\n"
    )
}

/// All may be read. What is not to be found says so itself: a page that may not be
/// read could not. (Below a path of a host nobody asks for this file; the sitemap is
/// then made known by hand.)
fn robots(address: &str) -> String {
    format!("User-agent: *\nAllow: /\n\nSitemap: {address}sitemap.xml\n")
}
