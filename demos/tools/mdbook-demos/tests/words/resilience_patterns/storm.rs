//! What the figure of the retry storm may say.

mod outage;

use super::Figure;
use crate::claim::{Claim, Shown, is_about, names, so, theory};
use models::resilience_patterns::Compared;
use models::resilience_patterns::retry_storm::{
    BUDGET_MAX, CAPACITY_PER_S, Cure, Cures, Departure, RetryStorm, SERVICE,
    Settings, Tally, lines,
};
use models::resilience_patterns::storm_experiments::heals_after;
use outage::{
    are_well_from, is_in_vain, is_shorter_and_shorter, outage, queue_at, since,
};
use sim::{Log, Micros, Model};

/// Most departures that are known.
const DEPARTURES_MAX: usize = 1_024;

pub const FIGURE: Figure = Figure {
    demo: "retry-storm",
    claims: &[CARD, SCENARIOS, PICTURE, LOG, CHECKS, OUTCOMES],
    also: &["load=30", "load=33", "cure=breaker", "cure=drop&load=80&attempts=5"],
    percent: 100,
};

const CARD: &[Claim] = &[
    names("Retry storm: the outage that outlives its cause"),
    names("the ✕ in the queue: their clients have given up."),
    names("What does the server do with them?"),
    theory(
        "An outage can outlive its cause: once the queue is longer than its \
         clients' patience, their retries can keep it so.",
        "resilience_patterns/retry_storm.rs::a_storm_can_last_and_can_heal",
    ),
    so(
        "At 36 requests a second, three attempts and no cure, the server is fully \
         busy answering requests that were given up, so each new one fails and \
         comes three times: 108 a second are more than 100.",
        |s| {
            let is_that = is_stalled_for_3_s(s, "36");
            let is_storm = s.now() >= Micros::from_secs(20);
            let is_busy = !storm(s).station().is_free();
            !(is_that && is_storm)
                || (is_busy
                    && last_second(s, lines::ATTEMPTS).abs_diff(108) <= 2
                    && last_second(s, lines::GOODPUT) == 0)
        },
    ),
    so(
        "Below 100 / 3 a second the same stall heals: at 30 a second after 9 s, at \
         33 only after 100, when this run is over.",
        |s| {
            let is_at_end = s.now() == Micros::from_secs(30);
            let about = match s.knob("load") {
                _ if !is_at_end || !is_stalled_for_3_s(s, s.knob("load")) => None,
                "30" => Some(9),
                "33" => Some(100),
                _ => None,
            };
            about.is_none_or(|seconds: u64| {
                let after = heals_after(storm(s).settings(), 1);
                let after = after.map(|after| (after.as_millis() + 500) / 1_000);
                let is_seen = storm(s).healed_at().is_some();
                after == Some(seconds) && is_seen == (seconds < 17)
            })
        },
    ),
];

const SCENARIOS: &[Claim] = &[
    so(
        "how far the attempts rise, and the grey line: what the server can serve.",
        |s| {
            let Settings { load_per_s, attempts, .. } = *storm(s).settings();
            load_per_s * attempts == 90
                && CAPACITY_PER_S == 100
                && last_second(s, lines::ATTEMPTS) <= 90 + 2
        },
    ),
    so("how far the attempts rise above the new requests.", |s| {
        let Tally { fresh, attempts, .. } = storm(s).tally();
        has(s, Cure::RetryBudget) && attempts >= fresh
    }),
    names("the queue after 20 s."),
    so("what has to leave the queue from 20 s on.", |s| {
        let last = storm(s).station().served().map(|job| job.since).max();
        let mut queue = storm(s).station().queue();
        queue.all(|job| last.is_none_or(|last| last <= job.since))
    }),
];

