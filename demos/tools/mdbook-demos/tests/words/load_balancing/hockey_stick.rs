//! What the figure of queues may say.

use super::Figure;
use crate::claim::{Claim, Shown, is_about, names, so, theory};
use models::load_balancing::queue::{Lanes, Line, NAMES, Watched, Work};
use sim::Micros;

pub const FIGURE: Figure = Figure {
    demo: "hockey-stick",
    claims: &[CARD, PICTURE, CHECKS, OUTCOMES],
    also: &["compare=variance&work=equal", "edits=1s-lane-4-busy-50,4s-burst-50"],
    percent: 40,
};

const CARD: &[Claim] = &[
    names("The hockey stick: busy servers and the wait"),
    theory(
        "the queues: a request needs 10 ms, and the rest of its time it waits.",
        "load_balancing/queue.rs::work_is_the_same_on_average",
    ),
    theory(
        "The wait grows with 1 ÷ (1 − busy): what is spare decides, not what is \
         used.",
        "load_balancing/queue.rs::time_in_the_system_is_work_by_what_is_spare",
    ),
    theory(
        "From 80 to 90 % busy the time doubles, and again to 95 %.",
        "load_balancing/queue.rs::time_in_the_system_is_work_by_what_is_spare",
    ),
    theory(
        "It also grows with the variance of the work, and falls where servers \
         share one queue.",
        "load_balancing/queue.rs::the_wait_grows_with_the_variance_of_the_work",
    ),
    so("who stands behind a ◆: it takes as long as 21 others.", |s| {
        let few_long = lanes(s).iter().filter(|l| l.lane().work == Work::FewLong);
        let mut jobs = few_long.flat_map(Watched::jobs);
        jobs.all(|job| {
            [5, 5 * 21].map(Micros::from_millis).contains(&(job.done - job.started))
        })
    }),
    theory(
        "queue A: some wait beside a server that has nothing to do.",
        "load_balancing/queue.rs::\
         only_with_own_queues_somebody_waits_beside_a_free_server",
    ),
];

const PICTURE: &[Claim] = &[
    names("Queues, their servers, and how long requests take"),
    names("mean time, ms; dashed: theory"),
    names("a box: a server"),
    so("opens at {} s", |s| {
        let closed = lanes(s).iter().filter(|lane| lane.lane().opens >= s.now());
        closed.count() > 0 && s.words[0] == "2.5"
    }),
    so("A: regular, equal work", |s| is_work(s, 0, Work::Equal)),
    so("B: equal work", |s| is_work(s, 1, Work::Equal)),
    so("C: random work", |s| is_work(s, 2, Work::Random)),
    so("D: 1 of 20 is long", |s| is_work(s, 3, Work::FewLong)),
    so("A: 4 servers, 4 queues", |s| is_pool(s, 0, 4, Line::Own)),
    so("B: 4 servers, 1 queue", |s| is_pool(s, 1, 4, Line::Shared)),
    so("C: 16 servers, 1 queue", |s| is_pool(s, 2, 16, Line::Shared)),
    so("The queues at {}", |s| s.words[0] == s.now().clock()),
    so("{} opens", |s| {
        let place = NAMES.iter().position(|name| *name == s.words[0]);
        place.is_some_and(|place| lanes(s)[place].lane().opens == s.now())
    }),
    so("means so far: {}", |s| {
        let known = lanes(s).iter().zip(NAMES).filter_map(|(lane, name)| {
            Some(format!("{name} {}", millis(lane.measured().mean()?)))
        });
        known.collect::<Vec<_>>().join(", ") == s.words[0]
    }),
];

const CHECKS: &[Claim] = &[
    so("… Every mean is within 150 ms: {}", |s| {
        is_told(s) && !is_late(s) && lanes(s).iter().any(|l| settled(l).is_none())
    }),
    so("✓ Every mean is within 150 ms: {}", |s| {
        is_told(s) && !is_late(s) && lanes(s).iter().all(|l| settled(l).is_some())
    }),
    so("✕ Every mean is within 150 ms: {}", |s| is_told(s) && is_late(s)),
];

const OUTCOMES: &[Claim] = &[
    so(
        "→ About 200 ms. It is 10 ms ÷ (1 − busy): 10 ÷ 0.5, 10 ÷ 0.2, 10 ÷ 0.05. \
         From 90 to 95 % it doubles, as what is spare is halved.",
        |s| {
            let expected = [20, 50, 100, 200];
            let loads = lanes(s).iter().map(|lane| lane.lane().busy);
            loads.eq([50, 80, 90, 95])
                && (0..4).all(|lane| is_about(mean(s, lane), expected[lane], 15))
        },
    ),
    so(
        "→ More than twice as long. Who comes behind a long one waits for it. The \
         wait grows with the variance: in theory it is 2.9 times that of C. With none, \
         in A, nobody waits.",
        |s| {
            let wait = |lane| mean(s, lane) - 10;
            mean(s, 0) == 10 && is_about(wait(3) * 10, wait(2) * 29, 15)
        },
    ),
    so(
        "→ A third or less. About 30 ms: no server rests while someone waits. \
         Sixteen servers with one queue take 14 ms, as busy as they are.",
        |s| is_about(mean(s, 1), 30, 8) && is_about(mean(s, 2), 14, 8),
    ),
];

fn lanes<'a>(s: &Shown<'a>) -> &'a [Watched] {
    s.model::<Lanes>().all()
}

fn is_work(s: &Shown, lane: usize, work: Work) -> bool {
    lanes(s)[lane].lane().work == work
}

fn is_pool(s: &Shown, lane: usize, servers: usize, line: Line) -> bool {
    let lane = lanes(s)[lane].lane();
    (lane.servers, lane.line) == (servers, line)
}

fn millis(mean: Micros) -> String {
    format!("{} ms", (mean.get() + 500) / 1_000)
}

fn mean(s: &Shown, lane: usize) -> u64 {
    lanes(s)[lane].measured().mean().map_or(0, Micros::as_millis)
}

/// The mean once 40,000 requests are measured.
fn settled(lane: &Watched) -> Option<Micros> {
    lane.measured().mean().filter(|_| lane.measured().requests >= 40_000)
}

fn is_late(s: &Shown) -> bool {
    let aim = Micros::from_millis(150);
    lanes(s).iter().any(|lane| settled(lane).is_some_and(|mean| mean > aim))
}

/// Whether the check says what was measured.
fn is_told(s: &Shown) -> bool {
    let all = lanes(s).iter().zip(NAMES).map(|(lane, name)| {
        let mean = settled(lane).map_or("–".into(), millis);
        format!("{name} {mean}")
    });
    all.collect::<Vec<_>>().join(", ") == s.words[0]
}
