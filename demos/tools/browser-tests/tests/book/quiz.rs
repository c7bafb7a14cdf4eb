//! Quizzes: by keyboard, again what was wrong, kept over a reload, and without
//! scripts.

use anyhow::{Context, ensure};
use browser_tests::book::{Figure, Page};
use browser_tests::browser::Browser;
use browser_tests::case::{Case, in_browser};
use browser_tests::figure::Live;
use serde::Deserialize;
use serde_json::json;
use thirtyfour::prelude::*;

/// A question as the reader sees it.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
struct Question {
    id: String,
    /// Which option is right, counted from 0.
    right: usize,
    /// Which option is chosen.
    chosen: Option<usize>,
    /// How many options say why they are right or wrong.
    explained: usize,
    options: usize,
    /// What the status line says of the answer.
    verdict: String,
    is_shown: bool,
    /// Where the focus is, if it is in the question.
    focus: Option<String>,
}

/// The questions of a page's first quiz.
const QUESTIONS: &str = "return [...document.querySelectorAll('.quiz')[0]
    .querySelectorAll('form')].map((form) => {
        const all = (selector) => [...form.querySelectorAll(selector)];
        const at = all('input').findIndex((radio) => radio.checked);
        const words = all('.option .why').filter((why) =>
            why.checkVisibility() && /^(Right|Wrong)\\. ./.test(why.textContent.trim()));
        const focused = document.activeElement;
        return {
            id: form.id,
            right: all('.answer li').findIndex((li) =>
                li.dataset.verdict === 'right'),
            chosen: at < 0 ? null : at,
            explained: words.length,
            options: all('input').length,
            verdict: form.querySelector('[role=status]').textContent,
            is_shown: form.checkVisibility(),
            focus: form.contains(focused) ? focused.localName : null,
        };
    })";

async fn questions(browser: &Browser) -> anyhow::Result<Vec<Question>> {
    browser.run(QUESTIONS, Vec::new()).await
}

async fn score(browser: &Browser) -> anyhow::Result<String> {
    let score = "return document.querySelector('.quiz .score [role=status]')
        .textContent";
    browser.run(score, Vec::new()).await
}

async fn press(browser: &Browser, key: Key) -> anyhow::Result<()> {
    browser.press(key.value().to_string()).await
}

/// Goes on by Tab until this matches what has the focus.
async fn tab_to(browser: &Browser, selector: &str) -> anyhow::Result<()> {
    let is_there = "return document.activeElement.matches(arguments[0])";
    for _ in 0..10 {
        press(browser, Key::Tab).await?;
        if browser.run::<bool>(is_there, vec![json!(selector)]).await? {
            return Ok(());
        }
    }
    anyhow::bail!("ten times Tab do not lead to {selector}")
}

/// Answers the question that comes next, by keys alone.
async fn answer(
    browser: &Browser,
    question: &Question,
    option: usize,
) -> anyhow::Result<Question> {
    // A radio group is one stop, and the arrows go through it. Enter answers.
    press(browser, Key::Space).await?;
    for _ in 0..option {
        press(browser, Key::Down).await?;
    }
    press(browser, Key::Enter).await?;
    let now = questions(browser).await?;
    let now = now.into_iter().find(|q| q.id == question.id);
    let now = now.context("the question is gone")?;
    ensure!(now.chosen == Some(option), "{option} was chosen: {now:?}");
    ensure!(now.explained == now.options, "not all is explained: {now:?}");
    ensure!(now.focus.as_deref() == Some("button"), "the focus is lost: {now:?}");
    let says_right = now.verdict == "Right.";
    ensure!(says_right == (option == now.right), "the verdict is wrong: {now:?}");
    Ok(now)
}

/// Opens a page and comes to its first quiz: its script is loaded there.
pub async fn open(browser: &Browser, page: &str) -> anyhow::Result<()> {
    browser.open(page).await?;
    let come = "document.querySelector('.quiz').scrollIntoView()";
    browser.run::<()>(come, Vec::new()).await?;
    let is_live = "return document.querySelector('.quiz:not(.live)') === null";
    browser.wait("the quiz coming to life", is_live, Vec::new()).await
}