const PICTURE: &[Claim] = &[
    names("Clients, the queue, the server; and the run so far"),
    names("A second; grey: capacity"),
    names("Requests a second; grey line: what the server can serve"),
    so("dashed: 36/s, no cure", is_beside),
    so("dashed: attempts at 36/s, no cure", is_beside),
    names("a mark for {n} requests"),
    so("waits up to 1 s", |s| patience(s) == 1_000_000),
    so("Queue: {n}, {n} given up", |s| {
        s.number(0) == waiting(s) && s.number(1) == waiting(s) - wanted(s)
    }),
    so("{n} s of work", |s| {
        (waiting(s) * SERVICE.get()).abs_diff(s.thousandths(0) * 1_000) < 100_000
    }),
    so("in time {n}/s", |s| s.number(0) == last_second(s, lines::GOODPUT)),
    so("too late {n}/s", |s| {
        is_known(s) && s.number(0) == left(s, Departure::TooLate)
    }),
    so("works for nobody", |s| {
        let mut served = storm(s).station().served().peekable();
        let is_left = left(s, Departure::TooLate) > 0;
        let waits = |id| storm(s).clients().waits_for(id);
        last_second(s, lines::GOODPUT) == 0
            && (is_left
                || served.peek().is_some() && served.all(|job| !waits(job.id)))
    }),
    so("answers in time", |s| {
        last_second(s, lines::GOODPUT) > 0 && left(s, Departure::TooLate) == 0
    }),
    so("lately partly late", |s| {
        let late = left(s, Departure::TooLate);
        late > 0 && late <= last_second(s, lines::GOODPUT)
    }),
    so("lately mostly late", |s| {
        let in_time = last_second(s, lines::GOODPUT);
        in_time > 0 && left(s, Departure::TooLate) > in_time
    }),
    so("Requests at {}; cures on: none", |s| {
        s.words[0] == s.now().clock() && storm(s).settings().cures.is_empty()
    }),
    so("Requests at {}; cures on: {}", |s| {
        let is_listed = |cure: Cure| s.names(1).contains(&cure.name());
        let is_right = |cure: Cure| has(s, cure) == is_listed(cure);
        s.words[0] == s.now().clock() && Cure::ALL.into_iter().all(is_right)
    }),
];

const LOG: &[Claim] = &[
    so("circuit breaker closes", |s| has(s, Cure::CircuitBreaker)),
    so("circuit breaker lets one call through", |s| has(s, Cure::CircuitBreaker)),
    so("circuit breaker opens for 5 s", |s| has(s, Cure::CircuitBreaker)),
    so("goodput has been back for 2 s", |s| {
        let two = Micros::from_secs(2);
        let of =
            |line| storm(s).timeline().total(line, s.now().since(two), s.now());
        storm(s).healed_at().is_some() && of(lines::GOODPUT) > 0
    }),
    so("last second: {n} new, {n} attempts, {n} in time; now {n} wait", |s| {
        let counted = [lines::FRESH, lines::ATTEMPTS, lines::GOODPUT];
        let counted = counted.map(|line| last_second(s, line));
        let said = [0, 1, 2].map(|place| s.number(place));
        counted == said && s.number(3).abs_diff(waiting(s)) <= 8
    }),
];

const CHECKS: &[Claim] = &[
    so("… Goodput follows the load: 0 of 0 a second", |s| {
        last_second(s, lines::FRESH) == 0
    }),
    so("✓ Goodput follows the load: {n} of {n} a second", |s| {
        is_counted(s) && s.number(0) * 10 >= s.number(1) * 9
    }),
    so("✕ Goodput follows the load: {n} of {n} a second", |s| {
        is_counted(s) && s.number(0) * 10 < s.number(1) * 9
    }),
    so("✓ Whoever queues now is in time: waits {n} s", |s| {
        let (turn, margin) = newcomer(s);
        is_turn(s) && turn <= patience(s) + margin
    }),
    so("✕ Whoever queues now is in time: waits {n} s", |s| {
        let (turn, margin) = newcomer(s);
        is_turn(s) && turn + margin >= patience(s)
    }),
];

