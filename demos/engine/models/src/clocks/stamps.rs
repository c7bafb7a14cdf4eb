//! All four clocks side by side, so that one run can be read under each.

use crate::clocks::{Dotted, Hybrid, Lamport, Vector};
use sim::{Micros, NodeId};
use std::fmt;
use std::str::FromStr;

/// A kind of clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scheme {
    /// One counter.
    Lamport,
    /// A counter for each process.
    #[default]
    Vector,
    /// The event's own dot, and a vector of what it knew.
    Dotted,
    /// Physical time and a counter.
    Hybrid,
}

impl Scheme {
    /// Every kind, the plainest first.
    pub const ALL: [Scheme; 4] =
        [Scheme::Lamport, Scheme::Vector, Scheme::Dotted, Scheme::Hybrid];

    /// Its name as a setting: `lamport`, `vector`, `dotted` or `hybrid`.
    pub const fn name(self) -> &'static str {
        match self {
            Scheme::Lamport => "lamport",
            Scheme::Vector => "vector",
            Scheme::Dotted => "dotted",
            Scheme::Hybrid => "hybrid",
        }
    }

    /// What the field calls it.
    pub const fn title(self) -> &'static str {
        match self {
            Scheme::Lamport => "Lamport clock",
            Scheme::Vector => "vector clock",
            Scheme::Dotted => "dotted version vector",
            Scheme::Hybrid => "hybrid logical clock",
        }
    }

    /// What a stamp takes on the wire among so many processes.
    ///
    /// Counters and packed hybrid stamps have 8 bytes, the number of a process
    /// 4.
    ///
    /// ```
    /// # use models::clocks::Scheme;
    /// assert_eq!(Scheme::Lamport.size(100).bytes, 8);
    /// assert_eq!(Scheme::Vector.size(100).bytes, 800);
    /// assert_eq!(Scheme::Dotted.size(100).bytes, 812);
    /// assert_eq!(Scheme::Hybrid.size(100).bytes, 8);
    /// ```
    pub const fn size(self, processes: u32) -> Size {
        let n = processes as u64;
        match self {
            Scheme::Lamport => Size { entries: 1, bytes: 8 },
            Scheme::Vector => Size { entries: n, bytes: 8 * n },
            Scheme::Dotted => Size { entries: n + 1, bytes: 8 * n + 12 },
            Scheme::Hybrid => Size { entries: 2, bytes: 8 },
        }
    }
}

/// What a stamp takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// How many counters or times.
    pub entries: u64,
    /// How many bytes.
    pub bytes: u64,
}

/// The stamps of one event, one of each kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamps {
    /// Its Lamport stamp.
    pub lamport: Lamport,
    /// Its vector.
    pub vector: Vector,
    /// Its dotted version vector.
    pub dotted: Dotted,
    /// Its hybrid stamp.
    pub hybrid: Hybrid,
}

impl Stamps {
    /// The stamp of one kind, as pictures and logs show it.
    pub fn text(&self, scheme: Scheme) -> String {
        match scheme {
            Scheme::Lamport => self.lamport.to_string(),
            Scheme::Vector => self.vector.to_string(),
            Scheme::Dotted => self.dotted.to_string(),
            Scheme::Hybrid => self.hybrid.to_string(),
        }
    }
}

/// The clocks of one process, one of each kind. All four rely on being kept: one
/// that starts again from nothing stamps as if what it knew had never happened.
#[derive(Clone, Debug)]
pub struct Clocks {
    me: NodeId,
    lamport: Lamport,
    vector: Vector,
    /// The context of its next dot.
    known: Vector,
    hybrid: Hybrid,
}

impl Clocks {
    /// The clocks of process `me`, one of so many, before its first event.
    pub fn new(me: NodeId, processes: u32) -> Clocks {
        Clocks {
            me,
            lamport: Lamport::default(),
            vector: Vector::new(processes),
            known: Vector::new(processes),
            hybrid: Hybrid::default(),
        }
    }

    /// Stamps a local event, or the sending of a message, which carries the
    /// stamps; `reading` is what the process's physical clock shows.
    pub fn tick(&mut self, reading: Micros) -> Stamps {
        self.lamport.tick();
        self.vector.tick(self.me);
        self.hybrid.tick(reading);
        self.stamps()
    }

    /// Stamps the receipt of a message that carries `sent`.
    pub fn receive(&mut self, sent: &Stamps, reading: Micros) -> Stamps {
        self.lamport.receive(sent.lamport);
        self.vector.receive(self.me, &sent.vector);
        self.known.merge(&sent.dotted.history());
        self.hybrid.receive(sent.hybrid, reading);
        self.stamps()
    }

    fn stamps(&mut self) -> Stamps {
        let dotted = Dotted::next(self.me, self.known.clone());
        self.known = dotted.history();
        Stamps {
            lamport: self.lamport,
            vector: self.vector.clone(),
            dotted,
            hybrid: self.hybrid,
        }
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Scheme {
    type Err = String;

    fn from_str(text: &str) -> Result<Scheme, String> {
        let known = Scheme::ALL.into_iter().find(|scheme| scheme.name() == text);
        known.ok_or_else(|| {
            format!("`{text}` is no clock: it is lamport, vector, dotted or hybrid")
        })
    }
}
