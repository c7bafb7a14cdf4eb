//! What the guide's prose quotes about storms, towers of retries and pools,
//! worked out by the engine.

use models::resilience_patterns::bulkhead::{self, Defence};
use models::resilience_patterns::call_tree::{self, CallTree, Rule};
use models::resilience_patterns::pool_experiments as pools;
use models::resilience_patterns::retry_storm::{self, Cure, Cures};
use models::resilience_patterns::storm_experiments as storms;
use serde::{Deserialize, Serialize};
use sim::{Log, Micros, Model};
use stage::{Experiment, Knob};

const LOAD: Knob = Knob::linear("load", "New requests", "/s", (1, 99, 1));
const ATTEMPTS: Knob = Knob::linear("attempts", "Attempts", "", (1, 5, 1));
const CURE: Knob = Knob::choice(
    "cure",
    "Cure",
    &[
        ("none", "none"),
        ("budget", "retry budget"),
        ("drop", "drop expired work"),
        ("lifo", "newest first"),
        ("bound", "bounded queue"),
        ("breaker", "circuit breaker"),
    ],
);

/// A storm that sets in at a stall of three seconds.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Storm {
    load: u32,
    attempts: u32,
    cure: String,
}

impl Default for Storm {
    fn default() -> Storm {
        Storm { load: 36, attempts: 3, cure: "none".into() }
    }
}

impl Storm {
    fn cure(&self) -> Option<Cure> {
        Cure::ALL.into_iter().find(|cure| cure.word() == self.cure)
    }

    fn of_model(&self) -> retry_storm::Settings {
        retry_storm::Settings {
            load_per_s: self.load,
            attempts: self.attempts,
            cures: Cures::only(self.cure()),
            ..retry_storm::Settings::default()
        }
    }
}

/// Thousandths with one decimal, or none where it is zero.
fn tenths(thousandths: u64) -> String {
    let tenths = (thousandths + 50) / 100;
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        rest => format!("{}.{rest}", tenths / 10),
    }
}

/// Rounded up.
fn hundredths(thousandths: u64) -> String {
    let hundredths = thousandths.div_ceil(10);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// The highest load that a stall does no lasting harm to.
pub struct HiddenCapacity;

impl Experiment for HiddenCapacity {
    const SAYS: &'static str = "highest load, in whole requests a second, at which \
                                goodput comes back after a stall of 3 s, of a \
                                server that serves 100; at most 100";
    const KNOBS: &'static [Knob] = &[LOAD, ATTEMPTS, CURE];
    type Settings = Storm;

    fn run(storm: &Storm) -> String {
        storms::hidden_capacity(storm.attempts, storm.cure()).to_string()
    }
}

/// Goodput in the minute after a stall.
pub struct StormGoodput;

impl Experiment for StormGoodput {
    const SAYS: &'static str = "requests a second answered in time in the minute \
                                that begins 10 s after a stall of 3 s";
    const KNOBS: &'static [Knob] = &[LOAD, ATTEMPTS, CURE];
    type Settings = Storm;

    fn run(storm: &Storm) -> String {
        tenths(storms::goodput_after(&storm.of_model(), 1))
    }
}

/// How long after a stall goodput is back.
pub struct StormHealsAfter;

impl Experiment for StormHealsAfter {
    const SAYS: &'static str = "seconds after the end of a stall of 3 s until \
                                goodput is back, or `never` (in ten minutes)";
    const KNOBS: &'static [Knob] = &[LOAD, ATTEMPTS, CURE];
    type Settings = Storm;

    fn run(storm: &Storm) -> String {
        match storms::heals_after(&storm.of_model(), 1) {
            Some(after) => tenths(after.as_millis()),
            None => "never".into(),
        }
    }
}

/// The shortest stall that a server does not recover from.
pub struct ShortestStall;

impl Experiment for ShortestStall {
    const SAYS: &'static str = "shortest stall, in seconds, after which goodput \
                                does not come back in ten minutes, or `over 10`";
    const KNOBS: &'static [Knob] = &[LOAD, ATTEMPTS];
    type Settings = Trigger;

    fn run(trigger: &Trigger) -> String {
        match storms::shortest_fatal_stall(trigger.load, trigger.attempts) {
            Some(millis) => hundredths(millis),
            None => "over 10".into(),
        }
    }
}

/// A load that a stall comes upon.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Trigger {
    load: u32,
    attempts: u32,
}

impl Default for Trigger {
    fn default() -> Trigger {
        Trigger { load: 36, attempts: 3 }
    }
}

/// A queue that nobody leaves.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Queue {
    load: u32,
}

impl Default for Queue {
    fn default() -> Queue {
        Queue { load: 90 }
    }
}

/// How long requests wait at a server that is not overloaded.
pub struct QueueWait;

impl Experiment for QueueWait {
    const SAYS: &'static str = "mean wait, in milliseconds, before a server that \
                                needs 10 ms for a request, when requests come at \
                                random (M/D/1), over an hour of each of 8 seeds";
    const KNOBS: &'static [Knob] = &[LOAD];
    type Settings = Queue;