const OUTCOMES: &[Claim] = &[
    so(
        "→ Yes, but later. 20 a second, tried three times each, are 60, of 100 that can \
         be served: the queue was worked off. Since then one attempt is enough.",
        |s| {
            let at = Micros::from_secs;
            let of =
                |line, from, to| storm(s).timeline().total(line, at(from), at(to));
            let is_cut = of(lines::FRESH, 21, 26) == 5 * 20;
            let queues = [21, 22, 23, 24, 25, 26].map(|to| queue_at(s, at(to)));
            is_cut
                && of(lines::ATTEMPTS, 23, 26) == 3 * 60
                && CAPACITY_PER_S == 100
                && queues.windows(2).all(|two| two[1] < two[0])
                && last_second(s, lines::FRESH) == 36
                && last_second(s, lines::ATTEMPTS) == 36
        },
    ),
    so(
        "→ Yes, within 2 s. Only ten retries were saved up, and then one came with ten \
         requests. So 1.25 s of work was left, and soon whoever came was served in \
         time.",
        |s| {
            let (span, _) = outage(s);
            let work = queue_at(s, since(s)) * SERVICE.get();
            let to = |at| {
                let of = |line| storm(s).timeline().total(line, Micros::ZERO, at);
                of(lines::ATTEMPTS).saturating_sub(of(lines::FRESH))
            };
            let [calm, first] = [10, 12].map(Micros::from_secs).map(to);
            let Tally { fresh, attempts, .. } = storm(s).tally();
            span <= Micros::from_secs(2)
                && first - calm >= 10
                && attempts <= fresh + fresh / 10
                && (1_240_000..1_260_000).contains(&work)
                && BUDGET_MAX == 10
                && (attempts - 10) * 10 <= fresh * 11
                && are_well_from(s, since(s) + Micros::from_millis(500))
        },
    ),
    so(
        "→ Yes, but later. Attempts fell to about 40 a second, of 100 that the server \
         can serve. But whoever waited had to be served first, in vain.",
        |s| {
            let (span, attempts) = outage(s);
            let begun = queue_at(s, since(s));
            let served = Micros::new(begun * SERVICE.get());
            is_about(attempts * 1_000_000 / span.get(), 40, 10)
                && CAPACITY_PER_S == 100
                && begun > u64::from(CAPACITY_PER_S)
                && span >= served
                && is_in_vain(s)
        },
    ),
    so(
        "→ Yes, but later. At first whoever came gave up before the turn was \
         theirs. But the attempts were fewer than the server can serve, so the \
         queue got shorter.",
        |s| {
            let (span, attempts) = outage(s);
            span > Micros::from_secs(2)
                && attempts * SERVICE.get() < span.get()
                && is_in_vain(s)
                && is_shorter_and_shorter(s)
        },
    ),
    so(
        "→ No. Whoever comes gives up before the turn is theirs, and asks three \
         times: 108 attempts a second, and the server can serve 100. The queue \
         grows.",
        |s| {
            let second = Micros::from_secs(1);
            storm(s).healed_at().is_none()
                && last_second(s, lines::GOODPUT) == 0
                && last_second(s, lines::FRESH) == 36
                && last_second(s, lines::ATTEMPTS) == 108
                && CAPACITY_PER_S == 100
                && queue_at(s, s.now()) > queue_at(s, s.now().since(second))
        },
    ),
];

fn storm<'a>(s: &Shown<'a>) -> &'a RetryStorm {
    beside(s)
}

fn beside<'a>(s: &Shown<'a>) -> &'a Compared<RetryStorm> {
    s.model()
}

