//! All policies side by side on the same requests, one every 100 ms.

use super::trace::{HALF, Law, Shape, requests};
use super::{Answer, AnyPolicy, Key, Kind, LETTERS, Policy};
use sim::{Log, Micros, Model};
use std::fmt::{self, Display};
use std::str::FromStr;
use std::sync::Arc;

/// From one request to the next.
const BEAT: Micros = Micros::from_millis(100);
/// So many requests are looked at together.
pub const WINDOW: usize = 20;
/// So many hits fewer than OPT in a [`WINDOW`] are far behind.
pub const FAR: usize = 8;
/// Most keys of an edit.
const MOST: usize = 40;

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How many keys each cache has room for.
    pub size: usize,
    /// What is asked for.
    pub shape: Shape,
}

/// What came of a request in one of the caches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It had the key.
    Hit,
    /// Nobody had asked for the key before, so no cache can have it.
    First,
    /// It had the key once, and has evicted it.
    Again,
}

/// A cache and what it has done so far.
#[derive(Clone, Debug)]
pub struct Cache {
    kind: Kind,
    policy: AnyPolicy,
    fates: Vec<Fate>,
    evicted: Option<Key>,
    behind: usize,
}

impl Cache {
    fn new(kind: Kind, size: usize, requests: &[Key]) -> Cache {
        let policy = AnyPolicy::new(kind, size, requests);
        Cache { kind, policy, fates: Vec::new(), evicted: None, behind: 0 }
    }

    fn request(&mut self, key: Key, is_first: bool) {
        let (fate, evicted) = match self.policy.request(key) {
            Answer::Hit => (Fate::Hit, None),
            Answer::Miss { evicted } if is_first => (Fate::First, evicted),
            Answer::Miss { evicted } => (Fate::Again, evicted),
        };
        self.fates.push(fate);
        self.evicted = evicted;
    }

    /// Which policy it has.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Its queues.
    pub fn policy(&self) -> &AnyPolicy {
        &self.policy
    }

    /// What came of each request.
    pub fn fates(&self) -> &[Fate] {
        &self.fates
    }

    /// What the last request evicted.
    pub fn evicted(&self) -> Option<Key> {
        self.evicted
    }

    /// How many hits fewer than OPT it had in its worst [`WINDOW`].
    pub fn behind(&self) -> usize {
        self.behind
    }

    /// How many of the last requests were hits, of those from some request on.
    fn lately(&self, from: usize) -> usize {
        let start = self.fates.len().saturating_sub(WINDOW);
        let last = self.fates.get(start.max(from)..).unwrap_or(&[]);
        last.iter().filter(|fate| **fate == Fate::Hit).count()
    }

    /// How many requests had this fate.
    pub fn count(&self, fate: Fate) -> usize {
        self.fates.iter().filter(|other| **other == fate).count()
    }
}

/// The caches at work.
#[derive(Clone, Debug)]
pub struct SideBySide {
    settings: Settings,
    requests: Arc<[Key]>,
    served: usize,
    next: Micros,
    /// How often each key was asked for.
    asked: Vec<u32>,
    caches: Vec<Cache>,
}

impl SideBySide {
    /// Empty caches, and requests on their way to them.
    pub fn new(settings: &Settings, seed: u64) -> SideBySide {
        let requests: Arc<[Key]> = requests(&settings.shape, seed).into();
        let kinds = Kind::ALL.into_iter();
        let caches = kinds
            .map(|(kind, ..)| Cache::new(kind, settings.size, &requests))
            .collect();
        SideBySide {
            settings: *settings,
            requests,
            served: 0,
            next: BEAT,
            asked: Vec::new(),
            caches,
        }
    }

    /// All requests: those so far and those that come.
    pub fn requests(&self) -> &[Key] {
        &self.requests
    }

    /// How many there were so far.
    pub fn served(&self) -> usize {
        self.served
    }

    /// How often a key was asked for so far.
    pub fn asked(&self, key: Key) -> u32 {
        self.asked.get(usize::from(key.0)).copied().unwrap_or(0)
    }

    /// How many keys each cache has room for.
    pub fn size(&self) -> usize {
        self.settings.size
    }

    /// The caches, in the order of [`Kind::ALL`].
    pub fn caches(&self) -> &[Cache] {
        &self.caches
    }

    /// The cache of a policy.
    pub fn cache(&self, kind: Kind) -> &Cache {
        &self.caches[kind.place()]
    }

