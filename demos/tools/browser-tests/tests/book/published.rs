//! What others than readers are told of the pages: search engines, and whoever shows a
//! link. The book is built for an address here, as where it is published.

use anyhow::{Context, ensure};
use browser_tests::book::Book;
use browser_tests::browser::Browser;
use browser_tests::case::in_browser;
use browser_tests::figure::Live;
use browser_tests::server::PREFIX;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;

/// What the head of a page says.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    title: String,
    /// How many descriptions it has.
    descriptions: usize,
    description: String,
    /// The text that the description must begin.
    promise: String,
    canonical: String,
    url: String,
    image: String,
    card: String,
    is_listed: bool,
}

const READ: &str =
    "const all = (selector) => [...document.querySelectorAll(selector)];
    const content = (selector) => all(selector)[0]?.content ?? '';
    return {
        title: document.title,
        descriptions: all('meta[name=description]').length,
        description: content('meta[property=\"og:description\"]'),
        promise: all('main > p')[0]?.textContent.replace(/\\s+/g, ' ') ?? '',
        canonical: all('link[rel=canonical]')[0]?.href ?? '',
        url: content('meta[property=\"og:url\"]'),
        image: content('meta[property=\"og:image\"]'),
        card: content('meta[name=\"twitter:card\"]'),
        isListed: !content('meta[name=robots]').includes('noindex'),
    }";

/// Every page has a description, an address and a card of its own; the sitemap lists just
/// those; mdBook's own pages are in no list.
#[test]
fn every_page_says_what_it_is() {
    in_browser("published", async |case| {
        let mut said = BTreeSet::new();
        let mut places = BTreeSet::new();
        for page in &case.book.pages {
            let outcome = async {
                case.browser.open(&page.path).await?;
                let told: Told = case.browser.run(READ, vec![]).await?;
                says_what_it_is(&case.book, &page.path, &told)?;
                ensure!(
                    said.insert(told.description),
                    "another page says the same"
                );
                places.insert(told.canonical);
                Ok(())
            };
            let outcome = outcome.await;
            case.judge(&page.path, outcome).await;
        }
        let sitemap = fs::read_to_string(case.book.folder.join("sitemap.xml"))?;
        let listed = sitemap.split("<loc>").skip(1);
        let listed = listed.filter_map(|rest| rest.split("</loc>").next());
        let listed: BTreeSet<_> = listed.map(str::to_owned).collect();
        ensure!(
            listed == places,
            "the sitemap has {listed:?}, pages are {places:?}"
        );
        for path in ["404.html", "print.html", "toc.html"] {
            let html = fs::read_to_string(case.book.folder.join(path))?;
            ensure!(html.contains("content=noindex"), "{path} may be listed");
        }
        Ok(())
    });
}

fn says_what_it_is(book: &Book, path: &str, told: &Told) -> anyhow::Result<()> {
    ensure!(told.descriptions == 1, "it has {} descriptions", told.descriptions);
    let description = told.description.trim_end_matches(" …");
    ensure!(description.len() > 40, "its description is {description:?}");
    ensure!(told.promise.starts_with(description), "it is described as {told:?}");
    ensure!(told.is_listed, "it is in no list");
    let place = if path == "index.html" { "" } else { path };
    let here = format!("{PREFIX}{place}");
    ensure!(told.canonical.ends_with(&here), "its address is {}", told.canonical);
    ensure!(told.url == told.canonical, "its addresses are {told:?}");
    ensure!(told.card == "summary_large_image", "its card is {:?}", told.card);
    let parts: Vec<_> = told.title.split(" - ").collect();
    ensure!(parts.len() < 2 || parts[0] != parts[1], "its title is {}", told.title);
    let at = told.image.find(PREFIX).context("its picture is elsewhere")?;
    let picture = fs::read(book.folder.join(&told.image[at + PREFIX.len()..]))
        .with_context(|| format!("there is no {}", told.image))?;
    ensure!(
        size_of_png(&picture) == Some([1200, 630]),
        "{} has another size",
        told.image
    );
    Ok(())
}

/// Width and height, which a PNG begins with.
fn size_of_png(file: &[u8]) -> Option<[u32; 2]> {
    file.starts_with(b"\x89PNG").then_some(())?;
    let number = |at: usize| {
        Some(u32::from_be_bytes(file.get(at..at + 4)?.try_into().ok()?))
    };
    Some([number(16)?, number(20)?])
}

