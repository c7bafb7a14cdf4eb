//! Hash functions: where on the ring a name lies.
//!
//! A ring is as even as its hash function *mixes*: two names that differ in one
//! character must lie anywhere, not beside one another. xxHash mixes. FNV-1a
//! does not, in the high bits, where a ring looks: it ends with one
//! multiplication by 2⁴⁰ + 435, so a step of one in the last character of a
//! name moves it by 1/2²⁴ of the ring, and in the last but one by 870/2²⁴. The
//! virtual nodes `n3-0` … `n3-9` are one token in all but name, and the ninety
//! from `n3-10` to `n3-99` are a second. Modulo looks at the low bits, where
//! FNV-1a is fine. Libraries were bitten by this, see the sources.
//!
//! - Source: [xxHash, the specification][xxh] (XXH64); Fowler, Noll, Vo and
//!   Eastlake, [*The FNV Non-Cryptographic Hash Algorithm*][fnv].
//! - Bitten: [tinode/chat 542][tinode] (2020), [EnyimMemcachedCore 208][enyim]
//!   (2024): a hundred virtual nodes a server, and one with four times the
//!   keys of another.
//!
//! [xxh]: https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
//! [fnv]: https://datatracker.ietf.org/doc/draft-eastlake-fnv/
//! [tinode]: https://github.com/tinode/chat/pull/542
//! [enyim]: https://github.com/cnblogs/EnyimMemcachedCore/pull/208

use std::fmt;
use std::str::FromStr;
use xxhash_rust::xxh64::xxh64;

/// What FNV-1a starts from, 64 bits.
const FNV_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
/// What FNV-1a multiplies by, 64 bits.
const FNV_PRIME: u64 = (1 << 40) + 435;

/// A function from names to 64-bit positions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HashFunction {
    /// XXH64: mixes every bit of the name into every bit of the position.
    #[default]
    Xxh64,
    /// FNV-1a: leaves names that end alike but for a digit beside one another.
    Fnv1a,
}

impl HashFunction {
    /// All of them.
    pub const ALL: [HashFunction; 2] = [HashFunction::Xxh64, HashFunction::Fnv1a];

    /// Its name in settings and links.
    pub const fn word(self) -> &'static str {
        match self {
            HashFunction::Xxh64 => "xxh64",
            HashFunction::Fnv1a => "fnv1a",
        }
    }
}

impl fmt::Display for HashFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for HashFunction {
    type Err = String;

    fn from_str(text: &str) -> Result<HashFunction, String> {
        HashFunction::ALL
            .into_iter()
            .find(|function| function.word() == text)
            .ok_or_else(|| format!("`{text}` is no hash: one is xxh64 or fnv1a"))
    }
}

/// A hash function and the seed that tells one ring from another.
///
/// Real systems leave the seed at zero: all who hash must agree. Here it draws
/// another ring of the same kind, to see how lucky one ring was.
///
/// ```
/// # use models::partitioning::{HashFunction, SeededHash};
/// let hash = |seed| SeededHash { function: HashFunction::Xxh64, seed };
/// assert_eq!(hash(7).position("n3-0"), hash(7).position("n3-0"));
/// assert_ne!(hash(7).position("n3-0"), hash(8).position("n3-0"));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SeededHash {
    /// The function.
    pub function: HashFunction,
    /// Which ring.
    pub seed: u64,
}

impl SeededHash {
    /// Where `name` lies on a ring of 2⁶⁴ positions.
    pub fn position(self, name: &str) -> u64 {
        match self.function {
            HashFunction::Xxh64 => xxh64(name.as_bytes(), self.seed),
            // FNV-1a has no seed: the seed is hashed before the name.
            HashFunction::Fnv1a => {
                fnv1a_from(fnv1a(&self.seed.to_le_bytes()), name.as_bytes())
            }
        }
    }

    /// A number that depends on all of a key's hash and all of a seed: XXH64,
    /// whatever the function of the names, as it is the mixing that is wanted.
    pub fn mix(key: u64, seed: u64) -> u64 {
        xxh64(&key.to_le_bytes(), seed)
    }
}

/// The FNV-1a hash of `bytes`, 64 bits.
///
/// ```
/// # use models::partitioning::hash::fnv1a;
/// assert_eq!(fnv1a(b"foobar"), 0x85944171f73967e8);
/// let step = fnv1a(b"n3-1").wrapping_sub(fnv1a(b"n3-0")) as i64;
/// assert_eq!(step.unsigned_abs(), (1 << 40) + 435); // side by side
/// ```
pub fn fnv1a(bytes: &[u8]) -> u64 {
    fnv1a_from(FNV_BASIS, bytes)
}

fn fnv1a_from(basis: u64, bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(basis, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(FNV_PRIME))
}