async fn each_quiz(case: &Case, test: impl AsyncFn(&Page) -> anyhow::Result<()>) {
    let mut n_quizzes = 0;
    for page in case.book.pages.iter().filter(|page| page.quizzes > 0) {
        n_quizzes += page.quizzes;
        let outcome = async {
            case.browser.open(&page.path).await?;
            case.browser.run::<()>("localStorage.clear()", vec![]).await?;
            open(&case.browser, &page.path).await?;
            test(page).await
        };
        let outcome = outcome.await;
        case.judge(&page.path, outcome).await;
    }
    if n_quizzes == 0 {
        case.report("", "the book has no quiz").await;
    }
}

/// Every question is answered by keys; then those that were answered wrong are
/// asked again, and no others.
#[test]
fn answered_and_retested_by_keyboard() {
    in_browser("quiz-keyboard", async |case| {
        each_quiz(case, async |_| {
            let browser = &case.browser;
            let start = "window.isTheSamePage = true;
                const quiz = document.querySelector('.quiz');
                quiz.tabIndex = -1;
                quiz.focus();";
            browser.run::<()>(start, Vec::new()).await?;
            let all = questions(browser).await?;
            for (at, question) in all.iter().enumerate() {
                ensure!(
                    question.verdict.is_empty(),
                    "answered before: {question:?}"
                );
                tab_to(browser, &format!("#{} input", question.id)).await?;
                let wrong = (question.right + 1) % question.options;
                let option = if at % 2 == 0 { wrong } else { question.right };
                answer(browser, question, option).await?;
            }
            let n_right = all.len() / 2;
            let expected = format!("{n_right} of {} right.", all.len());
            ensure!(score(browser).await? == expected, "{}", score(browser).await?);
            retest(browser, &all).await?;
            let stays = "return window.isTheSamePage === true";
            ensure!(
                browser.run::<bool>(stays, vec![]).await?,
                "a key left the page"
            );
            Ok(())
        })
        .await;
        Ok(())
    });
}

async fn retest(browser: &Browser, all: &[Question]) -> anyhow::Result<()> {
    tab_to(browser, ".score button").await?;
    press(browser, Key::Enter).await?;
    let shown: Vec<_> =
        questions(browser).await?.into_iter().filter(|q| q.is_shown).collect();
    let wrong: Vec<_> = all.iter().step_by(2).map(|q| &q.id).collect();
    let again: Vec<_> = shown.iter().map(|q| &q.id).collect();
    ensure!(again == wrong, "asked again are {again:?}, wrong were {wrong:?}");
    let is_open = |q: &Question| q.chosen.is_none() && q.verdict.is_empty();
    ensure!(shown.iter().all(is_open), "still answered: {shown:?}");
    ensure!(shown[0].focus.as_deref() == Some("input"), "the focus is lost");
    for (at, question) in shown.iter().enumerate() {
        if at > 0 {
            tab_to(browser, &format!("#{} input", question.id)).await?;
        }
        answer(browser, question, question.right).await?;
    }
    let expected = format!("Retest: {0} of {0} right.", shown.len());
    ensure!(score(browser).await? == expected, "{}", score(browser).await?);
    tab_to(browser, ".score button").await?;
    press(browser, Key::Enter).await?;
    let now = questions(browser).await?;
    ensure!(now.iter().all(|q| q.is_shown), "some stay hidden: {now:?}");
    let expected = format!("{0} of {0} right.", all.len());
    ensure!(score(browser).await? == expected, "{}", score(browser).await?);
    Ok(())
}

/// Answers are there again when the page is, until the reader starts over.
#[test]
fn answers_are_kept() {
    in_browser("quiz-kept", async |case| {
        each_quiz(case, async |page| {
            let browser = &case.browser;
            for (question, option) in questions(browser).await?.iter().zip([0, 1]) {
                let choose = "const form = document.getElementById(arguments[0]);
                    form.querySelectorAll('input')[arguments[1]].click();
                    form.querySelector('button').click();";
                let arguments = vec![json!(question.id), json!(option)];
                browser.run::<()>(choose, arguments).await?;
            }
            let unfocused = async || {
                let mut all = questions(browser).await?;
                all.iter_mut().for_each(|question| question.focus = None);
                anyhow::Ok((all, score(browser).await?))
            };
            let before = unfocused().await?;
            open(browser, &page.path).await?;
            let after = unfocused().await?;
            ensure!(after == before, "{before:?}\nhas become {after:?}");
            let start_over = "document.querySelector('.score button:last-child')
                .click()";
            browser.run::<()>(start_over, Vec::new()).await?;
            open(browser, &page.path).await?;
            let (all, _) = unfocused().await?;
            let is_open = |q: &Question| q.chosen.is_none() && q.verdict.is_empty();
            ensure!(all.iter().all(is_open), "still answered: {all:?}");
            Ok(())
        })
        .await;
        Ok(())
    });
}

