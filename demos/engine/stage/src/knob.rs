//! Knobs: the settings that a reader may turn, and what they may be turned to.

use crate::element::Text;
use crate::flat;
use serde::{Serialize, de::DeserializeOwned};

/// A setting that a reader may turn. Its name is the field of the demo's
/// `Settings`, the parameter of the directive and the key in a shared URL.
#[derive(Clone, Copy, Debug)]
pub struct Knob {
    /// Its name, in kebab-case.
    pub name: &'static str,
    /// What the reader sees.
    pub label: &'static str,
    /// Behind its value: `"%"`, `"ms"` or nothing.
    pub unit: &'static str,
    /// What it may be turned to.
    pub range: Range,
}

/// What a knob may be turned to.
#[derive(Clone, Copy, Debug)]
pub enum Range {
    /// Whole numbers from the first to the second, in such steps.
    Linear(u32, u32, u32),
    /// Whole numbers from the first to the last of these, which are what the
    /// slider stops at: for what spans powers of ten.
    Stops(&'static [u32]),
    /// One of some words; with each word what the reader sees.
    Choice(&'static [(&'static str, &'static str)]),
    /// `true` or `false`.
    Toggle,
}

impl Knob {
    /// A knob for whole numbers from `min` to `max`, in steps from `min` on.
    ///
    /// ```
    /// let servers = stage::Knob::linear("servers", "Servers", "", (3, 7, 2));
    /// assert_eq!(servers.domain(), "a whole number from 3 to 7 in steps of 2");
    /// assert!(servers.check("5").is_ok() && servers.check("4").is_err());
    /// assert!(servers.check("").is_err());
    /// assert_eq!(servers.nearest("6", "3"), "5");
    /// assert_eq!(servers.nearest("99999999999999999999", "3"), "7");
    /// assert_eq!(servers.nearest("-1", "3"), "3");
    /// ```
    pub const fn linear(
        name: &'static str,
        label: &'static str,
        unit: &'static str,
        (min, max, step): (u32, u32, u32),
    ) -> Knob {
        Knob { name, label, unit, range: Range::Linear(min, max, step) }
    }

    /// A knob that stops at these numbers.
    pub const fn stops(
        name: &'static str,
        label: &'static str,
        unit: &'static str,
        stops: &'static [u32],
    ) -> Knob {
        Knob { name, label, unit, range: Range::Stops(stops) }
    }

    /// A knob that chooses one of some words.
    pub const fn choice(
        name: &'static str,
        label: &'static str,
        choices: &'static [(&'static str, &'static str)],
    ) -> Knob {
        Knob { name, label, unit: "", range: Range::Choice(choices) }
    }

    /// A switch.
    pub const fn toggle(name: &'static str, label: &'static str) -> Knob {
        Knob { name, label, unit: "", range: Range::Toggle }
    }

    /// Whether the knob may be turned to `value`; if not, a sentence that says
    /// what it may be turned to.
    pub fn check(&self, value: &str) -> Result<(), String> {
        let is_valid = match self.range {
            Range::Linear(..) | Range::Stops(_) => {
                !value.is_empty() && self.nearest(value, "") == value
            }
            Range::Choice(choices) => {
                choices.iter().any(|(word, _)| *word == value)
            }
            Range::Toggle => value == "true" || value == "false",
        };
        let name = self.name;
        match is_valid {
            true => Ok(()),
            false => Err(format!(
                "`{name}` cannot be `{value}`: it is {}",
                self.domain()
            )),
        }
    }

    /// What the knob may be turned to, in words.
    pub fn domain(&self) -> String {
        let (min, max, step) = match self.range {
            Range::Linear(min, max, step) => (min, max, step),
            Range::Stops(stops) => (stops[0], stops[stops.len() - 1], 1),
            Range::Choice(choices) => {
                let mut words = choices.iter().map(|(word, _)| *word);
                return format!("one of {}", listed(&mut words));
            }
            Range::Toggle => return "true or false".into(),
        };
        let mut domain = format!("a whole number from {min} to {max}");
        if !self.unit.is_empty() {
            domain.extend([" ", self.unit]);
        }
        if step > 1 {
            domain += &format!(" in steps of {step}");
        }
        domain
    }

    /// What the knob is turned to, as the reader sees it.
    pub fn shown(&self, value: &str) -> String {
        let mut shown = match self.range {
            Range::Linear(..) | Range::Stops(_) => grouped(value),
            Range::Choice(choices) => {
                let chosen = choices.iter().find(|(word, _)| *word == value);
                chosen.map_or(value, |(_, label)| label).into()
            }
            Range::Toggle => if value == "true" { "on" } else { "off" }.into(),
        };
        if !self.unit.is_empty() {
            shown.push(' ');
            shown.push_str(self.unit);
        }
        shown
    }

    /// The valid value nearest to `value`, or `default` where nothing is near.
    pub fn nearest(&self, value: &str, default: &str) -> String {
        let (min, max, step) = match self.range {
            Range::Linear(min, max, step) => (min, max, step),
            Range::Stops(stops) => (stops[0], stops[stops.len() - 1], 1),
            Range::Choice(_) | Range::Toggle => return default.into(),
        };
        let (sign, size) = match value.strip_prefix('-') {
            Some(size) => (0, size),
            None => (1, value),
        };
        if size.is_empty() || !size.bytes().all(|byte| byte.is_ascii_digit()) {
            return default.into();
        }
        let size = size.parse().unwrap_or(u64::MAX); // as good as any larger one
        let [min, max, step] = [min, max, step].map(u64::from);
        let above = (sign * size).clamp(min, max) - min;
        (min + (above + (step - 1) / 2) / step * step).to_string()
    }
}

/// Names as a sentence has them. Compiled once: joined at each place that lists
/// some they were 400 bytes of WASM each.
pub fn listed(names: &mut dyn Iterator<Item = &str>) -> String {
    let mut list = String::new();
    for name in names {
        let separator = if list.is_empty() { "" } else { ", " };
        list.extend([separator, name]);
    }
    list
}

/// Which of a slider's stops a value is at, or comes before.
pub fn place_of(stops: &[u32], value: &str) -> usize {
    let number: u64 = value.parse().unwrap_or(0);
    stops.partition_point(|stop| u64::from(*stop) < number).min(stops.len() - 1)
}

/// A whole number as the prose prints it: `10,000`.
pub fn grouped(digits: &str) -> String {
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The value of each knob by its name, in the order of the settings' fields.
pub type Values = Vec<(Text, Text)>;

/// What is wrong with the settings that someone wrote down.
pub type Complaint = String;

/// The values of some settings.
///
/// # Panics
/// If the settings are not a flat struct of numbers, words and switches.
pub fn values_of<S: Serialize>(settings: &S) -> Values {
    settings.serialize(flat::Writer).unwrap_or_else(|_| panic!("{}", flat::NotFlat))
}

/// What is wrong with the knobs of some settings, whose values at first are these: a
/// bug of the demo's, found when the book is built.
pub fn misfits(knobs: &[Knob], defaults: &Values) -> Vec<Complaint> {
    let misfit = |knob: &Knob| {
        let Some((_, value)) = defaults.iter().find(|(name, _)| *name == knob.name)
        else {
            let fields: Vec<_> = defaults.iter().map(|(name, _)| &**name).collect();
            let fields = fields.join(", ");
            let name = knob.name;
            return Some(format!(
                "the knob `{name}` is none of their fields, which are {fields}"
            ));
        };
        knob.check(value).err().map(|wrong| format!("at first, {wrong}"))
    };
    knobs.iter().filter_map(misfit).collect()
}

/// The names and values of a query, decoded.
pub fn pairs(query: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for pair in query.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        if !pair.is_empty() {
            pairs.push((decoded(name), decoded(value)));
        }
    }
    pairs
}

/// A text whose `+` are spaces and whose `%2C` are what they stand for.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    let digit = |byte: u8| char::from(byte).to_digit(16);
    while let [first, after @ ..] = rest {
        rest = after;
        bytes.push(match (first, after) {
            (b'+', _) => b' ',
            (b'%', [high, low, ..]) => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => {
                    rest = &after[2..];
                    (high * 16 + low) as u8
                }
                _ => b'%',
            },
            _ => *first,
        });
    }
    String::from_utf8(bytes).unwrap_or_default()
}

