//! The two laboratories: elections by the thousand, and what a decision costs.

use consensus::{DEMOS, EXPERIMENTS};
use demo_testing::{Guide, say, told};
use player::input::Input;
use stage::Verdict;

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

/// What the figure answers to the question of a scenario once the run is over.
fn answer(demo: &str, scenario: &str) -> String {
    let figure = GUIDE.at_end(&format!("{demo}?scenario={scenario}"));
    told(&figure).expect("an outcome is shown")
}

#[test]
fn at_rest_they_draw_in_both_layouts_and_nothing_is_known() {
    for name in ["election-timeout", "quorum-cost"] {
        let html = GUIDE.draw(&format!("{name}?"));
        assert!(html.contains("only-wide") && html.contains("only-narrow"));
        let entry = GUIDE.entry(name);
        let verdicts: Vec<_> = entry.checks().iter().map(|c| c.verdict).collect();
        assert_eq!(verdicts, [Verdict::Open], "{name}");
        assert!(entry.card.title.chars().count() <= 60);
    }
    assert!(
        GUIDE.draw("election-timeout?").contains(">Of 1,000 elections 0 are over<")
    );
    assert!(GUIDE.draw("quorum-cost?").contains(">Raft: 4 messages sent<"));
}

#[test]
fn each_scenario_asks_and_its_run_answers() {
    let starts = [
        ("election-timeout", "paper", "Some"),
        ("election-timeout", "no-spread", "Few"),
        ("election-timeout", "five", "About nine tenths"),
        ("election-timeout", "wide", "Later"),
        ("quorum-cost", "leader", "At the second answer"),
        ("quorum-cost", "both-phases", "About half as long"),
        ("quorum-cost", "half", "No: it takes four"),
        ("quorum-cost", "liar", "Nobody"),
        ("quorum-cost", "liars", "S2, S3 take x=1, and S4 nothing"),
    ];
    for demo in ["election-timeout", "quorum-cost"] {
        GUIDE.scenarios_ask_and_answer(demo);
    }
    for (demo, scenario, start) in starts {
        let told = answer(demo, scenario);
        assert!(told.starts_with(start), "{demo}, {scenario}: {told}");
    }
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for (timeout, spread, latency) in [(12, 0, 1), (300, 300, 3), (25, 12, 3)] {
        for (servers, behind, election) in [(3, true, 1), (7, false, 1000)] {
            for t in ["0s", "40ms", "1010ms"] {
                GUIDE.draw(&format!(
                    "election-timeout?timeout={timeout}&spread={spread}\
                     &latency={latency}&servers={servers}&behind={behind}\
                     &election={election}&t={t}"
                ));
            }
        }
    }
    for protocol in ["paxos", "multi-paxos", "raft", "pbft"] {
        for (servers, jitter, lies) in [(4, 0, true), (13, 50, false)] {
            for t in ["0s", "20ms", "70ms"] {
                GUIDE.draw(&format!(
                    "quorum-cost?protocol={protocol}&servers={servers}\
                     &jitter={jitter}&lies={lies}&t={t}"
                ));
            }
        }
    }
    for view in ["table", "log"] {
        GUIDE.draw(&format!("quorum-cost?view={view}&t=30ms"));
    }
    assert!(GUIDE.draw("election-timeout?view=table").contains("<table"));
}

#[test]
fn every_action_is_an_edit() {
    for shared in [
        "quorum-cost?t=0s",
        "quorum-cost?protocol=pbft&servers=4&t=18ms",
        "quorum-cost?edits=2ms-crash-1&t=20ms",
        "election-timeout?t=20ms",
        "election-timeout?t=200ms",
        "election-timeout?t=500ms",
    ] {
        GUIDE.actions_are_edits(shared);
    }
}

/// The lines are the messages that were sent, one each.
#[test]
fn there_is_a_line_for_every_message() {
    for (query, sent) in [
        ("scenario=leader", 8),
        ("scenario=both-phases", 24),
        ("scenario=liars", 21),
        ("protocol=pbft&servers=13", 312),
    ] {
        let html = GUIDE.draw(&format!("quorum-cost?{query}&t=105ms"));
        assert_eq!(lines(&html, &["stem", "heavy", "stem faint"]), sent, "{query}");
    }
}

/// How many lines of these classes the wide picture has.
fn lines(html: &str, classes: &[&str]) -> usize {
    let wide = html.split("only-narrow").next().expect("the wide picture");
    let is_one = |path: &&str| {
        let class = path.split("class=\"").nth(1).and_then(|c| c.split('"').next());
        class.is_some_and(|class| classes.contains(&class))
    };
    let paths = wide.split("<path ").filter(is_one);
    let data = paths.map(|path| path.split('"').nth(1).unwrap_or(""));
    data.map(|data| data.matches(['M', 'm']).count()).sum()
}

