//! What mdBook puts around the text of every page, with the roles and names that it
//! leaves out.

use anyhow::Context;

/// What every page with a text has, and what is said of it.
const MENU: [&str; 2] = [" id=\"mdbook-menu-bar\"", " role=\"banner\""];

/// More of that kind: what is there, and what is put behind it.
const ROLES: [[&str; 2]; 4] = [
    MENU,
    [" id=\"mdbook-search-wrapper\"", " role=\"search\""],
    [" id=\"mdbook-searchresults-header\"", " role=\"status\""],
    [
        " id=\"mdbook-help-container\"",
        " role=\"dialog\" aria-label=\"Keyboard shortcuts\"",
    ],
];

/// Where the field for the search says what describes it, which is not there, and a
/// name in its place.
const NAMED: [&str; 2] = [
    " aria-describedby=\"searchresults-header\"",
    " aria-label=\"Search this book\"",
];

/// The title of the book, which is no heading of the page: that has one of its own.
const TITLE: [&str; 4] =
    ["<h1 class=\"menu-title\">", "</h1>", "<div class=\"menu-title\">", "</div>"];

/// Themes that would repeat light and dark, and are not shown.
const SPARE_THEMES: [&str; 3] = ["rust", "navy", "ayu"];

/// A page with all of that; what is no page with a text stays as it is.
///
/// # Errors
/// If mdBook has come to write something else.
pub fn mend(page: &str) -> anyhow::Result<String> {
    if !page.contains(MENU[0]) {
        return Ok(page.to_owned());
    }
    let mut page = page.to_owned();
    for [there, role] in ROLES {
        page = replace(&page, there, &format!("{there}{role}"))?;
    }
    page = replace(&page, NAMED[0], NAMED[1])?;
    let (before, rest) = split(&page, TITLE[0])?;
    let (title, after) = split(rest, TITLE[1])?;
    page = [before, TITLE[2], title, TITLE[3], after].concat();
    for theme in SPARE_THEMES {
        page = with_theme_last(&page, theme)?;
    }
    Ok(page)
}

/// A list of themes with one of them moved to its end. The arrow keys get no further
/// than one that is not shown.
fn with_theme_last(page: &str, theme: &str) -> anyhow::Result<String> {
    let (before, rest) = split(page, &format!("id=\"mdbook-theme-{theme}\""))?;
    let start = before.rfind("<li").context("a theme is no item of a list")?;
    let (_, after) = split(rest, "</li>")?;
    let item = &page[start..page.len() - after.len()];
    let (themes, after) = split(after, "</ul>")?;
    Ok([&page[..start], themes, item, "</ul>", after].concat())
}

fn replace(page: &str, there: &str, new: &str) -> anyhow::Result<String> {
    let (before, after) = split(page, there)?;
    Ok([before, new, after].concat())
}

fn split<'a>(page: &'a str, there: &str) -> anyhow::Result<(&'a str, &'a str)> {
    let parts = page.split_once(there);
    parts.with_context(|| format!("no page of mdBook's: it has no {there}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<div id=\"mdbook-help-container\"></div>\
        <div id=\"mdbook-menu-bar\" class=\"menu-bar\"><ul>\
        <li><b id=\"mdbook-theme-rust\">Rust</b></li>\
        <li><b id=\"mdbook-theme-coal\">Coal</b></li>\
        <li><b id=\"mdbook-theme-navy\">Navy</b></li>\
        <li><b id=\"mdbook-theme-ayu\">Ayu</b></li></ul>\
        <h1 class=\"menu-title\">Clocks</h1></div>\
        <div id=\"mdbook-search-wrapper\">\
        <input aria-describedby=\"searchresults-header\">\
        <div id=\"mdbook-searchresults-header\"></div></div><h1>Drift</h1>";

    #[test]
    fn a_page_has_landmarks_names_and_one_first_heading() {
        let mended = "<div id=\"mdbook-help-container\" role=\"dialog\" \
            aria-label=\"Keyboard shortcuts\"></div>\
            <div id=\"mdbook-menu-bar\" role=\"banner\" class=\"menu-bar\"><ul>\
            <li><b id=\"mdbook-theme-coal\">Coal</b></li>\
            <li><b id=\"mdbook-theme-rust\">Rust</b></li>\
            <li><b id=\"mdbook-theme-navy\">Navy</b></li>\
            <li><b id=\"mdbook-theme-ayu\">Ayu</b></li></ul>\
            <div class=\"menu-title\">Clocks</div></div>\
            <div id=\"mdbook-search-wrapper\" role=\"search\">\
            <input aria-label=\"Search this book\">\
            <div id=\"mdbook-searchresults-header\" role=\"status\"></div></div>\
            <h1>Drift</h1>";
        assert_eq!(mend(PAGE).expect("it is mdBook's"), mended);
    }

    #[test]
    fn another_mdbook_is_noticed() {
        let error = mend(&PAGE.replace("theme-navy", "theme-blue")).unwrap_err();
        let said = "no page of mdBook's: it has no id=\"mdbook-theme-navy\"";
        assert_eq!(error.to_string(), said);
    }

    #[test]
    fn what_has_no_menu_stays_as_it_is() {
        assert_eq!(
            mend("<ol class=\"chapter\"></ol>").unwrap(),
            "<ol class=\"chapter\"></ol>"
        );
    }
}