/// The settings that these values, in the order of the fields, stand for.
pub fn settings_of<S: DeserializeOwned>(values: &Values) -> Result<S, Complaint> {
    S::deserialize(flat::Fields(values.iter())).map_err(|wrong| wrong.to_string())
}

/// The settings that these values stand for, which their knobs have checked.
///
/// # Panics
/// If a knob lets pass what the settings do not take: a bug of the demo's.
pub fn checked_settings_of<S: DeserializeOwned>(values: &Values) -> S {
    let settings = S::deserialize(flat::Fields(values.iter()));
    settings.unwrap_or_else(|_| panic!("{}", flat::NotFlat))
}

/// `values` with those in `given` put in, each checked by its knob. A given
/// value that is wrong is left out and complained of.
pub fn merge(
    knobs: &[Knob],
    values: &mut Values,
    given: &[(String, String)],
) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for (name, value) in given {
        let Some(knob) = knobs.iter().find(|knob| knob.name == name) else {
            let known = listed(&mut knobs.iter().map(|knob| knob.name));
            complaints
                .push(format!("there is no knob `{name}`: the knobs are {known}"));
            continue;
        };
        let slot = values.iter_mut().find(|(n, _)| n == name);
        let (_, old) = slot.expect("each knob is a field of the settings");
        if let Err(complaint) = knob.check(value) {
            complaints.push(complaint);
            *old = knob.nearest(value, old).into();
        } else {
            *old = value.clone().into();
        }
    }
    complaints
}
