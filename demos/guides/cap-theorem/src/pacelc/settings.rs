//! What a reader may choose, in the words of knobs and URLs.

use models::cap_theorem::pacelc::{self, Region};
use serde::{Deserialize, Serialize};
use stage::Knob;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    acks: u32,
    copies: u32,
    leader: Leader,
    jitter: u32,
}

/// Where the leader is.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Leader {
    EastUs,
    #[serde(rename = "east-us-2")]
    EastUs2,
    CentralUs,
    NorthEurope,
    WestEurope,
    JapanEast,
    SoutheastAsia,
}

impl Leader {
    /// The region of the model.
    pub fn region(self) -> Region {
        match self {
            Leader::EastUs => Region::EastUs,
            Leader::EastUs2 => Region::EastUs2,
            Leader::CentralUs => Region::CentralUs,
            Leader::NorthEurope => Region::NorthEurope,
            Leader::WestEurope => Region::WestEurope,
            Leader::JapanEast => Region::JapanEast,
            Leader::SoutheastAsia => Region::SoutheastAsia,
        }
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { acks: 3, copies: 5, leader: Leader::EastUs, jitter: 3 }
    }
}

/// The regions that a knob offers.
pub const REGIONS: &[(&str, &str)] = &[
    ("east-us", "East US"),
    ("east-us-2", "East US 2"),
    ("central-us", "Central US"),
    ("north-europe", "North Europe"),
    ("west-europe", "West Europe"),
    ("japan-east", "Japan East"),
    ("southeast-asia", "Southeast Asia"),
];

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::linear("acks", "Acknowledgements (k)", "", (1, 7, 1)),
    Knob::linear("copies", "Copies (n)", "", (3, 7, 1)),
    Knob::choice("leader", "Leader at the start", REGIONS),
    Knob::linear("jitter", "Mean delay on top", "% of the round trip", (0, 20, 1)),
];

impl Settings {
    /// The same in the model's terms.
    pub fn of_model(&self) -> pacelc::Settings {
        pacelc::Settings {
            leader: self.leader.region(),
            copies: self.copies as usize,
            acks: self.acks as usize,
            jitter: self.jitter,
        }
    }
}
