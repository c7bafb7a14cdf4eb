//! The figures and quizzes of a page as mdBook wrote it, and the words in them.

use super::words;

/// Elements without an end tag, of those that figures and quizzes have.
const VOID: [&str; 4] = ["br", "hr", "img", "input"];

/// What is to be found of a figure.
const OF_FIGURES: [&str; 3] = ["demo-title", "demo-watch", "demo-caption"];

/// What is not to be found, wherever it is: it is pressed, or the same everywhere.
const NOWHERE: [&str; 2] = ["button", "summary"];

/// The same, in a quiz.
const NOT_OF_QUIZZES: [&str; 2] = ["place", "open"];

/// A part of a page: all its words, as mdBook indexes them, and those to be found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Fragment {
    pub all: Vec<String>,
    pub kept: Vec<String>,
}

/// What kind of part it is.
#[derive(Clone, Copy)]
enum Kind {
    Figure,
    Quiz,
}

impl Kind {
    /// Whether the words of such a part are to be found where nothing else is said.
    fn keeps(self) -> bool {
        matches!(self, Kind::Quiz)
    }

    /// Whether the words in an element are; `around` says so of what it is in.
    fn keeps_in(self, tag: &Tag<'_>, around: bool) -> bool {
        let has = |classes: &[&str]| classes.contains(&tag.class());
        if NOWHERE.contains(&tag.name) {
            return false;
        }
        match self {
            Kind::Figure => around || has(&OF_FIGURES),
            Kind::Quiz => around && !has(&NOT_OF_QUIZZES),
        }
    }
}

/// The figures and quizzes of a page, from top to bottom.
pub fn fragments(html: &str) -> Vec<Fragment> {
    let starts = [
        ("<figure class=\"demo\"", Kind::Figure),
        ("<div class=\"quiz\"", Kind::Quiz),
    ];
    let mut found: Vec<_> = starts
        .iter()
        .flat_map(|(start, kind)| {
            html.match_indices(start).map(|(at, _)| (at, *kind))
        })
        .collect();
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(at, kind)| fragment(&html[at..], kind)).collect()
}

/// The words of the element that the text begins with. Like mdBook, a tag that opens
/// parts words, and one that closes does not.
fn fragment(html: &str, kind: Kind) -> Fragment {
    let (mut all, mut kept) = (String::new(), String::new());
    // Whether each of the elements that are open is to be found.
    let mut open: Vec<bool> = Vec::new();
    for piece in html.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        let tag = Tag::read(tag);
        let around = open.last().copied().unwrap_or(kind.keeps());
        if tag.closes {
            open.pop();
            if open.is_empty() {
                break;
            }
        } else if !tag.name.starts_with('!') {
            all.push(' ');
            kept.push(' ');
            if !VOID.contains(&tag.name) {
                open.push(kind.keeps_in(&tag, around));
            }
        }
        let text = unescape(text);
        all.push_str(&text);
        if open.last() == Some(&true) {
            kept.push_str(&text);
        }
    }
    Fragment { all: words(&all), kept: words(&kept) }
}

/// What stands between `<` and `>`.
struct Tag<'a> {
    name: &'a str,
    text: &'a str,
    closes: bool,
}

impl Tag<'_> {
    fn read(text: &str) -> Tag<'_> {
        let closes = text.starts_with('/');
        let name = text.trim_start_matches('/').split([' ', '\n', '/']).next();
        Tag { name: name.unwrap_or_default(), text, closes }
    }

    /// Its first class.
    fn class(&self) -> &str {
        let class = self.text.split_once("class=\"").map_or("", |(_, rest)| rest);
        class.split(['"', ' ']).next().unwrap_or_default()
    }
}

/// The text that stands for itself in a page. mdBook writes few characters otherwise.
fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", "\u{a0}")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(html: &str) -> Vec<[String; 2]> {
        let found = fragments(html).into_iter();
        found
            .map(|Fragment { all, kept }| [all.join(" "), kept.join(" ")])
            .collect()
    }

    #[test]
    fn of_a_figure_the_words_that_say_something_are_kept() {
        let html = r#"<p>Before</p><figure class="demo" id="a" data-start="x=1&amp;y">
            <div class="demo-body"><p class="demo-title">Drift</p><button>Log</button>
            <svg><text>12 ms</text><path d="M0 0"></path></svg><input type="range">
            <p class="demo-watch"><strong>Watch for</strong> the hand.</p>
            <div class="demo-caption"><p>It drifts.</p><details class="demo-fidelity">
            <summary>What this models</summary><p>A &lt;clock&gt;.</p></details></div>
            </div></figure><p>After</p>"#;
        let all = "Drift Log 12 ms Watch for the hand. It drifts. What this models \
                   A <clock>.";
        let kept = "Drift Watch for the hand. It drifts. A <clock>.";
        assert_eq!(joined(html), [[all, kept]]);
    }

    #[test]
    fn of_a_quiz_all_is_kept_but_what_is_the_same_in_each() {
        let html = r##"<div class="quiz" role="group"><form><legend><span class="place"
            >Question 1 of 2</span> Why?</legend><div class="option">Because</div>
            <p><button type="submit" hidden>Check</button><a class="open" href="#x">Open
            it</a></p><details><summary>Answer</summary><p>Right.</p></details></form>
            </div><p>After</p>"##;
        let all = "Question 1 of 2 Why? Because Check Open it Answer Right.";
        assert_eq!(joined(html), [[all, "Why? Because Right."]]);
    }
}
