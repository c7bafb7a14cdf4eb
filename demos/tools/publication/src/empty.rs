//! Style sheets with nothing in them are not asked for. mdBook links to three for its
//! highlighter and to one for fonts; the theme's stand-ins have only a comment.

use crate::files;
use lol_html::html_content::{ContentType, Element};
use lol_html::{RewriteStrSettings, element, rewrite_str};
use std::fs;
use std::path::Path;

/// Takes them out of the book in a folder.
pub fn leave_out(book: &Path) -> anyhow::Result<()> {
    let mut names = Vec::new();
    for file in files::below(book)? {
        let is_sheet = file.extension().is_some_and(|ending| ending == "css");
        if is_sheet && fs::metadata(&file)?.len() == 0 {
            fs::remove_file(&file)?;
            names
                .extend(file.file_name().map(|n| n.to_string_lossy().into_owned()));
        }
    }
    files::change(book, "html", |page| without(page, &names))
}

/// A page without the links to these files. mdBook's script looks for those with an id:
/// something else has it then.
fn without(page: &str, names: &[String]) -> anyhow::Result<String> {
    let link = element!("link[rel=stylesheet]", |link: &mut Element| {
        let href = link.get_attribute("href").unwrap_or_default();
        let name = href.rsplit('/').next().unwrap_or_default();
        if names.iter().any(|empty| empty == name) {
            match link.get_attribute("id") {
                Some(id) => {
                    let other = format!("<template id=\"{id}\"></template>");
                    link.replace(&other, ContentType::Html);
                }
                None => link.remove(),
            }
        }
        Ok(())
    });
    let settings = RewriteStrSettings::new().append_element_content_handler(link);
    Ok(rewrite_str(page, settings)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_empty_is_left_out() {
        let page = "<link rel=\"stylesheet\" href=\"css/a-1.css\">\
            <link rel=\"stylesheet\" href=\"../fonts/b-2.css\">\
            <link rel=\"stylesheet\" id=\"c\" href=\"c-3.css\">";
        let shorter = "<link rel=\"stylesheet\" href=\"css/a-1.css\">\
            <template id=\"c\"></template>";
        let names = ["b-2.css", "c-3.css"].map(str::to_owned);
        assert_eq!(without(page, &names).expect("it is a page"), shorter);
    }
}
