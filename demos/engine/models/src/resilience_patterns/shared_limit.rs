//! One limit for a client whose requests come in through many gateways.
//!
//! A limiter on one machine is exact. With many gateways somebody has to say how
//! the limit is divided, and each way is wrong in another place: equal shares refuse
//! a client whose requests come in through one gateway; a store that is read and
//! then written counts requests that overlap once; tokens that are taken in batches
//! lie with gateways that do not need them, and come on top in a burst.
//!
//! - Assumes: gateways and store have one clock, no message is lost, each takes half
//!   the round trip, and the store serves in order of arrival.
//! - Cost: O(1) a request, O(batch) a fetch.
//! - Source: *Counting things, a lot of different things* ([Cloudflare, 2017]) on a
//!   store without an atomic step. Envoy's [rate limit quota] filter moves shares to
//!   where the requests are, by what its instances report.
//! - Left out: gateways that come and go; shares that follow the requests; a store
//!   that fails.
//!
//! [Cloudflare, 2017]: https://blog.cloudflare.com/counting-things-a-lot-of-different-things/
//! [rate limit quota]: https://www.envoyproxy.io/docs/envoy/v1.37.0/configuration/http/http_filters/rate_limit_quota_filter

use super::{Busiest, Limiter, TokenBucket};
use sim::{Micros, Stream};
use std::collections::VecDeque;

/// How gateways keep one limit together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sharing {
    /// Each has the whole limit, and knows nothing of the others.
    #[default]
    Copies,
    /// Each has an equal share of it.
    Shares,
    /// All ask one store, which looks and takes in one step.
    Central,
    /// All read the store, decide, and write back what is left by then.
    ReadThenWrite,
    /// Each takes so many tokens at a time from the store, and spends them itself.
    Batches(u32),
}

/// A client and what stands between it and the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How the gateways keep the limit.
    pub sharing: Sharing,
    /// How many gateways there are.
    pub gateways: u32,
    /// The limit in requests a second; it is also the largest burst.
    pub limit_per_s: u32,
    /// How many requests come in a second.
    pub load_per_s: u32,
    /// How many of a hundred come in through the first gateway; the others share
    /// the rest evenly.
    pub first_percent: u32,
    /// From a gateway to the store and back.
    pub round_trip: Micros,
    /// For how long the client rests before it sends, once it has sent a little
    /// through every gateway: tokens then lie where they were fetched.
    pub rest: Micros,
    /// For how long it sends.
    pub length: Micros,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            sharing: Sharing::Copies,
            gateways: 10,
            limit_per_s: 100,
            load_per_s: 80,
            first_percent: 50,
            round_trip: Micros::from_millis(2),
            rest: Micros::ZERO,
            length: Micros::from_secs(60),
        }
    }
}

/// What came of a client's requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many came.
    pub came: u64,
    /// How many passed.
    pub passed: u64,
    /// The most that passed in any second.
    pub most_in_a_second: u64,
    /// How often a gateway asked the store.
    pub trips: u64,
}

/// Sends a client's requests, at random moments through random gateways.
///
/// ```
/// # use models::resilience_patterns::shared_limit::{Settings, Sharing, tally};
/// let passed = |sharing| {
///     let settings = Settings { sharing, ..Settings::default() };
///     tally(&settings, 1).passed
/// };
/// // 80 a second are within the limit of 100; half of them meet a tenth of it.
/// assert!(passed(Sharing::Central) > 4_600);
/// assert!(passed(Sharing::Shares) < 3_200);
/// ```
pub fn tally(settings: &Settings, seed: u64) -> Tally {
    let mut fleet = Fleet::new(settings);
    let mut tally = Tally::default();
    let mut busiest = Busiest::new(Micros::from_secs(1));
    for (at, gateway) in arrivals(settings, seed) {
        tally.came += 1;
        if fleet.admit(at, gateway) {
            tally.passed += 1;
            busiest.pass(at);
        }
    }
    tally.most_in_a_second = busiest.window().passed;
    tally.trips = fleet.trips;
    tally
}

