//! Virtual time: whole microseconds since the start of the run.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};
use std::str::FromStr;

/// A moment of virtual time, or a span of it, in whole microseconds.
///
/// An integer, so that adding up the same spans gives the same moment on every
/// machine. Prints exactly and as short as it can, and reads what it prints:
///
/// ```
/// # use sim::Micros;
/// assert_eq!(Micros::from_millis(1_360).to_string(), "1.36s");
/// assert_eq!(Micros::from_millis(250).to_string(), "250ms");
/// assert_eq!("1.36s".parse(), Ok(Micros::from_millis(1_360)));
/// assert_eq!("0.5ms".parse(), Ok(Micros::new(500)));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Micros(u64);

impl Micros {
    /// The start of every run, and the empty span.
    pub const ZERO: Micros = Micros(0);
    /// Later than anything that happens.
    pub const MAX: Micros = Micros(u64::MAX);

    /// So many microseconds.
    pub const fn new(micros: u64) -> Micros {
        Micros(micros)
    }

    /// So many milliseconds.
    pub const fn from_millis(millis: u64) -> Micros {
        Micros(millis * 1_000)
    }

    /// So many seconds.
    pub const fn from_secs(secs: u64) -> Micros {
        Micros(secs * 1_000_000)
    }

    /// The number of microseconds.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// Whole milliseconds, rounded down.
    pub const fn as_millis(self) -> u64 {
        self.0 / 1_000
    }

    /// The span since `earlier`, or zero if that lies ahead.
    pub const fn since(self, earlier: Micros) -> Micros {
        Micros(self.0.saturating_sub(earlier.0))
    }

    /// The sum, or [`Micros::MAX`] where it would not fit.
    pub const fn saturating_add(self, span: Micros) -> Micros {
        Micros(self.0.saturating_add(span.0))
    }

    /// Seconds to the millisecond, as logs show them: `1.360 s`.
    pub fn clock(self) -> String {
        let millis = self.0.saturating_add(500) / 1_000;
        format!("{}.{:03} s", millis / 1_000, millis % 1_000)
    }
}

impl Add for Micros {
    type Output = Micros;
    fn add(self, span: Micros) -> Micros {
        Micros(self.0 + span.0)
    }
}

impl AddAssign for Micros {
    fn add_assign(&mut self, span: Micros) {
        self.0 += span.0;
    }
}

impl Sub for Micros {
    type Output = Micros;
    fn sub(self, earlier: Micros) -> Micros {
        Micros(self.0 - earlier.0)
    }
}

/// The units that a time may be written in, the largest first.
const UNITS: [(&str, u64); 3] = [("s", 1_000_000), ("ms", 1_000), ("us", 1)];

/// As URLs and commands have it, `1.5s`; with `{:#}` as sentences do, `1.5 s`.
impl fmt::Display for Micros {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, unit) =
            *UNITS.iter().find(|(_, u)| self.0 >= *u).unwrap_or(&UNITS[0]);
        let (whole, mut rest, mut place) =
            (self.0 / unit, self.0 % unit, unit / 10);
        write!(f, "{whole}")?;
        if rest > 0 {
            f.write_str(".")?;
        }
        while rest > 0 {
            write!(f, "{}", rest / place)?;
            (rest, place) = (rest % place, place / 10);
        }
        if f.alternate() {
            f.write_str(" ")?;
        }
        f.write_str(name)
    }
}

/// What a text that is no time should have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotATime;

impl fmt::Display for NotATime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a time is a number and a unit: 2s, 350ms, 1.36s or 40us")
    }
}

impl std::error::Error for NotATime {}

impl FromStr for Micros {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Micros, NotATime> {
        if text == "0" {
            return Ok(Micros::ZERO);
        }
        let letters = text.bytes().position(|byte| byte.is_ascii_alphabetic());
        let (digits, unit) =
            letters.and_then(|at| text.split_at_checked(at)).ok_or(NotATime)?;
        let (_, unit) =
            UNITS.iter().find(|(name, _)| *name == unit).ok_or(NotATime)?;
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let mut micros = whole
            .parse::<u64>()
            .ok()
            .and_then(|n| n.checked_mul(*unit))
            .ok_or(NotATime)?;
        let mut place = *unit;
        for digit in fraction.chars() {
            place /= 10;
            let digit = u64::from(digit.to_digit(10).ok_or(NotATime)?);
            if place == 0 && digit > 0 {
                return Err(NotATime); // finer than a microsecond
            }
            micros = micros.checked_add(digit * place).ok_or(NotATime)?;
        }
        Ok(Micros(micros))
    }
}
