//! A Content-Security-Policy in every page: nothing is loaded from elsewhere, and no
//! script runs that the build has not written.
//!
//! mdBook writes scripts into its pages. Those are allowed one by one, by their hashes;
//! as each hash is paid for on every page, scripts that can be are put together
//! first. Its style attributes become classes of the theme's style sheets.

use anyhow::{Context, bail};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use lol_html::html_content::Element;
use lol_html::{RewriteStrSettings, element, rewrite_str};
use sha2::{Digest, Sha256};

/// The styles that mdBook writes into pages, and the classes of theme/css/prose.css that
/// say the same.
const CLASSES: [(&str, &str); 3] = [
    ("text-align: right", "align-right"),
    ("clear: both", "clear"),
    ("break-before: page; page-break-before: always;", "new-page"),
];

/// What a script of mdBook does to hide a field, and what the policy lets it do.
const STYLED: (&str, &str) = (".setAttribute('style',", ".style.cssText=(");

/// A page without style attributes.
pub fn without_styles(html: &str) -> anyhow::Result<String> {
    let class = element!("[style]", |element: &mut Element| {
        let style = element.get_attribute("style").unwrap_or_default();
        let known = CLASSES.iter().find(|(known, _)| *known == style);
        let (_, class) = known.with_context(|| {
            format!(
                "the policy would refuse `style=\"{style}\"`: a class is needed, in \
                 theme/css and in policy.rs"
            )
        })?;
        let class = match element.get_attribute("class") {
            Some(classes) => format!("{classes} {class}"),
            None => (*class).to_owned(),
        };
        element.set_attribute("class", &class)?;
        element.remove_attribute("style");
        Ok(())
    });
    let settings = RewriteStrSettings::new().append_element_content_handler(class);
    Ok(rewrite_str(html, settings)?)
}

/// A script that the policy lets do what it does.
pub fn without_styling(script: &str) -> anyhow::Result<String> {
    let script = script.replace(STYLED.0, STYLED.1);
    if script.contains("setAttribute('style'") {
        bail!("the policy would refuse what it does by `setAttribute('style', …)`");
    }
    Ok(script)
}

/// A page with few scripts of its own. Each moves down to the next, past anything but
/// the sidebar, which is made by what stands before it, and scripts in files.
pub fn with_scripts_together(html: &str) -> anyhow::Result<String> {
    let mut parts = html.split("<script>");
    let mut page = parts.next().unwrap_or_default().to_owned();
    let mut parts = parts.peekable();
    let mut together = String::new();
    while let Some(part) = parts.next() {
        let (script, rest) =
            part.split_once("</script>").context("no script ends")?;
        together += script;
        if parts.peek().is_none() || must_run_before(rest) {
            page += &format!("<script>{together}</script>");
            together.clear();
        } else {
            together.push('\n');
        }
        page += rest;
    }
    Ok(page)
}

/// Whether what follows a script may ask for what it does. What mdBook loads in the
/// head only says how the sidebar is made.
fn must_run_before(html: &str) -> bool {
    let body = html.split_once("<body").map_or(html, |(_, body)| body);
    ["<mdbook-sidebar-scrollbox", "<script src="].iter().any(|it| body.contains(it))
}

/// A finished page with its policy. Whatever changes a script or a style in it
/// afterwards switches that off.
pub fn write(html: &str) -> anyhow::Result<String> {
    let (head, rest) = html.split_once("<head>").context("it has no head")?;
    Ok(format!(
        "{head}<head>\n<meta http-equiv=Content-Security-Policy content=\"{}\">{rest}",
        policy(html)
    ))
}

