//! A figure that is alive, used as a reader uses it.

use crate::book::{Figure, Page};
use crate::browser::Browser;
use anyhow::{Context, bail, ensure};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

/// Half the thumb of a slider, in CSS pixels: its track is that much shorter
/// than its box on either side.
const HALF_THUMB: f64 = 8.0;

/// A figure in a page that is open.
pub struct Live<'a> {
    /// The browser.
    pub browser: &'a Browser,
    /// The page.
    pub page: &'a Page,
    /// The figure.
    pub figure: &'a Figure,
}

/// What a figure shows of a moment.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Frame {
    /// The markup of the picture.
    pub picture: String,
    /// The markup of the log.
    pub log: String,
    /// The moment, as the reader sees it; empty where time does not pass.
    pub clock: String,
    /// The checks and what the reader may do.
    pub words: String,
}

impl Frame {
    /// An error that says where another frame differs.
    pub fn must_be(&self, other: &Frame, what: &str) -> anyhow::Result<()> {
        let pairs = [
            ("clock", &self.clock, &other.clock),
            ("checks and actions", &self.words, &other.words),
            ("log", &self.log, &other.log),
            ("picture", &self.picture, &other.picture),
        ];
        for (part, one, other) in pairs {
            if one != other {
                let (one, other) = difference(one, other);
                bail!(
                    "{what}: the {part} differs\n  here:  {one}\n  there: {other}"
                );
            }
        }
        Ok(())
    }
}

/// Where in the window an element can be clicked on.
#[derive(Deserialize)]
struct Spot {
    x: i64,
    y: i64,
    /// What is there on top of it.
    cover: Option<String>,
}

/// Brings an element into view and gives its [`Spot`], as WebDriver's own click does;
/// that takes five times as long.
const SPOT: &str = "const [selector, margin, share] = given;
    const element = figure.querySelector(selector);
    if (!element) return null;
    const spot = () => {
        const box = element.getClientRects()[0];
        if (!box) return { x: 0, y: 0, cover: 'nothing that is shown' };
        const left = Math.max(0, box.left) + margin;
        const right = Math.min(innerWidth, box.right) - margin;
        const top = Math.max(0, box.top);
        const bottom = Math.min(innerHeight, box.bottom);
        const x = Math.round(left + share * (right - left));
        const y = Math.floor((top + bottom) / 2);
        const hit = document.elementFromPoint(x, y);
        const isOpen = element.contains(hit);
        return { x, y, cover: isOpen ? null : hit?.outerHTML.slice(0, 120) ?? 'no part' };
    };
    const was = scrollY;
    const [block, inline] = ['center', 'center'];
    element.scrollIntoView({ block, inline, behavior: 'instant' });
    if (scrollY === was) return spot();
    // mdBook's bar follows with the next frame.
    return new Promise((done) => requestAnimationFrame(() => done(spot())));";

/// The two texts around the first character that differs.
fn difference(one: &str, other: &str) -> (String, String) {
    let same = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let part = |text: &str| {
        let start = same.saturating_sub(40);
        format!("…{}…", text.chars().skip(start).take(120).collect::<String>())
    };
    (part(one), part(other))
}

