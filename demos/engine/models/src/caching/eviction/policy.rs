//! What a policy is: a cache of a fixed number of keys, which decides on each miss
//! what has to go.

use super::{
    Arc, Clock, Entry, Fifo, Key, Lfu, Lru, Optimal, S3Fifo, Sieve, TwoQueues,
    WTinyLfu,
};

/// What came of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The cache had the key.
    Hit,
    /// It did not, and put it in the place of another one once it was full.
    Miss {
        /// What had to go.
        evicted: Option<Key>,
    },
}

/// A cache that holds some keys, and decides which one goes when a new one comes.
pub trait Policy {
    /// A client asks for a key. If the cache has not got it, it is fetched and put
    /// in.
    fn request(&mut self, key: Key) -> Answer;

    /// Its queues: those that hold keys, and behind them the ghosts, of which only
    /// the names are remembered.
    fn parts(&self) -> Vec<Part<'_>>;

    /// Whether it has a key.
    fn holds(&self, key: Key) -> bool {
        let mut held = self.parts().into_iter().filter(|part| !part.is_ghost);
        held.any(|part| part.entries.iter().any(|entry| entry.key == key))
    }
}

/// A queue of a cache.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// What the policy's paper calls it.
    pub name: &'static str,
    /// Its keys, from the head.
    pub entries: &'a [Entry],
    /// Whether only the names of the keys are there.
    pub is_ghost: bool,
    /// Where the hand points to.
    pub hand: Option<usize>,
}

impl<'a> Part<'a> {
    /// A queue that holds keys.
    pub fn held(name: &'static str, entries: &'a [Entry]) -> Part<'a> {
        Part { name, entries, is_ghost: false, hand: None }
    }

    /// A queue of names.
    pub fn ghost(name: &'static str, entries: &'a [Entry]) -> Part<'a> {
        Part { is_ghost: true, ..Part::held(name, entries) }
    }

    /// With a hand.
    pub fn with_hand(self, place: usize) -> Part<'a> {
        Part { hand: Some(place), ..self }
    }
}

/// Which policy it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Belady's OPT, which knows the future.
    Optimal,
    /// Least recently used.
    Lru,
    /// Least frequently used.
    Lfu,
    /// First in, first out.
    Fifo,
    /// Second chance, by a hand and a bit.
    Clock,
    /// Two queues.
    TwoQueues,
    /// Adaptive replacement.
    Arc,
    /// A window, and admission by frequency.
    WTinyLfu,
    /// Three FIFO queues.
    S3Fifo,
    /// One FIFO queue and a hand.
    Sieve,
}

impl Kind {
    /// All of them, the oldest first, with their words in links and their names.
    pub const ALL: [(Kind, &'static str, &'static str); 10] = [
        (Kind::Optimal, "opt", "OPT"),
        (Kind::Fifo, "fifo", "FIFO"),
        (Kind::Lru, "lru", "LRU"),
        (Kind::Clock, "clock", "CLOCK"),
        (Kind::Lfu, "lfu", "LFU"),
        (Kind::TwoQueues, "2q", "2Q"),
        (Kind::Arc, "arc", "ARC"),
        (Kind::WTinyLfu, "w-tinylfu", "W-TinyLFU"),
        (Kind::S3Fifo, "s3-fifo", "S3-FIFO"),
        (Kind::Sieve, "sieve", "SIEVE"),
    ];

    /// Its word in links.
    pub fn word(self) -> &'static str {
        Kind::ALL[self.place()].1
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Kind::ALL[self.place()].2
    }

    /// The one that has this word in links.
    pub fn of_word(word: &str) -> Option<Kind> {
        Kind::ALL
            .iter()
            .find(|(_, known, _)| *known == word)
            .map(|(kind, ..)| *kind)
    }

    /// Its place among all.
    pub fn place(self) -> usize {
        let place = Kind::ALL.iter().position(|(kind, ..)| *kind == self);
        place.expect("each is among all")
    }
}

/// A cache of any policy.
#[derive(Clone, Debug)]
pub enum AnyPolicy {
    /// Belady's.
    Optimal(Optimal),
    /// FIFO.
    Fifo(Fifo),
    /// LRU.
    Lru(Lru),
    /// CLOCK.
    Clock(Clock),
    /// LFU.
    Lfu(Lfu),
    /// 2Q.
    TwoQueues(TwoQueues),
    /// ARC.
    Arc(Arc),
    /// W-TinyLFU.
    WTinyLfu(WTinyLfu),
    /// S3-FIFO.
    S3Fifo(S3Fifo),
    /// SIEVE.
    Sieve(Sieve),
}

impl AnyPolicy {
    /// An empty cache for so many keys, which gets these requests: Belady's policy
    /// looks them up, the others do not.
    pub fn new(kind: Kind, size: usize, requests: &[Key]) -> AnyPolicy {
        match kind {
            Kind::Optimal => AnyPolicy::Optimal(Optimal::new(size, requests)),
            Kind::Fifo => AnyPolicy::Fifo(Fifo::new(size)),
            Kind::Lru => AnyPolicy::Lru(Lru::new(size)),
            Kind::Clock => AnyPolicy::Clock(Clock::new(size)),
            Kind::Lfu => AnyPolicy::Lfu(Lfu::new(size)),
            Kind::TwoQueues => AnyPolicy::TwoQueues(TwoQueues::new(size)),
            Kind::Arc => AnyPolicy::Arc(Arc::new(size)),
            Kind::WTinyLfu => AnyPolicy::WTinyLfu(WTinyLfu::new(size)),
            Kind::S3Fifo => AnyPolicy::S3Fifo(S3Fifo::new(size)),
            Kind::Sieve => AnyPolicy::Sieve(Sieve::new(size)),
        }
    }

    fn policy(&self) -> &dyn Policy {
        match self {
            AnyPolicy::Optimal(policy) => policy,
            AnyPolicy::Fifo(policy) => policy,
            AnyPolicy::Lru(policy) => policy,
            AnyPolicy::Clock(policy) => policy,
            AnyPolicy::Lfu(policy) => policy,
            AnyPolicy::TwoQueues(policy) => policy,
            AnyPolicy::Arc(policy) => policy,
            AnyPolicy::WTinyLfu(policy) => policy,
            AnyPolicy::S3Fifo(policy) => policy,
            AnyPolicy::Sieve(policy) => policy,
        }
    }

    fn policy_mut(&mut self) -> &mut dyn Policy {
        match self {
            AnyPolicy::Optimal(policy) => policy,
            AnyPolicy::Fifo(policy) => policy,
            AnyPolicy::Lru(policy) => policy,
            AnyPolicy::Clock(policy) => policy,
            AnyPolicy::Lfu(policy) => policy,
            AnyPolicy::TwoQueues(policy) => policy,
            AnyPolicy::Arc(policy) => policy,
            AnyPolicy::WTinyLfu(policy) => policy,
            AnyPolicy::S3Fifo(policy) => policy,
            AnyPolicy::Sieve(policy) => policy,
        }
    }
}

impl Policy for AnyPolicy {
    fn request(&mut self, key: Key) -> Answer {
        self.policy_mut().request(key)
    }

    fn parts(&self) -> Vec<Part<'_>> {
        self.policy().parts()
    }
}

/// How many of some requests a policy of this size answers from the cache.
pub fn hits(kind: Kind, size: usize, requests: &[Key]) -> usize {
    let mut cache = AnyPolicy::new(kind, size, requests);
    let answers = requests.iter().map(|key| cache.request(*key));
    answers.filter(|answer| *answer == Answer::Hit).count()
}
