//! The token bucket demo: its resting frame, the ends of its knobs, what it claims.

use demo_testing::{Guide, say, told};
use resilience_patterns::{DEMOS, EXPERIMENTS};
use stage::Verdict;

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

const LIMITERS: [&str; 6] = [
    "token-bucket",
    "leaky-bucket",
    "gcra",
    "fixed-window",
    "sliding-log",
    "sliding-counter",
];

#[test]
fn the_resting_frame_keeps_the_bound() {
    let html = GUIDE.draw("token-bucket?");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    let checks = GUIDE.entry("token-bucket").checks();
    assert_eq!(checks[0].verdict, Verdict::Holds, "{checks:?}");
    assert!(GUIDE.entry("token-bucket").card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for limiter in LIMITERS {
        for pattern in ["steady", "bursts", "edges"] {
            for (capacity, rate) in [(1, 1), (1, 40), (40, 1), (40, 40)] {
                for (load, at) in [(1, "0s"), (80, "5s")] {
                    GUIDE.draw(&format!(
                        "token-bucket?limiter={limiter}&pattern={pattern}\
                         &capacity={capacity}&rate={rate}&load={load}\
                         &edits=0s-burst-100&t={at}"
                    ));
                }
            }
        }
    }
    GUIDE.draw("token-bucket?view=table");
    GUIDE.draw("token-bucket?view=log");
}

#[test]
fn the_scenarios_ask_and_their_runs_answer() {
    GUIDE.scenarios_ask_and_answer("token-bucket");
    for (scenario, answer) in [
        ("full", "Nearly 15"),
        ("two-bursts", "5. "),
        ("edge", "20. "),
        ("six", "The fixed window."),
    ] {
        let shared = format!("token-bucket?scenario={scenario}");
        let told = told(&GUIDE.at_end(&shared)).unwrap_or_default();
        assert!(told.starts_with(answer), "{scenario}: {told}");
    }
}

/// The answer is no accident of the seed.
#[test]
fn nearly_fifteen_pass_in_the_busiest_second() {
    for seed in 0..20 {
        let html = GUIDE.draw(&format!(
            "token-bucket?view=table&limiter=token-bucket&seed={seed}&t=5s"
        ));
        let row = html.split("token bucket").nth(1).expect("a row");
        let most: u32 = cells(row)[4].parse().expect("a number");
        assert!((13..=15).contains(&most), "seed {seed}: {most}");
    }
}

/// The texts of the cells of the first row of a table.
fn cells(html: &str) -> Vec<&str> {
    let (row, _) = html.split_once("</tr>").expect("a row");
    let cells = row.split("<td").skip(1);
    cells
        .filter_map(|cell| cell.split_once('>')?.1.split_once("</td>"))
        .map(|(text, _)| text)
        .collect()
}

#[test]
fn only_the_fixed_window_breaks_the_bound_at_its_edges() {
    for limiter in LIMITERS {
        let html = GUIDE
            .draw(&format!("token-bucket?limiter={limiter}&pattern=edges&t=5s"));
        let is_broken = html.contains("20 in 0.02 s, limit 10.1");
        assert_eq!(is_broken, limiter == "fixed-window", "{limiter}");
    }
}

#[test]
fn all_limiters_see_the_same_arrivals() {
    let arrivals = |limiter| {
        let figure = GUIDE.figure(&format!("token-bucket?limiter={limiter}&t=5s"));
        let log = figure.narration();
        let arrived = log.lines().filter(|line| !line.contains("passes after"));
        arrived.map(|line| line.trim_start()[..9].to_string()).collect::<Vec<_>>()
    };
    for limiter in LIMITERS {
        assert_eq!(arrivals(limiter), arrivals("token-bucket"), "{limiter}");
    }
}

#[test]
fn actions_are_edits() {
    GUIDE.actions_are_edits("token-bucket?");
}

/// How many marks of a kind there are: of each path of dots the moves of its pen.
fn dots(html: &str, role: &str) -> usize {
    let wide = html.split("only-narrow").next().expect("a wide picture");
    let paths = wide.split("<path ").skip(1).map(|path| {
        let end = path.find('>').expect("a whole path");
        &path[..end]
    });
    let role = format!("data-role=\"{role}\"");
    let dots =
        paths.filter(|path| path.contains("class=\"dots") && path.contains(&role));
    dots.map(|path| path.matches('M').count()).sum()
}

/// The crux: a burst comes near, ten of its twenty find a token and pass, ten
/// bounce off; nothing is seen of that before.
#[test]
fn a_request_passes_or_bounces_off() {
    let at = |at: &str| {
        GUIDE.draw(&format!("token-bucket?load=1&edits=2s-burst-20&t={at}"))
    };
    let before = at("1.9s");
    assert!(dots(&before, "follower") >= 20, "they are on their way");
    assert_eq!(dots(&before, "lost"), 0);
    let passed = dots(&before, "committed");
    let after = at("2.2s");
    assert!(dots(&after, "follower") <= 1);
    let more = dots(&after, "committed") - passed;
    assert!((9..=10).contains(&more), "{more}");
    assert!((10..=11).contains(&dots(&after, "lost")));
}

/// What passed beyond the bound is marked, where it passed.
#[test]
fn a_broken_bound_is_shown() {
    let edge = "token-bucket?scenario=edge";
    let proof = "20 in these 2 s: the limit is 10";
    assert!(!GUIDE.draw(edge).contains(proof));
    assert!(GUIDE.draw(&format!("{edge}&t=2.1s")).contains(proof));
    assert!(!GUIDE.draw("token-bucket?t=5s").contains(" may<"));
    let six = GUIDE.draw("token-bucket?scenario=six&t=2.1s");
    let wide = six.split("only-narrow").next().expect("a wide picture");
    assert_eq!(wide.matches(">✕ 20 at once").count(), 1);
    assert_eq!(wide.matches(" at once<").count(), 5);
}

/// The crux of the six: one picture says of each how many it let pass at once and in a
/// second, and which of them do not keep what they promise.
#[test]
fn six_verdicts_are_side_by_side() {
    let html = say(&GUIDE.at_end("token-bucket?scenario=six"));
    let wide = html.split("only-narrow").next().expect("a wide picture");
    let said = |end: &str| -> Vec<&str> {
        let before = wide.split(end).map(|text| text.rsplit('>').next());
        let all: Vec<_> = before.flatten().collect();
        all[..all.len() - 1].to_vec()
    };
    assert_eq!(said(" at once<"), ["✓ 10", "✓ 1", "✕ 20", "✓ 10", "✓ 10"]);
    let second = [" in 1 s<"].map(said);
    assert_eq!(second, [["15", "10", "20", "10", "15"]]);
}

/// A bar is no wider than the time in which its requests passed: 50 ms of 5 s.
#[test]
fn bars_are_as_wide_as_their_time() {
    let html = say(&GUIDE.at_end("token-bucket?scenario=six"));
    let wide = html.split("only-narrow").next().expect("a wide picture");
    let paths = wide.split("<path ").filter_map(|path| path.split_once('>'));
    let paths = paths.map(|(path, _)| path);
    let paths = paths.filter(|path| path.contains("dots solid"));
    let mut bars = 0;
    for path in paths {
        let data = path.split("d=\"").nth(1).and_then(|d| d.split('"').next());
        let data = data.expect("a path");
        // Of each bar the way up, and across.
        for up in data.split("v-").skip(1) {
            let across = up.split('h').nth(1).and_then(|h| h.split('v').next());
            let across: f32 = across.and_then(|h| h.parse().ok()).expect("a top");
            assert!(across <= 4.0, "{data}");
            bars += 1;
        }
    }
    assert!(bars > 10, "{bars}");
}

/// In the row of two limiters each decides as the other does.
#[test]
fn the_bucket_and_gcra_share_a_row() {
    let row = |html: &str, name: &str| {
        let row = html.split(name).nth(1).expect("a row");
        cells(row).join(" ")
    };
    for pattern in ["steady", "bursts", "edges"] {
        let html =
            GUIDE.draw(&format!("token-bucket?view=table&pattern={pattern}&t=5s"));
        assert_eq!(row(&html, ">token bucket<"), row(&html, ">GCRA<"), "{pattern}");
    }
}

/// A limiter is held to what it promises, and the fixed window alone fails.
#[test]
fn a_limiter_that_does_its_job_fails_no_check() {
    for limiter in LIMITERS {
        for pattern in ["steady", "bursts", "edges"] {
            let query = format!("token-bucket?limiter={limiter}&pattern={pattern}");
            let checks = GUIDE.at_end(&query).checks();
            let fails = checks.iter().any(|check| check.verdict == Verdict::Fails);
            let may_fail = ["fixed-window", "sliding-counter"].contains(&limiter);
            assert!(may_fail || !fails, "{query}: {checks:?}");
        }
    }
}

/// The crux of an edge: each window of the limiter's own has ten, and one across
/// the edge has twenty.
#[test]
fn a_window_across_the_edge_is_drawn() {
    let html = GUIDE.draw("token-bucket?scenario=edge&t=2.1s");
    let wide = html.split("only-narrow").next().expect("a wide picture");
    assert_eq!(wide.matches(">window: 10 of 10<").count(), 2);
    assert_eq!(wide.matches(">20 in these 2 s").count(), 1);
    assert!(!GUIDE.draw("token-bucket?scenario=edge").contains("in these 2 s"));
}

/// What the prose says about these numbers must go on being true.
#[test]
fn the_numbers_of_the_prose() {
    for (seconds, most) in [("1", "15"), ("10", "60"), ("60", "310")] {
        let given = [("capacity", "10"), ("rate", "5"), ("seconds", seconds)];
        assert_eq!(GUIDE.number("token-bucket-bound", &given), most);
        assert_eq!(GUIDE.number("token-bucket-most", &given), most);
    }
    let given = [("limit", "60"), ("seconds", "60")];
    assert_eq!(GUIDE.number("fixed-window-most", &given), "120");
    let given = [("capacity", "60"), ("rate", "1"), ("seconds", "60")];
    assert_eq!(GUIDE.number("token-bucket-bound", &given), "120");
    let given = [("capacity", "100"), ("rate", "10"), ("seconds", "60")];
    assert_eq!(GUIDE.number("token-bucket-bound", &given), "700");
}
