//! CAP theorem: the demos of the guide.

mod session_guarantees;

stage::guide! {
    engine("sessions") demos: {
        "session-guarantees" => session_guarantees::SessionGuarantees,
    }
    experiments: {
    }
}