/// The quorum and who is missing are said once the run has begun, not at rest.
#[test]
fn the_quorum_is_seen_and_not_given_away() {
    let html = |t| GUIDE.draw(&format!("quorum-cost?scenario=half&t={t}"));
    let missing = |html: &str| html.matches("class=\"absent\"").count();
    assert!(!html("3ms").contains(" of 4 "));
    assert_eq!(missing(&html("3ms")), 0);
    assert!(html("4ms").contains(">1 of 4 agree<"));
    assert_eq!(missing(&html("4ms")), 2 * 3);
    assert!(html("70ms").contains("✕ S1 waits for ever: 3 of 4"));
    assert_eq!(missing(&html("70ms")), 2);
}

/// A promise is no agreement, and looks like none.
#[test]
fn promises_are_not_taken_for_votes() {
    let html =
        |t| GUIDE.draw(&format!("quorum-cost?protocol=paxos&jitter=30&t={t}"));
    let (first, second) = (html("18ms"), html("38ms"));
    assert!(first.contains(" of 3 promise<"));
    assert!(!first.contains("class=\"chip number\" data-role=\"committed\""));
    assert!(second.contains("class=\"chip number\" data-role=\"committed\""));
}

/// The quorum is full while slower answers are still on their way: its lines are heavy,
/// the others faint.
#[test]
fn slow_answers_are_seen_not_to_be_waited_for() {
    let at = |t| GUIDE.draw(&format!("quorum-cost?scenario=leader&t={t}"));
    let numbers = |html: &str| {
        let wide = html.split("only-narrow").next().expect("the wide picture");
        let of = |role: &str| {
            let number = format!("class=\"chip number\" data-role=\"{role}\"");
            wide.matches(&number).count()
        };
        (of("committed"), of("follower"), html.contains(">S1 knows after"))
    };
    let knew = (0..40).map(|ms| at(format!("{ms}ms"))).find(|html| numbers(html).2);
    let (knew, end) = (knew.expect("S1 knows"), at("70ms".into()));
    assert_eq!((numbers(&knew), lines(&knew, &["heavy"])), ((3, 0, true), 4));
    assert_eq!((numbers(&end), lines(&end, &["heavy"])), ((3, 2, true), 4));
    assert_eq!(lines(&end, &["stem faint"]), 4);
}

/// The second entry is seen to take two delays, and the first four.
#[test]
fn what_the_client_waits_for_is_told_delay_by_delay() {
    let html = GUIDE.draw("quorum-cost?scenario=both-phases&t=105ms");
    let wide = html.split("only-narrow").next().expect("the wide picture");
    let named = |word: &str| wide.matches(&format!(">{word}<")).count();
    assert_eq!([named("Prepare"), named("Promise")], [1, 1]);
    assert_eq!([named("Accept"), named("Accepted")], [2, 2]);
    assert_eq!(named("phase 1 saved"), 1);
}

/// A liar is seen to be one, and what comes of it by name.
#[test]
fn a_lie_is_seen_where_it_is_believed_and_where_it_is_not() {
    let end =
        |scenario| GUIDE.draw(&format!("quorum-cost?scenario={scenario}&t=70ms"));
    let believed = end("liar");
    assert!(believed.contains(">✕ S2 has x=1, S4 has x=2<"));
    assert_eq!(believed.matches("class=\"blamed\"").count(), 2 * 2);
    let compared = end("liars");
    assert!(compared.contains(">S2 and S3 took x=1, S4 waits<"));
    assert!(!compared.contains("class=\"blamed\""));
    assert!(compared.contains(">2 of 3: waits<"), "S4 lacks one");
}

/// Why S1 will never know is said as it is: only who is up and has asked waits, and a
/// message that is held may still come.
#[test]
fn why_s1_never_knows_is_said() {
    let end = |edits| GUIDE.draw(&format!("quorum-cost?edits={edits}&t=70ms"));
    assert!(end("10ms-crash-0").contains("S1 stopped before it knew"));
    let held = "1ms-hold-m0,1ms-hold-m1,1ms-hold-m2,1ms-hold-m3";
    assert!(end(held).contains(">1 of 3 agree<"));
}

/// A split vote is seen where it happens, and where the timers began is said.
#[test]
fn a_split_vote_is_seen_in_the_race() {
    let at = |t| {
        say(&GUIDE.figure(&format!("election-timeout?scenario=no-spread&t={t}")))
    };
    assert!(!at("20ms").contains(">split<"));
    assert!(at("400ms").contains(">split<"));
}