impl<'a> Live<'a> {
    /// Opens the page of a figure, scrolls to it and waits until it is alive.
    pub async fn open(
        browser: &'a Browser,
        page: &'a Page,
        figure: &'a Figure,
    ) -> anyhow::Result<Live<'a>> {
        browser.open(&page.path).await?;
        let live = Live { browser, page, figure };
        live.come_near().await?;
        Ok(live)
    }

    /// Opens a shared link: `query` is what stands behind the `?` of a fragment.
    pub async fn open_link(
        browser: &'a Browser,
        page: &'a Page,
        figure: &'a Figure,
        query: &str,
    ) -> anyhow::Result<Live<'a>> {
        let url = format!("{}#{}?{query}", page.path, figure.id);
        browser.open(&url).await?;
        let live = Live { browser, page, figure };
        live.wait("coming to life", "return figure.matches('.live, .asleep')")
            .await?;
        // `restore` follows in the same turn of the page's event loop.
        let turn = "return new Promise((done) => setTimeout(() => done(true), 50))";
        live.run::<bool>(turn).await?;
        Ok(live)
    }

    /// Scrolls to the figure and waits until it is alive.
    pub async fn come_near(&self) -> anyhow::Result<()> {
        self.run::<()>("figure.scrollIntoView({ block: 'center' })").await?;
        self.wait("coming to life", "return figure.matches('.live, .asleep')")
            .await?;
        let broken =
            "return figure.querySelector('.demo-broken')?.textContent ?? ''";
        let broken: String = self.run(broken).await?;
        ensure!(broken.is_empty(), "{broken}");
        Ok(())
    }

    /// The value of a script, in which `figure` is the figure.
    pub async fn run<T: DeserializeOwned>(
        &self,
        script: &str,
    ) -> anyhow::Result<T> {
        self.run_with(script, Value::Null).await
    }

    /// The same with a value that the script knows as `given`.
    pub async fn run_with<T: DeserializeOwned>(
        &self,
        script: &str,
        given: Value,
    ) -> anyhow::Result<T> {
        self.browser
            .run(&Live::script(script), vec![json!(self.figure.id), given])
            .await
    }

    /// Waits until such a script gives `true`.
    pub async fn wait(&self, what: &str, script: &str) -> anyhow::Result<()> {
        let arguments = vec![json!(self.figure.id), Value::Null];
        self.browser.wait(what, &Live::script(script), arguments).await
    }

    fn script(body: &str) -> String {
        format!(
            "const figure = document.getElementById(arguments[0]);
            const given = arguments[1];
            {body}"
        )
    }

    /// Whether there is such an element.
    pub async fn has(&self, selector: &str) -> anyhow::Result<bool> {
        self.run_with(
            "return figure.querySelector(given) !== null",
            json!(selector),
        )
        .await
    }

    /// The text of an element; empty if there is none.
    pub async fn text(&self, selector: &str) -> anyhow::Result<String> {
        let script = "return figure.querySelector(given)?.textContent ?? ''";
        self.run_with(script, json!(selector)).await
    }

    /// Clicks on the control of an action.
    pub async fn press(&self, action: &str) -> anyhow::Result<()> {
        self.click(&format!("[data-action=\"{action}\"]")).await
    }

    /// Opens what is folded away around an element, as a click on its summary does.
    pub async fn unfold(&self, selector: &str) -> anyhow::Result<()> {
        let script = "const fold = figure.querySelector(given)?.closest('details');
            if (fold) fold.open = true";
        self.run_with(script, json!(selector)).await
    }

    /// Clicks on an element.
    pub async fn click(&self, selector: &str) -> anyhow::Result<()> {
        self.unfold(selector).await?;
        self.click_across(selector, 0.0, 0.5).await
    }

    /// Clicks on an element at a share of its width, but for a margin on either side.
    async fn click_across(
        &self,
        selector: &str,
        margin: f64,
        share: f64,
    ) -> anyhow::Result<()> {
        let place = json!([selector, margin, share]);
        let spot: Option<Spot> = self.run_with(SPOT, place).await?;
        let spot = spot.with_context(|| format!("the figure has no {selector}"))?;
        if let Some(cover) = spot.cover {
            bail!("cannot click on {selector}: {cover} is on it");
        }
        self.browser.click_at(spot.x, spot.y).await
    }

    /// Gives the focus to an element, as a click on it or Tab would.
    pub async fn focus(&self, selector: &str) -> anyhow::Result<()> {
        self.unfold(selector).await?;
        let script = "figure.querySelector(given).focus({ preventScroll: true })";
        self.run_with(script, json!(selector)).await
    }

    /// Does the first thing that may be done to the run: what a button under the
    /// picture does, or the first action of the first mark that has one. Whether
    /// there was anything to do.
    pub async fn do_something(&self) -> anyhow::Result<bool> {
        if let Some(action) = self.actions("act:").await?.first() {
            self.press(action).await?;
            return Ok(true);
        }
        for mark in self.marks().await? {
            self.press_mark(&mark).await?;
            if !self.actions("do:").await?.is_empty() {
                self.browser.press(Key::Enter.value().to_string()).await?;
                // What is changed in the run's beginning stays pressed.
                self.browser.press(Key::Escape.value().to_string()).await?;
                return Ok(true);
            }
            self.browser.press(Key::Escape.value().to_string()).await?;
        }
        Ok(false)
    }

    /// The marks of the picture that can be pressed.
    pub async fn marks(&self) -> anyhow::Result<Vec<String>> {
        self.run(
            "return [...figure.querySelectorAll('.demo-picture [data-mark]')]
            .map((mark) => mark.dataset.mark)",
        )
        .await
    }

    /// Presses a mark by key: the first thing that may be done to it has the focus.
    pub async fn press_mark(&self, mark: &str) -> anyhow::Result<()> {
        self.focus(&format!(".demo-picture [data-mark='{mark}']")).await?;
        self.browser.press(Key::Enter.value().to_string()).await
    }

    /// Whether the run passes by itself: if not there is nothing to play.
    pub async fn has_time(&self) -> anyhow::Result<bool> {
        self.has("[data-action=play]").await
    }

    /// Whether the play button says that the run plays.
    pub async fn is_playing(&self) -> anyhow::Result<bool> {
        self.has("[data-action=play][aria-label=Pause]").await
    }

    /// What it shows now.
    pub async fn frame(&self) -> anyhow::Result<Frame> {
        self.run(
            "const markup = (node) => {
                if (node.nodeType !== 1) return node.textContent;
                // In an order of their own: a patch may set what was there last.
                const attributes = [...node.attributes].map(({ name, value }) =>
                    ` ${name}='${value}'`).sort().join('');
                const children = [...node.childNodes].map(markup).join('');
                return `<${node.localName}${attributes}>${children}</>`;
            };
            const all = (selector) => [...figure.querySelectorAll(selector)]
                .map((element) => [...element.childNodes].map(markup).join(''))
                .join('\\n');
            return {
                picture: all('.demo-picture'),
                log: all('.demo-log, .demo-line'),
                clock: all('.demo-clock'),
                words: all('.demo-checks, .demo-actions'),
            };",
        )
        .await
    }

    /// Clicks on the scrubber at a share of its track.
    pub async fn scrub(&self, share: f64) -> anyhow::Result<()> {
        self.click_across("[data-action=scrub]", HALF_THUMB, share).await
    }

    /// Steps over so many events, by keys: quicker than by the button.
    pub async fn forward(&self, events: usize) -> anyhow::Result<()> {
        self.focus("[data-action=scrub]").await?;
        self.browser.press(Key::Right.value().to_string().repeat(events)).await
    }

    /// Goes to the start of the run, by key: the first pixel of the scrubber may be
    /// the moment after it.
    pub async fn go_to_start(&self) -> anyhow::Result<()> {
        self.focus("[data-action=scrub]").await?;
        self.browser.press(Key::Home.value().to_string()).await
    }

    /// Goes to the end of the run, by key: on a screen the last pixel of the
    /// scrubber may be the moment before it.
    pub async fn go_to_end(&self) -> anyhow::Result<()> {
        self.focus("[data-action=scrub]").await?;
        self.browser.press(Key::End.value().to_string()).await
    }

    /// Presses `link`; what stands behind the `?` of the link's fragment.
    pub async fn link(&self) -> anyhow::Result<String> {
        self.press("share").await?;
        let link = "const link = figure.querySelector('.demo-link a');
            return link?.getAttribute('href') ?? ''";
        let link: String = self.run(link).await?;
        let query = link.strip_prefix(&format!("#{}?", self.figure.id));
        Ok(query
            .with_context(|| format!("`{link}` is no link to the figure"))?
            .into())
    }

    /// What the figure tells the reader is wrong.
    pub async fn notices(&self) -> anyhow::Result<String> {
        let script =
            "return [...figure.querySelectorAll('.demo-notice, .demo-broken')]
            .map((notice) => notice.textContent).join('\\n')";
        self.run(script).await
    }

    /// What the knobs are at either end of their ranges, such as `loss=100`.
    pub async fn knob_ends(&self) -> anyhow::Result<Vec<String>> {
        self.run(
            "const knobs = [...figure.querySelectorAll('[data-action^=\"knob:\"]')];
            return knobs.flatMap((knob) => {
                const stops = knob.dataset.stops?.split(' ');
                const values =
                    knob.type === 'checkbox' ? ['false', 'true']
                    : knob.options ? [...knob.options].map(({ value }) => value)
                    : stops ? [stops[0], stops.at(-1)]
                    : [knob.min, knob.max];
                const name = knob.dataset.action.slice('knob:'.length);
                return values.map((value) => `${name}=${value}`);
            })",
        )
        .await
    }

    /// The actions of the figure's controls of a kind, such as `knob:`.
    pub async fn actions(&self, kind: &str) -> anyhow::Result<Vec<String>> {
        let script =
            "return [...figure.querySelectorAll(`[data-action^='${given}']`)]
            .filter((control) => !control.disabled &&
                control.checkVisibility({ visibilityProperty: true }))
            .map((control) => control.dataset.action)";
        self.run_with(script, json!(kind)).await
    }
}