    fn run(queue: &Queue) -> String {
        let (mut waited, mut taken) = (Micros::ZERO, 0);
        for seed in 0..8 {
            let tally = storms::undisturbed(queue.load, 1, seed);
            waited += tally.waited;
            taken += tally.taken;
        }
        tenths(waited.get() / taken)
    }
}

/// Services in a row.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Tower {
    attempts: u32,
    depth: u32,
    rule: String,
    fail: u32,
}

impl Default for Tower {
    fn default() -> Tower {
        Tower { attempts: 3, depth: 5, rule: "all".into(), fail: 100 }
    }
}

/// How many calls of one request reach the database.
pub struct AmplificationCalls;

impl Experiment for AmplificationCalls {
    const SAYS: &'static str = "calls that reach the database for one request \
                                through so many services in a row, counted over \
                                a million calls";
    const KNOBS: &'static [Knob] = &[
        ATTEMPTS,
        Knob::linear("depth", "Services in a row", "", (1, 5, 1)),
        Knob::choice(
            "rule",
            "Who retries",
            &[
                ("all", "every service"),
                ("top", "the first alone"),
                ("bottom", "the last alone"),
                ("budget", "every service, 10 % at most"),
            ],
        ),
        Knob::linear("fail", "Database fails", "%", (0, 100, 1)),
    ];
    type Settings = Tower;

    fn run(tower: &Tower) -> String {
        let settings = call_tree::Settings {
            depth: tower.depth as usize,
            attempts: tower.attempts,
            rule: match tower.rule.as_str() {
                "top" => Rule::Top,
                "bottom" => Rule::Bottom,
                "budget" => Rule::Budget,
                _ => Rule::All,
            },
            failing: tower.fail,
        };
        let mut tree = CallTree::new(&settings, 1);
        for _ in 0..1_000_000 {
            tree.step(&mut Log::off());
        }
        let (done, failed) = tree.ended();
        let calls = tree.calls_of_ended()[settings.depth];
        let hundredths = (calls * 100 + (done + failed) / 2) / (done + failed);
        let decimals = format!("{}.{:02}", hundredths / 100, hundredths % 100);
        decimals.trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}

/// A pool with a slow dependency.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct SlowDependency {
    cure: String,
    threads: u32,
    slow: u32,
}

impl Default for SlowDependency {
    fn default() -> SlowDependency {
        SlowDependency { cure: "none".into(), threads: 20, slow: 2_000 }
    }
}

/// What is left of the requests that do not need the slow dependency.
pub struct BulkheadAnswered;

impl Experiment for BulkheadAnswered {
    const SAYS: &'static str = "of a hundred requests for the two healthy \
                                dependencies, how many are answered in time while \
                                the third is slow";
    const KNOBS: &'static [Knob] = &[
        Knob::choice(
            "cure",
            "Defence",
            &[
                ("none", "none"),
                ("bulkhead", "bulkheads of 8"),
                ("timeout", "time-out of 200 ms"),
                ("shedding", "load shedding"),
                ("adaptive", "adaptive limits"),
            ],
        ),
        Knob::linear("threads", "Threads", "", (1, 1_000, 1)),
        Knob::linear("slow", "Slow answers take", "ms", (1, 10_000, 1)),
    ];
    type Settings = SlowDependency;

    fn run(pool: &SlowDependency) -> String {
        let defence = Defence::ALL.into_iter().find(|d| d.word() == pool.cure);
        let settings = bulkhead::Settings {
            threads: pool.threads as usize,
            slow: Micros::from_millis(pool.slow.into()),
            defence: defence.unwrap_or_default(),
            ..bulkhead::Settings::default()
        };
        format!("{:.0}", pools::answered_percent(&settings))
    }
}

/// Calls of a rate and a latency.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Calls {
    load: u32,
    latency: u32,
}

impl Default for Calls {
    fn default() -> Calls {
        Calls { load: 40, latency: 50 }
    }
}

/// How many threads calls keep busy.
pub struct BulkheadConcurrency;

impl Experiment for BulkheadConcurrency {
    const SAYS: &'static str = "threads busy on average with so many calls a second \
                                of such a latency, measured; Little's law says \
                                load times latency";
    const KNOBS: &'static [Knob] = &[
        Knob::linear("load", "Calls", "/s", (1, 1_000, 1)),
        Knob::linear("latency", "Each takes", "ms", (1, 5_000, 1)),
    ];
    type Settings = Calls;

    fn run(calls: &Calls) -> String {
        let latency = Micros::from_millis(calls.latency.into());
        let (measured, _) = pools::threads(calls.load, latency);
        tenths((measured * 1_000.0) as u64)
    }
}

/// How many calls a bulkhead refuses when nothing is slow.
pub struct BulkheadRefused;

impl Experiment for BulkheadRefused {
    const SAYS: &'static str = "of a hundred calls of 50 ms that come at random, how \
                                many a bulkhead of 8 places refuses though nothing \
                                is slow, over an hour (Erlang's loss formula)";
    const KNOBS: &'static [Knob] =
        &[Knob::linear("load", "Calls", "/s", (1, 1_000, 1))];
    type Settings = Queue;

    fn run(calls: &Queue) -> String {
        let (refused, _) = pools::refused_by_bulkhead(calls.load, 1);
        format!("{:.1}", refused * 100.0)
    }
}
