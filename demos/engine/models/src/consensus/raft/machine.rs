//! The state machine that the log drives: a register, and its clients' sessions.

use sim::NodeId;
use std::fmt;

/// What a client asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Call {
    /// Set the register.
    Write(u32),
    /// What is in the register?
    Read,
}

/// What a client hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// The value is written.
    Done,
    /// This is in the register; nothing, if it was never written.
    Is(Option<u32>),
}

/// A call of a client, with the number by which it is known if it comes twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Request {
    /// Who asks.
    pub client: NodeId,
    /// Its how manieth request it is; 0 is a request outside any session.
    pub serial: u32,
    /// What it asks.
    pub call: Call,
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Call::Write(value) => write!(f, "x={value}"),
            Call::Read => f.write_str("x?"),
        }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Answer::Done => f.write_str("done"),
            Answer::Is(Some(value)) => write!(f, "x is {value}"),
            Answer::Is(None) => f.write_str("x is empty"),
        }
    }
}

/// A register and, for each client, the answer to its latest request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Machine {
    value: Option<u32>,
    sessions: Vec<(NodeId, u32, Answer)>,
}

impl Machine {
    /// What is in the register.
    pub fn value(&self) -> Option<u32> {
        self.value
    }

    /// Does what is asked, once: a request that comes again, because its client
    /// or a leader was impatient, gets the answer that it got before (§6.3).
    pub fn apply(&mut self, request: Request) -> Answer {
        let Request { client, serial, call } = request;
        let session = self.sessions.iter_mut().find(|(c, _, _)| *c == client);
        if let Some((_, last, answer)) = &session
            && serial > 0
            && serial <= *last
        {
            return *answer;
        }
        let answer = match call {
            Call::Write(value) => {
                self.value = Some(value);
                Answer::Done
            }
            Call::Read => Answer::Is(self.value),
        };
        match session {
            Some(session) => (session.1, session.2) = (serial, answer),
            None if serial > 0 => self.sessions.push((client, serial, answer)),
            None => {}
        }
        answer
    }
}