/// When requests come, and through which gateway.
fn arrivals(settings: &Settings, seed: u64) -> Vec<(Micros, usize)> {
    assert!(settings.load_per_s > 0, "requests come");
    let mut chance = Stream::new(seed, "gateways", 0);
    let gateways = u64::from(settings.gateways);
    let mut arrivals = Vec::new();
    let mut start = Micros::ZERO;
    if settings.rest > Micros::ZERO {
        arrivals.extend((0..settings.gateways as usize).map(|g| (start, g)));
        start = settings.rest;
    }
    let mut at = start;
    let mean = 1_000_000 / u64::from(settings.load_per_s);
    loop {
        at += Micros::new(chance.exponential(mean));
        if at > start + settings.length {
            return arrivals;
        }
        let is_first = chance.below(100) < u64::from(settings.first_percent);
        let gateway = match is_first || gateways == 1 {
            true => 0,
            false => 1 + chance.below(gateways - 1),
        };
        arrivals.push((at, gateway as usize));
    }
}

/// The gateways and their store.
struct Fleet {
    sharing: Sharing,
    half_trip: Micros,
    /// What each gateway decides by itself.
    own: Vec<TokenBucket>,
    /// Tokens that each has fetched, and when the last ones came.
    fetched: Vec<(u64, Micros)>,
    store: TokenBucket,
    /// What gateways will have written back, and when it is there.
    writes: VecDeque<(Micros, TokenBucket)>,
    trips: u64,
}

impl Fleet {
    fn new(settings: &Settings) -> Fleet {
        let (limit, gateways) = (settings.limit_per_s, settings.gateways);
        let own = match settings.sharing {
            Sharing::Shares => limit / gateways,
            Sharing::Copies
            | Sharing::Central
            | Sharing::ReadThenWrite
            | Sharing::Batches(_) => limit,
        };
        Fleet {
            sharing: settings.sharing,
            half_trip: Micros::new(settings.round_trip.get() / 2),
            own: vec![TokenBucket::new(own, own); gateways as usize],
            fetched: vec![(0, Micros::ZERO); gateways as usize],
            store: TokenBucket::new(limit, limit),
            writes: VecDeque::new(),
            trips: 0,
        }
    }

    /// Whether a request passes that comes to a gateway at this moment.
    fn admit(&mut self, at: Micros, gateway: usize) -> bool {
        match self.sharing {
            Sharing::Copies | Sharing::Shares => {
                self.own[gateway].admit(at).is_accepted()
            }
            Sharing::Central => {
                self.trips += 1;
                self.store.admit(at + self.half_trip).is_accepted()
            }
            Sharing::ReadThenWrite => self.read_then_write(at),
            Sharing::Batches(size) => self.spend(at, gateway, size),
        }
    }

    /// The gateway decides by what it read. Its answer reaches the store a round trip
    /// later, over what others have written meanwhile.
    fn read_then_write(&mut self, at: Micros) -> bool {
        self.trips += 2;
        let read_at = at + self.half_trip;
        while let Some((_, written)) =
            self.writes.pop_front_if(|(written_at, _)| *written_at <= read_at)
        {
            self.store = written;
        }
        let mut copy = self.store.clone();
        let is_accepted = copy.admit(read_at).is_accepted();
        if is_accepted {
            let written_at = read_at + self.half_trip + self.half_trip;
            self.writes.push_back((written_at, copy));
        }
        is_accepted
    }

    /// Spends a token that the gateway has, or fetches a batch. While one is on its
    /// way no second one is asked for: who comes meanwhile waits for it.
    fn spend(&mut self, at: Micros, gateway: usize, size: u32) -> bool {
        let (tokens, came) = self.fetched[gateway];
        if tokens == 0 && at >= came {
            self.trips += 1;
            let asked = at + self.half_trip;
            let granted =
                (0..size).take_while(|_| self.store.admit(asked).is_accepted());
            self.fetched[gateway] =
                (granted.count() as u64, asked + self.half_trip);
        }
        let (tokens, _) = &mut self.fetched[gateway];
        let has_one = *tokens > 0;
        *tokens = tokens.saturating_sub(1);
        has_one
    }
}