/// Whether what is dashed are the attempts at 36 a second and without a cure, in a run
/// that is another one.
fn is_beside(s: &Shown) -> bool {
    let cures = Cures::only(None);
    let settings =
        Settings { load_per_s: 36, cures, ..storm(s).settings().clone() };
    let (mut uncured, mut log) = (RetryStorm::new(&settings, s.seed), Log::off());
    while uncured.next().is_some_and(|next| next <= Micros::from_secs(30)) {
        uncured.step(&mut log);
    }
    let is_other = [s.knob("load"), s.knob("cure")] != ["36", "none"]
        || !s.act.edits().is_empty();
    let line = uncured.timeline().rate(lines::ATTEMPTS, 1);
    is_other && line.eq(beside(s).earlier().iter().copied())
}

fn has(s: &Shown, cure: Cure) -> bool {
    storm(s).settings().cures.has(cure)
}

fn waiting(s: &Shown) -> u64 {
    storm(s).station().waiting() as u64
}

/// Whether the run is the one of the card, with this load, and nothing was done.
fn is_stalled_for_3_s(s: &Shown, load: &str) -> bool {
    let knobs = ["load", "attempts", "stall", "cure", "spacing"];
    knobs.map(|name| s.knob(name)) == [load, "3", "3", "none", "even"]
        && s.act.edits().is_empty()
}

/// When the last whole second ended, to half a second.
fn ended(s: &Shown) -> Micros {
    match s.now().get() / 500_000 {
        0 | 1 => Micros::ZERO,
        halves => Micros::new(halves * 500_000),
    }
}

/// What was counted in that second.
fn last_second(s: &Shown, line: usize) -> u64 {
    let to = ended(s);
    storm(s).timeline().total(line, to.since(Micros::from_secs(1)), to)
}

fn is_counted(s: &Shown) -> bool {
    s.number(0) == last_second(s, lines::GOODPUT)
        && s.number(1) == last_second(s, lines::FRESH)
}

fn patience(s: &Shown) -> u64 {
    storm(s).settings().timeout.get()
}

/// When a newcomer is served, as it is said, and how much rounding may hide.
fn newcomer(s: &Shown) -> (u64, u64) {
    (s.thousandths(0) * 1_000 + storm(s).service().get(), 50_000)
}

/// How many who are in the queue are waited for still.
fn wanted(s: &Shown) -> u64 {
    let jobs = storm(s).station().queue();
    jobs.filter(|job| storm(s).clients().waits_for(job.id)).count() as u64
}

/// Whether a newcomer's turn is after all who are served before, and no later.
fn is_turn(s: &Shown) -> bool {
    let ahead = match () {
        () if has(s, Cure::NewestFirst) => 0,
        () if has(s, Cure::DropExpired) => wanted(s),
        () => waiting(s),
    };
    let stall = storm(s).stalled_until().map_or(0, |t| t.since(s.now()).get());
    let turn = stall + ahead * SERVICE.get();
    turn.abs_diff(s.thousandths(0) * 1_000) <= newcomer(s).1
}

/// How many left the server so in the last second.
fn left(s: &Shown, how: Departure) -> u64 {
    let to = ended(s).get();
    let is_recent =
        |at: Micros| at.get() <= to && at.get() + 1_000_000 > to && to > 0;
    let departures = storm(s).recent().departures();
    departures.filter(|(at, is, _)| *is == how && is_recent(*at)).count() as u64
}

/// Whether all is known that left the server in the last second, and is what
/// was tallied.
fn is_known(s: &Shown) -> bool {
    let last = |how| {
        let departures = storm(s).recent().departures();
        departures.filter(|(_, is, _)| *is == how).map(|(.., n)| n + 1).last()
    };
    let Tally { wasted, answered, .. } = storm(s).tally();
    let is_all = |how, tally| last(how).is_none_or(|last| last == tally);
    let begun = ended(s).get();
    let is_old = |at: Micros| at.get() + 1_000_000 <= begun;
    let mut known = storm(s).recent().departures();
    is_all(Departure::TooLate, wasted)
        && is_all(Departure::InTime, answered)
        && (storm(s).recent().departures().count() < DEPARTURES_MAX
            || known.next().is_some_and(|(at, ..)| is_old(at)))
}
