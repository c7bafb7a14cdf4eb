//! What a figure may say, and when that is so.

use sim::{Event, Micros, Record};
use stage::DemoEntry;
use stage::act::{Act, Evidence};
use stage::knob::Values;

/// A sentence with what must be so wherever it is shown.
pub struct Claim {
    /// The sentence. `{}` stands for any words, `{n}` for a number.
    pub says: &'static str,
    /// What it is held to.
    pub held: Held,
}

/// What a sentence is held to.
pub enum Held {
    /// The run that it is shown with, at that moment.
    Run(fn(&Shown) -> bool),
    /// A test of the models, as `file.rs::name`.
    Test(&'static str),
    /// Nothing: it claims nothing.
    Nothing,
}

/// Says something of the run: it must be so at every moment at which it is shown. A
/// sentence of the card is shown at all moments of all runs.
pub const fn so(says: &'static str, held: fn(&Shown) -> bool) -> Claim {
    Claim { says, held: Held::Run(held) }
}

/// Says what something is called, what a mark means or what the reader may do.
pub const fn names(says: &'static str) -> Claim {
    Claim { says, held: Held::Nothing }
}

/// A line of the log in which a node says what it has just done, and no more.
pub const fn deed(says: &'static str) -> Claim {
    Claim { says, held: Held::Nothing }
}

/// Explains, or says what many runs have in common: `test`, as `file.rs::name`, holds
/// it. It is one of the models' properties if it is not in `isolated/` or `peers/`.
pub const fn theory(says: &'static str, test: &'static str) -> Claim {
    Claim { says, held: Held::Test(test) }
}

/// A sentence as it is shown: with the run behind it.
pub struct Shown<'a> {
    /// The demo.
    pub entry: &'a DemoEntry,
    /// What the knobs say.
    pub values: &'a Values,
    /// The run.
    pub act: &'a dyn Act,
    /// Its seed.
    pub seed: u64,
    /// The marks that are selected.
    pub selection: &'a [String],
    /// What stands in the places of `{}` and `{n}`.
    pub words: Vec<&'a str>,
}

impl<'a> Shown<'a> {
    /// The model as it is.
    pub fn model<M: 'static>(&self) -> &'a M {
        self.evidence().model.downcast_ref().expect("the demo's own model")
    }

    /// The whole run, from its start to its end.
    pub fn records(&self) -> &'a [Record] {
        self.evidence().records
    }

    /// What happened up to now.
    pub fn past(&self) -> &'a [Record] {
        let records = self.records();
        &records[..records.partition_point(|record| record.at <= self.act.now())]
    }

    /// Whether anything like this has happened.
    pub fn happened(&self, is_it: impl Fn(&Event) -> bool) -> bool {
        self.past().iter().any(|record| is_it(&record.event))
    }

    fn evidence(&self) -> Evidence<'a> {
        self.act.evidence().expect("the demo is linked")
    }

    /// Where the run stands.
    pub fn now(&self) -> Micros {
        self.act.now()
    }

    /// What a knob says.
    pub fn knob(&self, name: &str) -> &'a str {
        let knob = self.values.iter().find(|(knob, _)| knob == name);
        &knob.unwrap_or_else(|| panic!("there is no knob `{name}`")).1
    }

    /// What a knob says, as a number.
    pub fn setting(&self, name: &str) -> u32 {
        self.knob(name).parse().expect("a number")
    }

    /// A number of the sentence, times a thousand: the first is number 0.
    pub fn thousandths(&self, place: usize) -> u64 {
        let number = self.words[place].replace(',', "");
        let (whole, part) = number.split_once('.').unwrap_or((&number, ""));
        let digits = format!("{whole}{part:0<3}");
        digits.parse().unwrap_or_else(|_| panic!("`{number}` is no number"))
    }

    /// A whole number of the sentence.
    pub fn number(&self, place: usize) -> u64 {
        self.thousandths(place) / 1_000
    }

    /// The names in a list of the sentence, such as `P1, P2`.
    pub fn names(&self, place: usize) -> Vec<&'a str> {
        self.words[place].split(", ").collect()
    }
}

/// Whether two numbers differ by at most `percent` of the second.
pub fn is_about(is: u64, expected: u64, percent: u64) -> bool {
    is.abs_diff(expected) * 100 <= expected * percent
}

/// Five standard errors of a share of `count` draws, where the chance is `ppm`: in
/// millionths.
pub const fn luck_ppm(ppm: u64, count: u64) -> u64 {
    5 * (ppm * 1_000_000_u64.saturating_sub(ppm) / count).isqrt()
}

/// What stands in the places of a template, if it says just this.
pub fn matches<'t>(template: &str, text: &'t str) -> Option<Vec<&'t str>> {
    let Some((before, rest)) = template.split_once('{') else {
        return (template == text).then(Vec::new);
    };
    let (kind, after) = rest.split_once('}').expect("a brace is closed");
    let text = text.strip_prefix(before)?;
    let is_number = |word: &str| {
        word.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',')
            && word.starts_with(|c: char| c.is_ascii_digit())
    };
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
    ends.filter(|end| kind.is_empty() || is_number(&text[..*end])).find_map(|end| {
        let mut words = vec![&text[..end]];
        words.extend(matches(after, &text[end..])?);
        Some(words)
    })
}

#[test]
fn templates_take_out_what_stands_in_their_places() {
    assert_eq!(
        matches("{} of {n} moved", "n1, n2 of 3.5 moved"),
        Some(vec!["n1, n2", "3.5"])
    );
    assert_eq!(matches("{n} of", "n of"), None);
    assert_eq!(matches("all", "all pairs"), None);
}