    /// The policies that were [`FAR`] behind OPT at some time.
    pub fn far_behind(&self) -> impl Iterator<Item = Kind> + '_ {
        let far = self.caches.iter().filter(|cache| cache.behind >= FAR);
        far.map(|cache| cache.kind)
    }

    /// From which request on it is judged who is behind: where there is a scan, when
    /// it begins.
    pub fn judged_from(&self) -> usize {
        match self.settings.shape.law {
            Law::Scan => HALF,
            Law::Zipf | Law::Loop | Law::Shift | Law::Nothing => 0,
        }
    }

    /// How many requests in a thousand a cache has answered so far.
    pub fn hit_thousandths(&self, kind: Kind) -> u32 {
        let hits = self.cache(kind).count(Fate::Hit);
        (hits * 1_000).checked_div(self.served).unwrap_or(0) as u32
    }

    fn serve(&mut self, key: Key) {
        let place = usize::from(key.0);
        if self.asked.len() <= place {
            self.asked.resize(place + 1, 0);
        }
        let is_first = self.asked[place] == 0;
        self.asked[place] += 1;
        for cache in &mut self.caches {
            cache.request(key, is_first);
        }
        self.served += 1;
        let from = self.judged_from();
        let best = self.caches[Kind::Optimal.place()].lately(from);
        for cache in &mut self.caches {
            cache.behind =
                cache.behind.max(best.saturating_sub(cache.lately(from)));
        }
    }

    /// Lets some keys be asked for next, before all others. OPT knew of them.
    fn put_in(&mut self, keys: &[Key]) {
        let (past, future) = self.requests.split_at(self.served);
        self.requests = [past, keys, future].concat().into();
        let optimal = Cache::new(Kind::Optimal, self.settings.size, &self.requests);
        let fates = std::mem::replace(&mut self.caches[0], optimal).fates;
        for (key, fate) in self.requests.iter().zip(fates) {
            self.caches[0].request(*key, fate == Fate::First);
        }
    }

    /// Keys that nobody has asked for or will ask for.
    fn new_keys(&self, count: u16) -> Vec<Key> {
        let most = self.requests.iter().map(|key| key.0 + 1).max();
        let first = most.unwrap_or(0).max(LETTERS);
        (first..first + count).map(Key).collect()
    }

    fn note(&self, log: &mut Log, at: Micros, key: Key) {
        let is_hit = |cache: &&Cache| cache.fates.last() == Some(&Fate::Hit);
        let hits = self.caches.iter().filter(is_hit).count();
        let all = self.caches.len();
        let number = self.served;
        let first = if self.asked(key) == 1 { ", for the first time" } else { "" };
        let text =
            format!("request {number} is for {key}{first}: {hits} of {all} hit");
        log.note(at, None, text);
    }
}

/// What may be done to the requests.
///
/// ```
/// # use models::caching::eviction::{Edit, Key};
/// let edit = Edit::Ask(vec![Key(0), Key(1), Key(0)]);
/// assert_eq!("ask-ABA".parse(), Ok(edit));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// `ask-ABA`: these are asked for next.
    Ask(Vec<Key>),
    /// `scan-20`: so many keys that are new are asked for next.
    Scan(u16),
    /// `loop-11`: so many new keys are asked for next, three times round.
    Loop(u16),
}

impl Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Edit::Ask(keys) => {
                f.write_str("ask-")?;
                keys.iter().try_for_each(|key| write!(f, "{key}"))
            }
            Edit::Scan(count) => write!(f, "scan-{count}"),
            Edit::Loop(count) => write!(f, "loop-{count}"),
        }
    }
}

impl FromStr for Edit {
    type Err = String;

    fn from_str(text: &str) -> Result<Edit, String> {
        let number = |text: &str| {
            let number = text.parse().ok();
            number.filter(|number| (1..=MOST as u16).contains(number))
        };
        let key = |letter: u8| {
            letter.is_ascii_uppercase().then(|| Key(u16::from(letter - b'A')))
        };
        let edit = match text.split_once('-') {
            Some(("ask", keys)) if (1..=MOST).contains(&keys.len()) => {
                keys.bytes().map(key).collect::<Option<_>>().map(Edit::Ask)
            }
            Some(("scan", count)) => number(count).map(Edit::Scan),
            Some(("loop", count)) => number(count).map(Edit::Loop),
            Some(_) | None => None,
        };
        edit.ok_or_else(|| {
            format!(
                "`{text}` is no edit: one is ask-ABA, up to {MOST} letters, \
                 scan-20 or loop-11, up to {MOST}"
            )
        })
    }
}

impl Model for SideBySide {
    type Edit = Edit;

    fn next(&self) -> Option<Micros> {
        (self.served < self.requests.len()).then_some(self.next)
    }

    fn step(&mut self, log: &mut Log) {
        let (at, key) = (self.next, self.requests[self.served]);
        self.serve(key);
        self.note(log, at, key);
        self.next = at + BEAT;
    }

    fn edit(&mut self, at: Micros, edit: &Edit, _: &mut Log) {
        let keys = match edit {
            Edit::Ask(keys) => keys.clone(),
            Edit::Scan(count) => self.new_keys(*count),
            Edit::Loop(count) => self.new_keys(*count).repeat(3),
        };
        self.put_in(&keys);
        if self.next <= at {
            self.next = at + BEAT;
        }
    }
}