/// Of the number that is asked about nothing is seen before its moment; then it stands
/// where the curve crosses the line.
#[test]
fn how_many_are_over_before_the_shortest_timeout_is_marked() {
    let at = |t| GUIDE.draw(&format!("election-timeout?scenario=paper&t={t}"));
    assert!(!at("20ms").contains(">309 of 1,000<"));
    assert!(!at("149ms").contains(">309 of 1,000<"));
    assert!(at("150ms").contains(">309 of 1,000<"));
    assert!(at("500ms").contains(">309 of 1,000<"));
}

/// Whoever presses a dot of the curve is offered the election that took so long.
#[test]
fn the_election_behind_a_dot_can_be_watched() {
    let mut figure = GUIDE.figure("election-timeout?spread=5&t=1010ms");
    figure.input(Input::Press(vec!["share-900".into()]));
    let html = say(&figure);
    let offer = html.split("Watch No. ").nth(1).expect("an offer");
    let number: String = offer.chars().take_while(char::is_ascii_digit).collect();
    assert!(html.contains(">90 %, 915 ms<"), "{number}");
    figure.input(Input::Do(0));
    let html = say(&figure);
    assert!(html.contains(&format!(">Election {number}: S")), "{number}");
    assert!(html.contains(" leads after 915 ms<"), "{number}");
}

/// What can be done to the servers: S1 has crashed; once another leads, no more.
#[test]
fn a_race_is_open_from_the_crash_until_another_leads() {
    let offered = |t| {
        let figure = GUIDE.figure(&format!("election-timeout?t={t}"));
        let edits = figure.edits_on_offer();
        !edits.iter().all(|edit| edit.starts_with("watch-"))
    };
    assert_eq!(["0s", "20ms", "1010ms"].map(offered), [true, true, false]);
}

/// What is done to the watched election changes none of the thousand.
#[test]
fn the_thousand_run_without_the_reader() {
    let end = |edits: &str| {
        let figure =
            GUIDE.figure(&format!("election-timeout?spread=5&t=1010ms{edits}"));
        let html = say(&figure);
        let over =
            html.split("in ").find(|words| words.contains(" of 1,000 elections"));
        over.and_then(|words| words.split(' ').next()).map(String::from)
    };
    assert_eq!(end(""), end("&edits=40ms-expire-1-election"));
}

#[test]
fn the_prose_has_its_numbers() {
    assert_eq!(GUIDE.number("decision-messages", &[("servers", "5")]), "8");
    assert_eq!(
        GUIDE.number(
            "decision-messages",
            &[("protocol", "pbft"), ("servers", "13")]
        ),
        "312"
    );
    assert_eq!(GUIDE.number("decision-delays", &[("protocol", "paxos")]), "4");
    let mean =
        GUIDE.number("election-mean", &[("timeout", "12"), ("spread", "12")]);
    assert!(
        ["33 ms", "34 ms", "35 ms", "36 ms"].contains(&mean.as_str()),
        "{mean}"
    );
    assert!(GUIDE.number("duel-ballots", &[]).starts_with("2."));
}

/// What the prose says of batches and pipelines: a window commits what fits into it in a
/// round trip and a write, 3 ms here, or in 4 ms where Appends have to wait for a
/// second write; until the link is full.
#[test]
fn the_prose_has_what_a_group_commits() {
    let number = |name: &str, knobs: &str| {
        let knobs = knobs.split_whitespace().filter_map(|k| k.split_once('='));
        GUIDE.number(name, &knobs.collect::<Vec<_>>())
    };
    for (knobs, per_second, limit) in [
        ("batch=1 in-flight=1", "328", "the window, at 329"),
        ("batch=8 in-flight=1", "2,445", "the window, at 2,451"),
        ("batch=1 in-flight=8", "2,000", "the window, at 2,632"),
        ("batch=8 in-flight=8", "13,547", "the window, at 19,608"),
        ("batch=64 in-flight=8", "31,126", "the link, at 31,128"),
        ("batch=64 in-flight=8 clients=64", "12,701", "the clients, at 21,053"),
    ] {
        assert_eq!(number("raft-throughput", knobs), per_second, "{knobs}");
        assert_eq!(number("raft-limit", knobs), limit, "{knobs}");
    }
    let latency = |knobs: &str| number("raft-latency", knobs);
    assert_eq!(latency("clients=1"), "3 ms");
    assert_eq!(latency("clients=1 leader-first=true"), "5 ms");
    assert_eq!(latency("clients=64"), "195.1 ms");
    assert_eq!(latency("clients=64 batch=64"), "8.1 ms");
    assert_eq!(latency("clients=64 batch=64 in-flight=8"), "4.7 ms");
}
