//! The backoff demo: its resting frame, its ends, what it claims.

use demo_testing::{Guide, say, told};
use resilience_patterns::{DEMOS, EXPERIMENTS};
use stage::{Check, Verdict};

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

const STRATEGIES: [&str; 5] =
    ["none", "exponential", "equal", "full", "decorrelated"];

/// The resting frame shows the waves, and not yet how it ends.
#[test]
fn the_resting_frame_shows_the_herd() {
    let html = GUIDE.draw("backoff?");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    let [done, crowd] = &GUIDE.entry("backoff").checks()[..] else {
        panic!("two checks")
    };
    assert_eq!(done.verdict, Verdict::Open);
    assert_eq!(crowd.verdict, Verdict::Fails);
    assert!(GUIDE.entry("backoff").card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for strategy in STRATEGIES {
        for clients in [2, 100] {
            for at in ["0s", "1.2s", "5500ms"] {
                GUIDE.draw(&format!(
                    "backoff?backoff={strategy}&clients={clients}&t={at}"
                ));
                GUIDE.draw(&format!(
                    "backoff?backoff={strategy}&clients={clients}&work=5&t={at}"
                ));
            }
        }
        GUIDE.draw(&format!("backoff?backoff={strategy}&edits=1s-join-50&t=5s"));
    }
    GUIDE.draw("backoff?view=log");
}

#[test]
fn the_table_compares_all_of_them() {
    let html = GUIDE.draw("backoff?view=table");
    for name in ["none", "exponential", "equal", "full", "decorrelated"] {
        assert!(html.contains(name), "{name}");
    }
    // What the fidelity note and the prediction's answer say.
    assert!(html.contains("33.517 s") && html.contains("2.760 s"), "{html}");
}

#[test]
fn the_scenarios_ask_and_their_runs_answer() {
    GUIDE.scenarios_ask_and_answer("backoff");
    for (scenario, answer) in [
        ("wave", "Just 1"),
        ("herd", "Fewer than 25"),
        ("full-jitter", "All of them"),
        ("busy-jitter", "Nearly all"),
    ] {
        let shared = format!("backoff?scenario={scenario}");
        let told = told(&GUIDE.at_end(&shared)).unwrap_or_default();
        assert!(told.starts_with(answer), "{scenario}: {told}");
    }
}

/// How many calls there were at the end of a run, and how many clients are done.
fn cost_at_end(query: &str) -> (u32, u32) {
    let html = say(&GUIDE.at_end(&format!("backoff?{query}")));
    let before = |words: &str| {
        let (number, _) = html.split_once(words).expect("a number before");
        let is_other = |letter: char| !letter.is_ascii_digit();
        let number = number.rsplit(is_other).next().expect("its digits");
        number.parse::<u32>().expect("a number")
    };
    let clients = html.split_once(" clients done").expect("clients").0;
    let clients = clients.rsplit(' ').next().expect("a number");
    (before(" calls so far"), before(&format!(" of {clients} clients done")))
}

/// The answers are no accident of the seed: how many are done, and with how many
/// calls.
#[test]
fn other_seeds_answer_alike() {
    let end = |strategy: &str, seed: u32| {
        cost_at_end(&format!("backoff={strategy}&seed={seed}"))
    };
    for seed in 0..20 {
        assert!(end("exponential", seed).1 < 25, "seed {seed}");
        let (calls, done) = end("full", seed);
        assert_eq!(done, 50, "seed {seed}");
        assert!((310..=350).contains(&calls), "seed {seed}: {calls}");
        let (calls, _) = end("none", seed);
        assert!((620..=760).contains(&calls), "seed {seed}: {calls}");
    }
}

/// Only jitter gets everyone done without a crowd and without too many calls.
#[test]
fn jitter_takes_the_crowd_apart() {
    let is_crowded = |strategy: &str| {
        let end = GUIDE.at_end(&format!("backoff?backoff={strategy}"));
        end.checks()[..2].iter().any(|check| check.verdict == Verdict::Fails)
    };
    let crowded: Vec<_> =
        STRATEGIES.into_iter().filter(|strategy| is_crowded(strategy)).collect();
    assert_eq!(crowded, ["none", "exponential"]);
}

/// What none of the two others sees: no backoff at all is quick and leaves no
/// crowd, and costs twice the calls. With jitter they are few, however many clients
/// there are.
#[test]
fn calls_are_a_cost() {
    let cost = |query: &str| {
        let (calls, done) = cost_at_end(query);
        let end = GUIDE.at_end(&format!("backoff?{query}"));
        let said = end.checks().pop().expect("a check");
        let verdict = Verdict::of(calls <= 12 * done);
        if query.contains("backoff=none") {
            assert_eq!(said.name, "At most 12 calls for each client done");
            assert_eq!(said.verdict, verdict, "{query}");
        }
        verdict
    };
    for seed in 0..10 {
        for strategy in ["none", "exponential"] {
            for clients in [50, 100] {
                let query =
                    format!("backoff={strategy}&clients={clients}&seed={seed}");
                assert_eq!(cost(&query), Verdict::Fails, "{query}");
            }
        }
        for strategy in ["equal", "full", "decorrelated"] {
            for clients in [2, 10, 20, 50] {
                let query =
                    format!("backoff={strategy}&clients={clients}&seed={seed}");
                assert_eq!(cost(&query), Verdict::Holds, "{query}");
            }
        }
    }
    let checks = GUIDE.figure("backoff?backoff=none&t=1.5s").checks();
    assert!(checks.iter().any(|check| check.verdict == Verdict::Fails));
    let checks = GUIDE.figure("backoff?t=0s").checks();
    assert!(checks[0].detail.starts_with("0 of 50"), "{}", checks[0].detail);
}

/// That there was no wave yet does not say that none comes.
#[test]
fn no_waves_is_open_until_nothing_comes_any_more() {
    let verdict = |query: &str| GUIDE.figure(query).checks()[1].verdict;
    assert_eq!(verdict("backoff?t=1010ms"), Verdict::Open);
    assert_eq!(verdict("backoff?backoff=full&t=1010ms"), Verdict::Open);
    let end = GUIDE.at_end("backoff?backoff=full").checks();
    assert_eq!(end[1].verdict, Verdict::Holds);
}

/// At the end of a run, as far as a reader can go, nothing is left open.
#[test]
fn a_run_that_is_over_is_judged() {
    for seed in 0..20 {
        for strategy in STRATEGIES {
            let query = format!("backoff?backoff={strategy}&seed={seed}");
            let end = GUIDE.at_end(&query);
            let open = |check: &Check| check.verdict == Verdict::Open;
            let checks = end.checks();
            // Where all are done within a second there was no time for a crowd.
            let open: Vec<_> = checks.iter().filter(|check| open(check)).collect();
            let is_early = checks[0].verdict == Verdict::Holds;
            let is_crowd = |check: &&Check| check.name.starts_with("No crowd");
            assert!(open.iter().all(|c| is_early && is_crowd(c)), "{query}");
        }
    }
}

#[test]
fn actions_are_edits() {
    GUIDE.actions_are_edits("backoff?");
}

/// How many marks of a kind the wide picture has: of each path of dots the moves of
/// its pen.
fn dots(html: &str, role: &str) -> usize {
    let wide = html.split("only-narrow").next().expect("a wide picture");
    let role = format!("data-role=\"{role}\"");
    let paths = wide.split("<path ").skip(1).map(|path| {
        let end = path.find('>').expect("a whole path");
        &path[..end]
    });
    let dots =
        paths.filter(|path| path.contains("class=\"dots") && path.contains(&role));
    dots.map(|path| path.matches('M').count()).sum()
}

/// Each client is a dot in the shape of what it does.
#[test]
fn every_client_is_a_dot() {
    let html = say(&GUIDE.figure("backoff?backoff=full&t=2s"));
    let detail = &GUIDE.figure("backoff?backoff=full&t=2s").checks()[0].detail;
    let done = detail.split(' ').next().and_then(|done| done.parse().ok());
    let done: usize = done.expect("a number");
    let (_, clients) = html.split_once("data-mark=\"clients\"").expect("a mark");
    let (clients, _) = clients.split_once("</text>").expect("words after them");
    let count = |role: &str| dots(clients, role);
    assert_eq!(count("committed"), done);
    let busy = count("candidate") + count("lost");
    assert_eq!(count("follower") + busy + done, 50);
}

/// The crux of a wave: the first write leaves all other attempts too late at once,
/// on their way as at their clients.
#[test]
fn one_write_makes_all_others_too_late() {
    let at = |at: &str| GUIDE.draw(&format!("backoff?scenario=wave&t={at}"));
    // A sign of the legend, the clients, and their messages.
    let before = at("17ms");
    assert_eq!((dots(&before, "lost"), dots(&before, "candidate")), (1, 101));
    let after = at("23ms");
    assert_eq!(dots(&after, "lost"), 1 + 49 + 49);
    assert_eq!(dots(&after, "committed"), 1 + 1);
    for seed in 0..20 {
        let query = format!("backoff?scenario=wave&seed={seed}");
        let html = say(&GUIDE.at_end(&query));
        assert!(html.contains(">version 1 <"), "seed {seed}");
    }
}

/// Every wave is marked, with how many calls it has, and how few of them were done.
#[test]
fn every_wave_is_marked() {
    let query = "backoff?t=5500ms";
    let html = GUIDE.draw(query);
    let wide = html.split("only-narrow").next().expect("a wide picture");
    assert_eq!(wide.matches("class=\"shade\"").count(), 3, "at 1.6, 2.9 and 4.9 s");
    let detail = &GUIDE.figure(query).checks()[1].detail;
    let most = detail.split(' ').next().expect("a number");
    assert!(wide.contains(&format!(" of {most} done</text>")), "{detail}");
    let html = GUIDE.draw("backoff?backoff=none&work=4&t=5500ms");
    assert!(!html.contains("class=\"shade\""), "there it is a queue");
}

/// What waiting costs nobody and its lack costs all: on a server that takes 4 ms
/// for a message less than half get done where nobody waits, and nearly all with
/// full jitter, whatever the seed.
#[test]
fn a_busy_server_needs_clients_that_wait() {
    for seed in 0..20 {
        let done = |strategy: &str| {
            let query = format!("backoff?backoff={strategy}&work=4&seed={seed}");
            let checks = GUIDE.at_end(&query).checks();
            let done = checks[0].detail.split(' ').next().expect("a number");
            done.parse::<u32>().expect("a number")
        };
        assert!(done("none") < 27, "seed {seed}: {}", done("none"));
        assert!(done("full") >= 45, "seed {seed}: {}", done("full"));
    }
}

/// The crux: without jitter a crowd is marked, where it came; with it there is
/// none, and before the first second is over there is none to be seen either.
#[test]
fn the_herd_is_marked() {
    let is_marked = |query: &str| {
        GUIDE.draw(&format!("backoff?{query}")).contains("class=\"shade\"")
    };
    assert!(is_marked("t=2s"));
    assert!(!is_marked("scenario=herd") && !is_marked("scenario=full-jitter"));
    assert!(!is_marked("backoff=full&t=5s"));
}
