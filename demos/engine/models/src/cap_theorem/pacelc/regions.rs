//! Seven regions of a public cloud, and the round trips between them.
//!
//! - Source: Microsoft, [*Azure network round-trip latency
//!   statistics*](https://learn.microsoft.com/en-us/azure/networking/azure-network-latency),
//!   the edition of 30 July 2026: the 95th percentile of probes sent every minute
//!   over the 30 days before, in milliseconds, by source and destination. The two
//!   directions of a pair differ by up to 5 ms there; here the leader is the
//!   source.

/// Where a copy is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Region {
    /// Virginia.
    EastUs,
    /// Virginia too, other buildings.
    EastUs2,
    /// Iowa.
    CentralUs,
    /// Ireland.
    NorthEurope,
    /// The Netherlands.
    WestEurope,
    /// Tokyo.
    JapanEast,
    /// Singapore.
    SoutheastAsia,
}

/// What an ocean lies between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Continent {
    /// North America.
    America,
    /// Europe.
    Europe,
    /// Asia.
    Asia,
}

/// The 95th percentile of the round trip from each region to each, in milliseconds.
const ROUND_TRIPS: [[u32; 7]; 7] = [
    [0, 11, 35, 74, 89, 165, 229],
    [11, 0, 41, 79, 93, 167, 232],
    [35, 42, 0, 107, 118, 141, 201],
    [76, 79, 107, 0, 19, 232, 236],
    [91, 94, 114, 20, 0, 240, 182],
    [165, 168, 139, 232, 242, 0, 74],
    [229, 232, 201, 236, 181, 74, 0],
];

impl Region {
    /// All of them: the copies of a store of n are in the first n.
    pub const ALL: [Region; 7] = [
        Region::EastUs,
        Region::EastUs2,
        Region::CentralUs,
        Region::NorthEurope,
        Region::WestEurope,
        Region::JapanEast,
        Region::SoutheastAsia,
    ];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Region::EastUs => "East US",
            Region::EastUs2 => "East US 2",
            Region::CentralUs => "Central US",
            Region::NorthEurope => "North Europe",
            Region::WestEurope => "West Europe",
            Region::JapanEast => "Japan East",
            Region::SoutheastAsia => "Southeast Asia",
        }
    }

    /// Where it lies.
    pub const fn continent(self) -> Continent {
        match self {
            Region::EastUs | Region::EastUs2 | Region::CentralUs => {
                Continent::America
            }
            Region::NorthEurope | Region::WestEurope => Continent::Europe,
            Region::JapanEast | Region::SoutheastAsia => Continent::Asia,
        }
    }

    /// The 95th percentile of the round trip to another region, in milliseconds;
    /// none to itself.
    pub const fn round_trip(self, to: Region) -> u32 {
        ROUND_TRIPS[self as usize][to as usize]
    }

    /// Where n copies are, of which this one is the leader: the first n of all, or
    /// this one instead of the last of them.
    pub fn copies(self, n: usize) -> Vec<Region> {
        let mut copies = Region::ALL[..n].to_vec();
        if !copies.contains(&self) {
            copies[n - 1] = self;
        }
        copies
    }
}