/// Answers a question by its number, as a click would.
async fn choose(browser: &Browser, at: usize) -> anyhow::Result<()> {
    let choose =
        "const form = document.querySelectorAll('.quiz form')[arguments[0]];
        form.querySelector('input').click();
        form.querySelector('button').click();";
    browser.run(choose, vec![json!(at)]).await
}

async fn n_answered(browser: &Browser) -> anyhow::Result<usize> {
    let all = questions(browser).await?;
    Ok(all.iter().filter(|question| !question.verdict.is_empty()).count())
}

/// Two tabs have the same quiz: what is answered in one is answered in the other,
/// and neither forgets.
#[test]
fn two_tabs_share_their_answers() {
    in_browser("quiz-tabs", async |case| {
        each_quiz(case, async |page| {
            let browser = &case.browser;
            let first = browser.driver.window().await?;
            let second = browser.driver.new_tab().await?;
            browser.driver.switch_to_window(second.clone()).await?;
            open(browser, &page.path).await?;
            choose(browser, 1).await?;
            browser.driver.switch_to_window(first.clone()).await?;
            let two = "return [...document.querySelectorAll('.quiz .verdict')]
                .filter((verdict) => verdict.textContent).length === arguments[0]";
            browser.wait("the other tab's answer", two, vec![json!(1)]).await?;
            choose(browser, 0).await?;
            browser.driver.switch_to_window(second).await?;
            browser.wait("both answers in the second", two, vec![json!(2)]).await?;
            let start_over = "document.querySelector('.score button:last-child')
                .click()";
            open(browser, &page.path).await?;
            ensure!(n_answered(browser).await? == 2, "an answer is overwritten");
            browser.run::<()>(start_over, Vec::new()).await?;
            browser.driver.close_window().await?;
            browser.driver.switch_to_window(first).await?;
            browser.wait("starting over in both", two, vec![json!(0)]).await?;
            open(browser, &page.path).await?;
            ensure!(n_answered(browser).await? == 0, "it did not start over");
            Ok(())
        })
        .await;
        Ok(())
    });
}

/// A question that names a state opens it in the figure, also when the reader
/// has changed the figure since.
#[test]
fn opens_the_figure() {
    in_browser("quiz-figure", async |case| {
        each_quiz(case, async |page| {
            let states = "return [...document.querySelectorAll('.quiz a.open')]
                .map((link) => [link.hash.slice(1).split('?')[0],
                    link.dataset.state])";
            let states: Vec<(String, String)> =
                case.browser.run(states, Vec::new()).await?;
            for (at, (id, state)) in states.iter().enumerate() {
                let figure = page.figures.iter().find(|figure| figure.id == *id);
                let figure = figure.with_context(|| format!("no figure {id}"))?;
                opens(case, page, figure, (at, state))
                    .await
                    .context(state.clone())?;
            }
            Ok(())
        })
        .await;
        Ok(())
    });
}

async fn opens(
    case: &Case,
    page: &Page,
    figure: &Figure,
    (at, state): (usize, &str),
) -> anyhow::Result<()> {
    let browser = &case.browser;
    let shared = Live::open_link(browser, page, figure, state).await?;
    let expected = shared.frame().await?;
    open(browser, &page.path).await?;
    let live = Live { browser, page, figure };
    let follow = "document.querySelectorAll('.quiz a.open')[given].click()";
    for _ in 0..2 {
        live.run_with::<()>(follow, json!(at)).await?;
        live.wait("coming to life", "return figure.matches('.live')").await?;
        let turn = "return new Promise((done) => setTimeout(() => done(true), 50))";
        live.run::<bool>(turn).await?;
        ensure!(live.notices().await?.is_empty(), "{}", live.notices().await?);
        live.frame().await?.must_be(&expected, "opened from the quiz")?;
        let focus = "return document.activeElement === figure";
        ensure!(live.run::<bool>(focus).await?, "the focus is not in the figure");
        live.press("reseed").await?;
    }
    Ok(())
}

