//! What may be done to a cluster, and its form in a link.

use sim::NodeId;
use std::fmt::{self, Display};
use std::str::FromStr;

/// The greatest weight that a node may have.
pub const WEIGHT_MAX: u32 = 8;

/// What may be done to a cluster.
///
/// ```
/// # use models::partitioning::placement::Edit;
/// # use sim::NodeId;
/// assert_eq!("weight-3-2".parse(), Ok(Edit::Weigh(NodeId(3), 2)));
/// assert_eq!(Edit::Remove(NodeId(3)).to_string(), "remove-3");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// `add`: a node joins, under the next name that no node ever had.
    Add,
    /// `remove-3`: node n3 leaves. The last one stays.
    Remove(NodeId),
    /// `weight-3-2`: node n3 gets weight 2.
    Weigh(NodeId, u32),
}

impl Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Edit::Add => f.write_str("add"),
            Edit::Remove(node) => write!(f, "remove-{}", node.0),
            Edit::Weigh(node, weight) => write!(f, "weight-{}-{weight}", node.0),
        }
    }
}

impl FromStr for Edit {
    type Err = String;

    fn from_str(text: &str) -> Result<Edit, String> {
        parse(text).ok_or_else(|| {
            format!(
                "`{text}` is no edit: one is add, remove-3 or weight-3-2, \
                 with a weight from 1 to {WEIGHT_MAX}"
            )
        })
    }
}

fn parse(text: &str) -> Option<Edit> {
    let (verb, rest) = text.split_once('-').unwrap_or((text, ""));
    match verb {
        "add" if text == "add" => Some(Edit::Add),
        "remove" => Some(Edit::Remove(NodeId(rest.parse().ok()?))),
        "weight" => {
            let (node, weight) = rest.split_once('-')?;
            let weight = weight.parse().ok()?;
            let node = NodeId(node.parse().ok()?);
            (1..=WEIGHT_MAX).contains(&weight).then_some(Edit::Weigh(node, weight))
        }
        _ => None,
    }
}
