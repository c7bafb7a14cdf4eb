//! Addresses that were right once: with pairs, edits and letters lost, doubled,
//! swapped and put in from elsewhere.

use mdbook_demos::guides::GUIDES;
use player::Player;
use player::input::Input;
use player::share::Shared;
use sim::{Micros, Stream};
use stage::DemoEntry;
use stage::guide::Playable;

/// How many changes one address has at most.
const CHANGES: u64 = 5;

/// How often an edit is repeated at most.
const REPEATS: u64 = 40;

/// Values that are wrong nearly everywhere, each in its own way.
const VALUES: [&str; 26] = [
    "",
    "0",
    "1",
    "-1",
    "7",
    "63",
    "64",
    "99",
    "100",
    "1000000",
    "4294967296",
    "18446744073709551615",
    "18446744073709551616",
    "99999999999999999999999999",
    "1.5",
    "007",
    "1e9",
    "NaN",
    "0x10",
    "true",
    "maybe",
    "null",
    "soon",
    "ünï",
    "💥",
    "a`b`c: d",
];

/// Moments, of which the last is none: it is later than any.
const TIMES: [&str; 10] = [
    "0s",
    "0",
    "1us",
    "3ms",
    "250ms",
    "1s",
    "7.5s",
    "1h",
    "18446744073709551615us",
    "99999999999999999999s",
];

/// What is put between two letters.
const ODD: [&str; 16] = [
    "%", "&", "=", ",", "-", "+", "#", "?", ".", " ", "\0", "`", "é", "💥", "%FF",
    "%E0%A4",
];

/// Edits of all demos; `N` stands for a number, `T` for a time.
const EDITS: &str = "crash-N restart-N pause-N-T cut-N-N block-N-N heal-N-N hold-mN \
    release-mN drop-mN duplicate-mN expire-N-election clock-N-N-N clock-N--N-N \
    ask-N-propose-N ask-N-add-N ask-N-remove-N ask-N-compact add remove-N weight-N-N \
    send-N-N-T local-N burst-N stall-N load-N attempts-N on-breaker off-breaker \
    pairs-N use-ring hot-N fail-N sicken heal join-N latency-N";

/// What is said of all demos: `name=value` of their settings, and edits.
pub struct Others {
    pairs: Vec<String>,
    edits: Vec<String>,
}

impl Others {
    /// Those of all guides.
    pub fn of_all() -> Others {
        let all = || GUIDES.iter().flat_map(|guide| guide.demos);
        let values = all().flat_map(|entry| (entry.defaults)());
        let actions = all().flat_map(DemoEntry::actions);
        let edits = EDITS.split_whitespace().map(String::from);
        Others {
            pairs: values.map(|(name, value)| format!("{name}={value}")).collect(),
            edits: actions
                .flat_map(|(_, action)| action.edits)
                .chain(edits)
                .collect(),
        }
    }
}

/// What the addresses of a demo are made of.
pub struct Words<'a> {
    /// Queries that are right.
    queries: Vec<String>,
    /// Edits with their times, each right at that moment of some run.
    edits: Vec<String>,
    others: &'a Others,
}

impl Words<'_> {
    /// Those of a demo: its scenarios, all its settings, and what may be done to its
    /// first run at some of its moments.
    pub fn of<'a>(demo: &Playable, others: &'a Others) -> Words<'a> {
        let about = &demo.about;
        let starts = about.plans.iter().map(|plan| plan.start.clone());
        let names =
            about.plans.iter().map(|plan| format!("scenario={}", plan.name));
        let values = about.defaults.iter();
        let all = values
            .map(|(name, value)| format!("{name}={value}&"))
            .chain(["seed=9&view=table&t=1ms".into()]);
        let queries = starts.chain(names).chain([all.collect()]).collect();
        let mut figure = Player::new(demo.clone(), "", Shared::start_of(demo, 0));
        let until = about.pace.map_or(0, |pace| pace.until.get());
        let moments = (0..8).map(|eighth| Micros::new(until / 8 * eighth));
        let edits = moments.flat_map(|at| {
            figure.input(Input::Seek(at));
            let offered = figure.edits_on_offer().into_iter();
            offered.map(move |edit| format!("{at}-{edit}"))
        });
        Words { queries, edits: edits.collect(), others }
    }
}

/// A query that was right before a few changes.
pub fn query(words: &Words<'_>, whim: &mut Stream) -> String {
    let mut query = one_of(&words.queries, whim).unwrap_or_default();
    for _ in 0..=whim.below(CHANGES) {
        query = match whim.below(4) {
            0 => with_other_pairs(&query, words, whim),
            1 | 2 => with_other_edits(&query, words, whim),
            _ => with_other_letters(&query, whim),
        };
    }
    query
}

