//! What a reader may add to a run.

use sim::{Micros, NodeId};
use std::fmt;
use std::str::FromStr;

/// What a reader may add to a run.
///
/// ```
/// # use models::clocks::Edit;
/// # use sim::{Micros, NodeId};
/// let send: Edit = "send-0-2-80ms".parse().unwrap();
/// let latency = Micros::from_millis(80);
/// assert_eq!(send, Edit::Send { from: NodeId(0), to: NodeId(2), latency });
/// assert_eq!(send.to_string(), "send-0-2-80ms");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// `send-0-2-80ms`: the first process sends the second a message that takes
    /// so long.
    Send {
        /// The sender.
        from: NodeId,
        /// The receiver.
        to: NodeId,
        /// How long the message takes.
        latency: Micros,
    },
    /// `local-1`: the process takes a local step.
    Local(NodeId),
}

impl fmt::Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Edit::Send { from, to, latency } => {
                write!(f, "send-{}-{}-{latency}", from.0, to.0)
            }
            Edit::Local(node) => write!(f, "local-{}", node.0),
        }
    }
}

impl FromStr for Edit {
    type Err = String;

    fn from_str(text: &str) -> Result<Edit, String> {
        let node = |text: &str| text.parse().ok().map(NodeId);
        let parts: Vec<_> = text.split('-').collect();
        let edit = match parts[..] {
            ["send", from, to, latency] => node(from)
                .zip(node(to))
                .zip(latency.parse().ok())
                .map(|((from, to), latency)| Edit::Send { from, to, latency }),
            ["local", at] => node(at).map(Edit::Local),
            _ => None,
        };
        edit.ok_or_else(|| {
            format!(
                "`{text}` is no edit: send-0-2-80ms sends from the first process \
                 to the third, local-1 is a local step of the second"
            )
        })
    }
}
