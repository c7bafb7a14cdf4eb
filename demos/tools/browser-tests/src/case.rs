//! A test case: a browser, the book, and what was found wrong.

use crate::book::{Book, Figure, Page};
use crate::browser::{Browser, LAPTOP, Screen};
use crate::driver::Kind;
use crate::figure::Live;
use crate::server::Clock;
use std::cell::RefCell;
use std::fs;
use std::path::PathBuf;

/// A browser that has loaded the book, and a list of what is wrong.
pub struct Case {
    /// The name of the test.
    pub name: String,
    /// The browser, which nobody else uses.
    pub browser: Browser,
    /// The book.
    pub book: Book,
    problems: RefCell<Vec<String>>,
}

/// Runs a test in a browser of its own.
///
/// # Panics
/// With all problems that were found.
pub fn in_browser(name: &str, test: impl AsyncFnOnce(&Case) -> anyhow::Result<()>) {
    with(name, Kind::Chromium, Clock::Coarse, test);
}

/// The same in another engine than Chromium's.
pub fn in_engine(
    name: &str,
    kind: Kind,
    test: impl AsyncFnOnce(&Case) -> anyhow::Result<()>,
) {
    with(name, kind, Clock::Coarse, test);
}

/// The same, with a clock for measurements.
pub fn with_clock(
    name: &str,
    clock: Clock,
    test: impl AsyncFnOnce(&Case) -> anyhow::Result<()>,
) {
    with(name, Kind::Chromium, clock, test);
}

fn with(
    name: &str,
    kind: Kind,
    clock: Clock,
    test: impl AsyncFnOnce(&Case) -> anyhow::Result<()>,
) {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build().expect("a runtime");
    let problems = runtime.block_on(async {
        let book = Book::read()?;
        let browser = Browser::start(&book, kind, clock).await?;
        let driver = browser.driver.clone();
        let problems = RefCell::default();
        let case = Case { name: name.into(), browser, book, problems };
        let outcome = driver
            .run_and_quit(|_| async {
                if let Err(error) = test(&case).await {
                    case.report("", &format!("{error:#}")).await;
                }
                anyhow::Ok(())
            })
            .await;
        outcome?;
        anyhow::Ok(case.problems.take())
    });
    match problems {
        Ok(problems) if problems.is_empty() => {}
        Ok(problems) => panic!(
            "{} found in {name}:\n\n{}\n",
            problems.len(),
            problems.join("\n\n")
        ),
        Err(error) => panic!("{name}: {error:#}"),
    }
}

impl Case {
    /// Does something with every figure of the book, brought to life. Its page is
    /// opened once: a figure is not touched by what another one was used for.
    pub async fn each_figure(
        &self,
        label: &str,
        test: impl AsyncFn(&Live<'_>) -> anyhow::Result<()>,
    ) {
        for page in self.book.with_figures() {
            let figures: Vec<_> = page.figures.iter().collect();
            self.use_figures(page, &figures, label, &test).await;
        }
    }

    /// Does something with one figure of every demo: where what is tested depends
    /// on the demo, and not on the state that a figure starts from.
    pub async fn each_demo(
        &self,
        label: &str,
        test: impl AsyncFn(&Live<'_>) -> anyhow::Result<()>,
    ) {
        for page in self.book.with_figures() {
            // The plain address is for the first figure in the demo's own guide.
            let firsts = page.figures.iter().filter(|f| f.id == f.demo);
            let figures: Vec<_> = firsts.collect();
            self.use_figures(page, &figures, label, &test).await;
        }
    }

    async fn use_figures(
        &self,
        page: &Page,
        figures: &[&Figure],
        label: &str,
        test: &impl AsyncFn(&Live<'_>) -> anyhow::Result<()>,
    ) {
        let mut is_open = false;
        for figure in figures {
            let live = Live { browser: &self.browser, page, figure };
            let visit = async {
                if !is_open {
                    self.browser.open(&page.path).await?;
                }
                live.come_near().await?;
                test(&live).await
            };
            let outcome = visit.await;
            // After a problem the page may be in any state.
            is_open = outcome.is_ok();
            self.judge(&place(page, figure, label), outcome).await;
        }
    }

    /// Opens each page with figures in a window as high as it is, so that all of
    /// them are seen and play at once, and does something with those that play.
    pub async fn each_whole_page(
        &self,
        width: u32,
        label: &str,
        test: impl AsyncFn(&[Live<'_>]) -> anyhow::Result<()>,
    ) {
        let browser = &self.browser;
        for page in self.book.with_figures() {
            let visit = async {
                browser.resize(Screen { width, ..LAPTOP }).await?;
                browser.open(&page.path).await?;
                browser.show_whole_page(width).await?;
                let all_alive = "return document.querySelector(
                    '.quiz:not(.live), figure.demo:not(.live, .asleep)') === null";
                browser.wait("all coming to life", all_alive, Vec::new()).await?;
                let mut playing = Vec::new();
                for figure in &page.figures {
                    let live = Live { browser, page, figure };
                    if live.has_time().await? {
                        playing.push(live);
                    }
                }
                test(&playing).await
            };
            let outcome = visit.await;
            self.judge(&format!("{} {label}", page.path), outcome).await;
        }
    }

    /// Does something with every page of the book.
    pub async fn each_page(
        &self,
        label: &str,
        test: impl AsyncFn(&Page) -> anyhow::Result<()>,
    ) {
        for page in &self.book.pages {
            let outcome = test(page).await;
            self.judge(&format!("{} {label}", page.path), outcome).await;
        }
    }

    /// Writes down an error, and what the console says besides.
    pub async fn judge(&self, place: &str, outcome: anyhow::Result<()>) {
        if let Err(error) = outcome {
            self.report(place, &format!("{error:#}")).await;
        }
        match self.browser.complaints().await {
            Ok(complaints) if complaints.is_empty() => {}
            Ok(complaints) => {
                let text =
                    format!("in the console:\n    {}", complaints.join("\n    "));
                self.report(place, &text).await;
            }
            Err(error) => self.report(place, &format!("{error:#}")).await,
        }
    }

    /// Writes down a problem, with where it can be seen.
    pub async fn report(&self, place: &str, what: &str) {
        let number = self.problems.borrow().len() + 1;
        let url = self.browser.driver.current_url().await;
        let url = url.map_or_else(|error| error.to_string(), |url| url.to_string());
        let picture = screenshots().join(format!("{}-{number}.png", self.name));
        let taken = self.browser.driver.screenshot(&picture).await;
        let picture = match taken {
            Ok(()) => picture.display().to_string(),
            Err(error) => format!("none ({error})"),
        };
        self.problems.borrow_mut().push(format!(
            "✕ {}\n  {}\n  at {url}\n  picture: {picture}",
            place.trim(),
            what.trim().replace('\n', "\n  ")
        ));
    }
}

/// Where pictures of what failed go.
fn screenshots() -> PathBuf {
    let folder = crate::book::root().join("target/browser-tests");
    let _ = fs::create_dir_all(&folder);
    folder
}

fn place(page: &Page, figure: &Figure, label: &str) -> String {
    format!("{}#{} {label}", page.path, figure.id)
}
