//! Hands that do anything at all, by mouse, keys and touch: no figure breaks, goes
//! blank or stops answering, and the console stays quiet.
//!
//! `HANDS` says how much they do on each page, `HANDS_SEED` what.

use anyhow::ensure;
use browser_tests::browser::{Browser, LAPTOP, PHONE};
use browser_tests::case::in_browser;
use serde_json::json;
use sim::Stream;
use std::env;

/// How much is done on a page, unless `HANDS` says.
const DEEDS: u64 = 240;

/// How much is done until the page is looked at again.
const GLANCE: u64 = 20;

/// Keys of figures, of quizzes and of mdBook, as DevTools calls them.
const KEYS: [(&str, u32, &str); 17] = [
    (" ", 32, " "),
    ("Enter", 13, "\r"),
    ("Escape", 27, ""),
    ("Tab", 9, ""),
    ("ArrowLeft", 37, ""),
    ("ArrowRight", 39, ""),
    ("ArrowUp", 38, ""),
    ("ArrowDown", 40, ""),
    ("Home", 36, ""),
    ("End", 35, ""),
    ("PageDown", 34, ""),
    ("Backspace", 8, ""),
    ("u", 85, "u"),
    ("?", 191, "?"),
    ("s", 83, "s"),
    ("7", 55, "7"),
    ("-", 189, "-"),
];

/// Hands that would leave the page stay.
const STAY: &str = "navigation.addEventListener('navigate', (event) => {
    const { pathname } = new URL(event.destination.url);
    if (pathname !== location.pathname && event.cancelable) event.preventDefault();
});";

/// A place that hands may take to: one of the things on the screen that are there to
/// be used, or any place at all.
const PLACE: &str = "const [random, isThing] = arguments;
    const things = isThing
        ? [...document.querySelectorAll('main :is([data-action], [data-mark], \
            [data-grip], button, input, summary, select, a[href^=\"#\"])')]
        : [];
    const seen = things.map((thing) => thing.getBoundingClientRect()).filter((box) =>
        box.width > 0 && box.top >= 0 && box.bottom <= innerHeight);
    const box = seen[Math.floor(random * seen.length)]
        ?? { left: random * innerWidth, width: 0, top: ((random * 97) % 1) * innerHeight,
            height: 0 };
    return [box.left + box.width / 2, box.top + box.height / 2];";

#[test]
fn whatever_hands_do_no_figure_breaks() {
    let number = |name, or| {
        let told = env::var(name).ok().and_then(|told| told.parse().ok());
        told.unwrap_or(or)
    };
    let (deeds, seed) = (number("HANDS", DEEDS), number("HANDS_SEED", 1));
    eprintln!("HANDS={deeds} HANDS_SEED={seed}");
    in_browser("hands", async |case| {
        case.browser.before_pages(STAY).await?;
        case.each_page(&format!("HANDS_SEED={seed}"), async |page| {
            let browser = &case.browser;
            let whim = Stream::new(seed, &page.path, 0);
            let mut hands = Hands { browser, whim, done: Vec::new() };
            browser.resize(LAPTOP).await?;
            browser.open(&page.path).await?;
            browser.scroll_through().await?;
            for deed in 0..deeds {
                hands.do_something().await?;
                if deed % GLANCE == GLANCE - 1 {
                    hands.look(include_str!("hands_blank.js")).await?;
                }
            }
            hands.look(include_str!("hands_dead.js")).await
        })
        .await;
        Ok(())
    });
}

/// Someone's hands on a page.
struct Hands<'a> {
    browser: &'a Browser,
    whim: Stream,
    done: Vec<String>,
}

impl Hands<'_> {
    async fn do_something(&mut self) -> anyhow::Result<()> {
        match self.whim.below(16) {
            0..6 => self.click().await,
            6..8 => self.drag().await,
            8..10 => self.tap().await,
            10..14 => self.press().await,
            14 => self.scroll().await,
            _ => self.turn_the_phone().await,
        }
    }

    /// Where to, and what is written down of it.
    async fn place(&mut self, does: &str) -> anyhow::Result<(f64, f64)> {
        let random = self.whim.below(1_000_000) as f64 / 1e6;
        let is_thing = self.whim.below(5) > 0;
        let arguments = vec![json!(random), json!(is_thing)];
        let place: (f64, f64) = self.browser.run(PLACE, arguments).await?;
        self.done.push(format!("{does} {:.0},{:.0}", place.0, place.1));
        Ok(place)
    }

    async fn mouse(&self, does: &str, (x, y): (f64, f64)) -> anyhow::Result<()> {
        let event = json!({
            "type": does, "x": x, "y": y, "button": "left", "clickCount": 1,
            "buttons": u8::from(does != "mouseReleased"), "pointerType": "mouse",
        });
        self.browser.devtools("Input.dispatchMouseEvent", event).await.map(drop)
    }

    async fn click(&mut self) -> anyhow::Result<()> {
        let place = self.place("click").await?;
        self.mouse("mousePressed", place).await?;
        self.mouse("mouseReleased", place).await
    }

    async fn drag(&mut self) -> anyhow::Result<()> {
        let from = self.place("drag").await?;
        let to = self.place("to").await?;
        self.mouse("mousePressed", from).await?;
        let between = ((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0);
        self.mouse("mouseMoved", between).await?;
        self.mouse("mouseMoved", to).await?;
        self.mouse("mouseReleased", to).await
    }

    async fn tap(&mut self) -> anyhow::Result<()> {
        let (x, y) = self.place("tap").await?;
        let touch =
            |does: &str, points| json!({ "type": does, "touchPoints": points });
        let start = touch("touchStart", json!([{ "x": x, "y": y }]));
        self.browser.devtools("Input.dispatchTouchEvent", start).await?;
        let end = touch("touchEnd", json!([]));
        self.browser.devtools("Input.dispatchTouchEvent", end).await.map(drop)
    }

    async fn press(&mut self) -> anyhow::Result<()> {
        let (key, code, text) = KEYS[self.whim.below(KEYS.len() as u64) as usize];
        let shift = 8 * self.whim.below(2);
        self.done.push(format!("press {key} {shift}"));
        for does in ["keyDown", "keyUp"] {
            let event = json!({
                "type": does, "key": key, "windowsVirtualKeyCode": code,
                "text": if does == "keyDown" { text } else { "" },
                "modifiers": if key == "Tab" { shift } else { 0 },
            });
            self.browser.devtools("Input.dispatchKeyEvent", event).await?;
        }
        Ok(())
    }

    async fn scroll(&mut self) -> anyhow::Result<()> {
        let place = self.whim.below(1_000) as f64 / 1e3;
        self.done.push(format!("scroll {place}"));
        let scroll = "scrollTo(0, arguments[0] * document.body.scrollHeight);
            return new Promise((done) => setTimeout(done, 100))";
        self.browser.run::<()>(scroll, vec![json!(place)]).await
    }

    async fn turn_the_phone(&mut self) -> anyhow::Result<()> {
        let screen = if self.whim.below(2) == 0 { PHONE } else { LAPTOP };
        self.done.push(format!("{} wide", screen.width));
        self.browser.resize(screen).await
    }

    /// What a script finds wrong with the page.
    async fn look(&self, script: &str) -> anyhow::Result<()> {
        let wrong: Vec<String> = self.browser.run(script, Vec::new()).await?;
        let last = self.done.len().saturating_sub(GLANCE as usize);
        ensure!(
            wrong.is_empty(),
            "{}\nafter {} deeds, the last of them\n{}",
            wrong.join("\n"),
            self.done.len(),
            self.done[last..].join("\n")
        );
        Ok(())
    }
}
