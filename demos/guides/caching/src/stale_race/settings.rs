//! What a reader may choose, in the words of knobs and URLs.

use models::caching::stale_race as model;
use serde::{Deserialize, Serialize};
use stage::Knob;

/// What a reader may choose.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    writes: Writes,
    cure: Cure,
    beside: Beside,
    reads: Reads,
}

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Writes {
    #[default]
    WriteDelete,
    DeleteWrite,
    WriteSet,
}

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Beside {
    #[default]
    Reader,
    Writer,
}

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Reads {
    #[default]
    Database,
    Follower,
}

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Cure {
    #[default]
    None,
    Lease,
    Version,
    Marker,
}

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::choice(
        "writes",
        "Writer",
        &[
            ("write-delete", "write, then delete"),
            ("delete-write", "delete, then write"),
            ("write-set", "write, then set"),
        ],
    ),
    Knob::choice(
        "cure",
        "Cure",
        &[
            ("none", "none"),
            ("lease", "lease"),
            ("version", "version"),
            ("marker", "version, marker"),
        ],
    ),
    Knob::choice(
        "beside",
        "Beside it",
        &[("reader", "a reader"), ("writer", "another writer")],
    ),
    Knob::choice(
        "reads",
        "Reader reads",
        &[("database", "the database"), ("follower", "a follower")],
    ),
];

impl Settings {
    /// The same for the model.
    pub fn of_model(&self) -> model::Settings {
        model::Settings {
            writes: match self.writes {
                Writes::WriteDelete => model::Writes::WriteDelete,
                Writes::DeleteWrite => model::Writes::DeleteWrite,
                Writes::WriteSet => model::Writes::WriteSet,
            },
            beside: match self.beside {
                Beside::Reader => model::Beside::Reader,
                Beside::Writer => model::Beside::Writer,
            },
            reads: match self.reads {
                Reads::Database => model::Reads::Database,
                Reads::Follower => model::Reads::Follower,
            },
            cure: match self.cure {
                Cure::None => model::Cure::None,
                Cure::Lease => model::Cure::Lease,
                Cure::Version => model::Cure::Version,
                Cure::Marker => model::Cure::Marker,
            },
        }
    }
}