fn with_other_pairs(query: &str, words: &Words<'_>, whim: &mut Stream) -> String {
    let mut pairs: Vec<String> = query.split('&').map(Into::into).collect();
    let place = whim.below(pairs.len() as u64) as usize;
    match whim.below(6) {
        0 => drop(pairs.remove(place)),
        1 => pairs.push(pairs[place].clone()),
        2 => pairs.swap(0, place),
        3 => {
            let name = pairs[place].split('=').next().unwrap_or_default();
            let value = text_of(&[&VALUES[..], &TIMES].concat(), whim);
            pairs[place] = format!("{name}={value}");
        }
        4 => pairs.push(format!("t={}", text_of(&TIMES, whim))),
        _ => pairs.extend(one_of(&words.others.pairs, whim)),
    }
    pairs.join("&")
}

/// The query with other edits: it has but one list of them.
fn with_other_edits(query: &str, words: &Words<'_>, whim: &mut Stream) -> String {
    let is_edits = |pair: &&str| pair.starts_with("edits=");
    let listed = query.split('&').find(is_edits).unwrap_or("edits=");
    let mut edits: Vec<String> =
        listed["edits=".len()..].split(',').map(Into::into).collect();
    let place = whim.below(edits.len() as u64) as usize;
    match whim.below(7) {
        0 => drop(edits.remove(place)),
        1 => {
            let again = edits[place].clone();
            edits.extend((0..whim.below(REPEATS)).map(|_| again.clone()));
        }
        2 => edits.swap(0, place),
        3 => {
            let edit = edits[place].split_once('-').unwrap_or_default().1;
            edits[place] = format!("{}-{edit}", text_of(&TIMES, whim));
        }
        4 => edits[place] = with_another_number(&edits[place], whim),
        5 => {
            let edit = one_of(&words.others.edits, whim).unwrap_or_default();
            edits.push(format!(
                "{}-{}",
                text_of(&TIMES, whim),
                filled(&edit, whim)
            ));
        }
        _ => edits.extend((0..3).filter_map(|_| one_of(&words.edits, whim))),
    }
    let others = query.split('&').filter(|pair| !is_edits(pair));
    let edits = format!("edits={}", edits.join(","));
    others.chain([edits.as_str()]).collect::<Vec<_>>().join("&")
}

/// An edit whose places for numbers and times have some.
fn filled(edit: &str, whim: &mut Stream) -> String {
    let fill = |letter| match letter {
        'N' => text_of(&VALUES, whim).to_owned(),
        'T' => text_of(&TIMES, whim).to_owned(),
        other => other.to_string(),
    };
    edit.chars().map(fill).collect()
}

/// A text in which a run of digits is another number.
fn with_another_number(text: &str, whim: &mut Stream) -> String {
    let is_start = |at: &usize| {
        let digit = |at: usize| text.as_bytes()[at].is_ascii_digit();
        digit(*at) && (*at == 0 || !digit(at - 1))
    };
    let starts: Vec<usize> = (0..text.len()).filter(is_start).collect();
    let Some(start) = one_of(&starts, whim) else { return text.into() };
    let rest = text[start..].trim_start_matches(|c: char| c.is_ascii_digit());
    format!("{}{}{rest}", &text[..start], text_of(&VALUES, whim))
}

fn with_other_letters(query: &str, whim: &mut Stream) -> String {
    let letters: Vec<char> = query.chars().collect();
    let place = whim.below(letters.len() as u64 + 1) as usize;
    let (before, after) = letters.split_at(place);
    let text = |letters: &[char]| letters.iter().collect::<String>();
    match whim.below(5) {
        0 => text(before),
        1 => text(after),
        2 => text(before) + &text(after.get(1..).unwrap_or_default()),
        3 => match after.split_first() {
            Some((letter, after)) => {
                text(before) + &encoded(*letter) + &text(after)
            }
            None => text(before),
        },
        _ => text(before) + text_of(&ODD, whim) + &text(after),
    }
}

/// A letter as addresses may have it.
fn encoded(letter: char) -> String {
    let mut bytes = [0; 4];
    let bytes = letter.encode_utf8(&mut bytes).bytes();
    bytes.map(|byte| format!("%{byte:02X}")).collect()
}

fn one_of<T: Clone>(all: &[T], whim: &mut Stream) -> Option<T> {
    let place = whim.below(all.len().max(1) as u64) as usize;
    all.get(place).cloned()
}

fn text_of(all: &[&'static str], whim: &mut Stream) -> &'static str {
    one_of(all, whim).unwrap_or_default()
}
