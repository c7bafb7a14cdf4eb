//! Times print exactly, as short as they can, and read what they print.

use proptest::prelude::*;
use sim::Micros;

proptest! {
    #[test]
    fn reads_what_it_prints(micros: u64) {
        let time = Micros::new(micros);
        prop_assert_eq!(time.to_string().parse(), Ok(time));
    }

    #[test]
    fn reads_what_it_prints_when_small(micros in 0_u64..10_000_000) {
        let time = Micros::new(micros);
        prop_assert_eq!(time.to_string().parse(), Ok(time));
    }

    #[test]
    fn never_panics_on_any_text(text in ".{0,12}") {
        let _ = text.parse::<Micros>();
    }

    #[test]
    fn reads_no_number_without_a_unit(number in 1_u64..) {
        prop_assert!(number.to_string().parse::<Micros>().is_err());
    }
}

#[test]
fn prints_in_the_largest_unit_that_fits() {
    let cases = [
        (0, "0s"),
        (1, "1us"),
        (999, "999us"),
        (1_000, "1ms"),
        (1_500, "1.5ms"),
        (40_001, "40.001ms"),
        (1_000_000, "1s"),
        (1_360_000, "1.36s"),
        (60_000_001, "60.000001s"),
    ];
    for (micros, text) in cases {
        assert_eq!(Micros::new(micros).to_string(), text);
    }
    assert_eq!(format!("{:#}", Micros::new(1_500)), "1.5 ms", "in a sentence");
}

#[test]
fn reads_other_ways_to_write_a_time() {
    for text in ["1.5s", "1500ms", "1500000us", "1.500s", "1.5000000000s"] {
        assert_eq!(text.parse(), Ok(Micros::from_millis(1_500)), "{text}");
    }
    assert_eq!("0".parse(), Ok(Micros::ZERO));
}

#[test]
fn refuses_what_is_no_time() {
    let cases = [
        "",
        "s",
        "5",
        "5m",
        "-1s",
        ".5s",
        "1e3s",
        "1,5s",
        "1.2.3s",
        "0.5us",
        "1.0000001s",
        "18446744073710s",
        "99999999999999999999us",
        "1µs",
    ];
    for text in cases {
        assert!(text.parse::<Micros>().is_err(), "`{text}` is no time");
    }
}

#[test]
fn clock_rounds_to_the_millisecond() {
    assert_eq!(Micros::new(1_359_500).clock(), "1.360 s");
    assert_eq!(Micros::new(1_359_499).clock(), "1.359 s");
    assert_eq!(Micros::ZERO.clock(), "0.000 s");
    assert!(Micros::MAX.clock().ends_with(" s"));
}

#[test]
fn saturates_where_it_says_so() {
    let second = Micros::from_secs(1);
    assert_eq!(Micros::ZERO.since(second), Micros::ZERO);
    assert_eq!(Micros::MAX.saturating_add(second), Micros::MAX);
}