/// The index says in the terms of schema.org what the book is made of: every page of
/// it, with what it teaches in its own words.
#[test]
fn the_index_lists_the_chapters_as_data() {
    in_browser("published-data", async |case| {
        case.browser.open("index.html").await?;
        let data =
            "return document.querySelector('[type=\"application/ld+json\"]').text";
        let data: String = case.browser.run(data, vec![]).await?;
        let data: Value = serde_json::from_str(&data)?;
        ensure!(data["@type"] == "Book", "it is {}", data["@type"]);
        let chapters = data["hasPart"].as_array().context("it has no parts")?;
        ensure!(
            chapters.len() + 1 == case.book.pages.len(),
            "{} parts",
            chapters.len()
        );
        for chapter in chapters {
            let url = chapter["url"].as_str().unwrap_or_default();
            let path = url.rsplit('/').next().unwrap_or_default();
            case.browser.open(path).await?;
            let words = "return document.querySelector('main').textContent
                .replace(/\\s+/g, ' ')";
            let words: String = case.browser.run(words, vec![]).await?;
            let texts = [&chapter["name"], &chapter["description"]];
            let teaches = chapter["teaches"].as_array();
            for text in texts.into_iter().chain(teaches.into_iter().flatten()) {
                let text = text.as_str().unwrap_or_default().trim_end_matches(" …");
                ensure!(words.contains(text), "{path} does not say {text:?}");
            }
        }
        Ok(())
    });
}

/// The manifest is found, and what it names is there.
#[test]
fn the_manifest_is_of_use() {
    in_browser("published-manifest", async |case| {
        case.each_page("", async |page| {
            case.browser.open(&page.path).await?;
            let icons: Vec<(u16, String, String)> =
                case.browser.run(MANIFEST, vec![]).await?;
            ensure!(icons.len() >= 2, "it names {} icons", icons.len());
            for (status, sizes, found) in icons {
                ensure!(
                    status == 200 && sizes == found,
                    "{status}: {found}, not {sizes}"
                );
            }
            Ok(())
        })
        .await;
        Ok(())
    });
}

const MANIFEST: &str = "return (async () => {
    const { href } = document.querySelector('link[rel=manifest]');
    const { icons, start_url } = await (await fetch(href)).json();
    if ((await fetch(new URL(start_url, href))).status !== 200) throw new Error(start_url);
    return Promise.all(icons.map(async ({ src, sizes }) => {
        const answer = await fetch(new URL(src, href));
        const { width, height } = await createImageBitmap(await answer.blob());
        return [answer.status, sizes, `${width}x${height}`];
    }));
})()";

async fn title(browser: &Browser) -> anyhow::Result<String> {
    browser.run("return document.title", vec![]).await
}

/// A link to a run opens with the names of its scenario and its demo. The page has its
/// own title again where the address says nothing of a run.
#[test]
fn a_link_to_a_run_has_a_title_of_its_own() {
    in_browser("titles", async |case| {
        case.each_demo("", async |figure| {
            let Live { browser, page, figure: data } = *figure;
            browser.open(&page.path).await?;
            let own = title(browser).await?;
            let live = Live::open_link(browser, page, data, "seed=3").await?;
            let demo = live.text(".demo-title").await?;
            let now = title(browser).await?;
            let ends = format!("{demo} – {own}");
            ensure!(
                now.ends_with(&ends),
                "a run is titled {now:?}, not … {ends:?}"
            );
            let leave = json!("a heading");
            live.run_with::<()>("location.hash = given", leave).await?;
            let again = "return document.title === arguments[0]";
            browser.wait("its own title", again, vec![json!(own)]).await
        })
        .await;
        Ok(())
    });
}

/// A link to a scenario begins with its name.
#[test]
fn a_link_to_a_scenario_begins_with_its_name() {
    in_browser("titles-scenarios", async |case| {
        for page in case.book.with_figures() {
            let outcome = async {
                case.browser.open(&page.path).await?;
                let links = "return [...document.querySelectorAll('main a')]
                    .filter((link) => /^#[^?]+\\?scenario=[^&]+$/.test(link.hash) &&
                        link.pathname === location.pathname)
                    .map((link) => link.hash)";
                let links: Vec<String> = case.browser.run(links, vec![]).await?;
                let Some(link) = links.first() else { return Ok(()) };
                case.browser.open(&format!("{}{link}", page.path)).await?;
                let begins = "const figure = document.getElementById(
                        location.hash.slice(1).split('?')[0]);
                    const chosen = '.demo-scenarios [aria-pressed=true]';
                    const name = figure.querySelector(chosen)?.textContent;
                    return figure.matches('.live') && document.title.startsWith(`${name} – `)";
                case.browser.wait("a title with the scenario", begins, vec![]).await
            };
            let outcome = outcome.await;
            case.judge(&page.path, outcome).await;
        }
        Ok(())
    });
}