/// `default-src` stands for what is loaded of any kind: also styles, requests, workers,
/// the manifest, and the contents in a frame where there is no JavaScript. mdBook's
/// style sheets have small pictures in them. A meta tag cannot say who may have the page
/// in a frame.
fn policy(html: &str) -> String {
    let scripts = sources(html, "script");
    let mut policy = format!(
        "default-src 'self';script-src 'self' 'wasm-unsafe-eval'{scripts};\
         img-src 'self' data:;object-src 'none';base-uri 'self';form-action 'self'"
    );
    let styles = sources(html, "style");
    if !styles.is_empty() {
        policy += &format!(";style-src 'self'{styles}");
    }
    policy
}

/// The hashes of what a page has in elements of a kind; what is data runs nowhere.
fn sources(html: &str, tag: &str) -> String {
    let mut hashes = Vec::new();
    for part in html.split(&format!("<{tag}")).skip(1) {
        let Some((attributes, rest)) = part.split_once('>') else { continue };
        let is_other = ["src=", "ld+json"].iter().any(|it| attributes.contains(it));
        if let Some((content, _)) = rest.split_once(&format!("</{tag}>"))
            && !is_other
        {
            let hash = BASE64_STANDARD.encode(Sha256::digest(content));
            let source = format!(" 'sha256-{hash}'");
            if !hashes.contains(&source) {
                hashes.push(source);
            }
        }
    }
    hashes.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_becomes_a_class() {
        let cells = "<td style=\"text-align: right\">1</td>\
            <td class=\"a\" style=\"text-align: right\">2</td><td>3</td>";
        let classes = "<td class=\"align-right\">1</td>\
            <td class=\"a align-right\">2</td><td>3</td>";
        assert_eq!(without_styles(cells).expect("they are known"), classes);
    }

    #[test]
    fn a_style_without_a_class_is_refused() {
        let error =
            without_styles("<p style=\"color: red\">a</p>").expect_err("it is");
        let error = format!("{error:#}");
        assert!(error.contains("would refuse `style=\"color: red\"`"), "{error}");
    }

    #[test]
    fn a_script_styles_by_properties() {
        let by_attribute = "field.setAttribute('style','opacity: 0;');f();";
        let by_property = "field.style.cssText=('opacity: 0;');f();";
        assert_eq!(
            without_styling(by_attribute).expect("it is known"),
            by_property
        );
        let unknown = "field.setAttribute('style' , 'opacity: 0;');";
        assert!(without_styling(unknown).is_err());
    }

    #[test]
    fn scripts_move_down_to_those_that_follow() {
        let page = "<head><script>a;</script><script src=\"toc.js\"></script></head>\
            <body><script>b;</script><input><script>c;</script>\
            <mdbook-sidebar-scrollbox></mdbook-sidebar-scrollbox>\
            <script>d;</script><p>p</p><script>e;</script><script src=\"f.js\">\
            </script><script>g;</script></body>";
        let together = "<head><script src=\"toc.js\"></script></head>\
            <body><input><script>a;\nb;\nc;</script>\
            <mdbook-sidebar-scrollbox></mdbook-sidebar-scrollbox>\
            <p>p</p><script>d;\ne;</script><script src=\"f.js\">\
            </script><script>g;</script></body>";
        assert_eq!(with_scripts_together(page).expect("they end"), together);
    }

    #[test]
    fn what_a_page_has_of_its_own_is_allowed_by_its_hash() {
        // `printf 'f();' | openssl dgst -sha256 -binary | base64`
        let hash = "'sha256-9RATIFdqkCJTNwEc6+pNG0qjxmJA9pKWbaKmy3Jw3G0='";
        let page = "<head><script type=\"application/ld+json\">{}</script></head>\
            <body><script>f();</script><script src=\"g.js\"></script></body>";
        let policy = policy(page);
        let scripts = format!("script-src 'self' 'wasm-unsafe-eval' {hash};");
        assert!(policy.contains(&scripts), "{policy}");
        assert!(!policy.contains("style-src"), "{policy}");
        let styled = "<svg><style>f();</style></svg>";
        let styles = format!(";style-src 'self' {hash}");
        assert!(self::policy(styled).ends_with(&styles));
    }
}