/// Without scripts each question folds out its answer and why.
#[test]
fn complete_without_scripts() {
    in_browser("quiz-static", async |case| {
        let off = json!({ "value": true });
        case.browser.devtools("Emulation.setScriptExecutionDisabled", off).await?;
        for page in case.book.pages.iter().filter(|page| page.quizzes > 0) {
            case.browser.open(&page.path).await?;
            let summaries = By::Css(".quiz .answer summary");
            for summary in case.browser.driver.find_all(summaries).await? {
                summary.scroll_into_view().await?;
                summary.click().await?;
            }
            case.judge(&page.path, folded_out(case).await).await;
        }
        Ok(())
    });
}

/// A script that does not come leaves the answers and a notice, and is tried again when
/// the reader comes back.
#[test]
fn tried_again_when_the_reader_comes_back() {
    in_browser("quiz-again", async |case| {
        let browser = &case.browser;
        browser.devtools("Network.enable", json!({})).await?;
        for page in case.book.pages.iter().filter(|page| page.quizzes > 0) {
            let outcome = comes_back(browser, page).await;
            // That the script was missing is in the console; that is meant.
            browser.complaints().await?;
            case.judge(&page.path, outcome).await;
        }
        Ok(())
    });
}

async fn comes_back(browser: &Browser, page: &Page) -> anyhow::Result<()> {
    let block = async |urls: &[&str]| {
        let urls = json!({ "urls": urls });
        browser.devtools("Network.setBlockedURLs", urls).await
    };
    block(&["*/quiz-*.js"]).await?;
    browser.open(&page.path).await?;
    let come = "document.querySelector('.quiz').scrollIntoView()";
    browser.run::<()>(come, Vec::new()).await?;
    let says = "const quiz = document.querySelector('.quiz.asleep');
        return quiz?.querySelectorAll('.demo-broken').length === 1 &&
            quiz.querySelector('.answer').checkVisibility()";
    browser.wait("a notice, and the answers", says, Vec::new()).await?;
    block(&[]).await?;
    let leave = "scrollTo(0, 0); return new Promise((done) =>
        requestAnimationFrame(() => setTimeout(() => done(true), 100)))";
    browser.run::<bool>(leave, Vec::new()).await?;
    browser.run::<()>(come, Vec::new()).await?;
    let lives = "const quiz = document.querySelector('.quiz.live:not(.asleep)');
        return quiz !== null && !quiz.querySelector('.demo-broken')";
    browser.wait("the quiz coming to life", lives, Vec::new()).await
}

/// On paper all answers are there, and nothing to press.
#[test]
fn complete_on_paper() {
    in_browser("quiz-print", async |case| {
        case.browser.emulate("print", ("prefers-reduced-motion", "")).await?;
        case.browser.open("print.html").await?;
        folded_out(case).await
    });
}

async fn folded_out(case: &Case) -> anyhow::Result<()> {
    let wrong = "const shown = (element) => element?.checkVisibility() &&
            element.getBoundingClientRect().height > 0;
        return [...document.querySelectorAll('.quiz form')].flatMap((form) => {
            const whys = [...form.querySelectorAll('.answer li')].filter(shown);
            const right = whys.filter((why) => why.textContent.trim().startsWith('Right.'));
            const options = [...form.querySelectorAll('.option')].filter(shown);
            const problems = [];
            if (whys.length !== options.length) problems.push(
                `explains ${whys.length} of ${options.length} options`);
            if (right.length !== 1) problems.push(`has ${right.length} right`);
            if (shown(form.querySelector('button'))) problems.push('has a button');
            return problems.map((problem) => `#${form.id} ${problem}`);
        })";
    let wrong: Vec<String> = case.browser.run(wrong, Vec::new()).await?;
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}
