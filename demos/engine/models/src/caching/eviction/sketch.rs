//! How often a key was asked for lately, about, in a few bits: a count-min sketch
//! of counters up to 15, which are halved after so many requests.
//!
//! A key has a counter in each of four rows; others may share it, so the least of
//! the four is nearest to the truth, and is never too low between two halvings.
//!
//! - Source: Cormode and Muthukrishnan, *An Improved Data Stream Summary: The
//!   Count-Min Sketch and its Applications* (2005); the halving, *reset*, and the
//!   sample of ten times the cache are TinyLFU's, section 3. The hash is
//!   Dietzfelbinger's multiply and shift.

use super::Key;

/// The largest count: four bits.
const MOST: u8 = 15;
/// Counts are halved after so many requests for each key that the cache holds.
const SAMPLE: usize = 10;
/// Odd numbers that the rows multiply by.
const ROWS: [u64; 4] = [
    0x9e37_79b9_7f4a_7c15,
    0xbf58_476d_1ce4_e5b9,
    0x94d0_49bb_1331_11eb,
    0xd6e8_feb8_6659_fd93,
];

/// The counters.
#[derive(Clone, Debug)]
pub struct Sketch {
    counters: Vec<u8>,
    /// How many bits tell the counters of a row apart.
    bits: u32,
    counted: usize,
    sample: usize,
}

impl Sketch {
    /// All zero, for a cache of so many keys.
    pub fn new(size: usize) -> Sketch {
        let width = (4 * size).next_power_of_two();
        Sketch {
            counters: vec![0; ROWS.len() * width],
            bits: width.trailing_zeros(),
            counted: 0,
            sample: SAMPLE * size,
        }
    }

    /// Where the counters of a key are.
    fn places(&self, key: Key) -> [usize; ROWS.len()] {
        let mut row = 0;
        ROWS.map(|odd| {
            let hash = (u64::from(key.0) + 1).wrapping_mul(odd) >> (64 - self.bits);
            row += 1;
            ((row - 1) << self.bits) + hash as usize
        })
    }

    /// A key was asked for: the least of its counters grow.
    pub fn count(&mut self, key: Key) {
        let least = self.estimate(key);
        if least < MOST {
            for place in self.places(key) {
                self.counters[place] = self.counters[place].max(least + 1);
            }
        }
        self.counted += 1;
        if self.counted >= self.sample {
            self.counters.iter_mut().for_each(|counter| *counter /= 2);
            self.counted /= 2;
        }
    }

    /// How often a key was asked for lately, about.
    pub fn estimate(&self, key: Key) -> u8 {
        let counters = self.places(key).map(|place| self.counters[place]);
        counters.into_iter().min().unwrap_or(0)
    }
}
