//! What clients saw, as a history that [`sim::history`] can check.

use super::machine::{Answer, Call};
use super::{Asked, Node, clients};
use sim::history::{Operation, Outcome, Register, Value};
use sim::{Cluster, Micros, NodeId};

/// All clients share one register.
pub type Seen = Operation<Register<(), u32>>;

/// What the clients asked, in order for each, and what became of it. `proposed` are
/// the writes that somebody asked servers for directly: whether they happened nobody
/// knows.
pub fn history(cluster: &Cluster<Node>, proposed: &[(Micros, u32)]) -> Vec<Seen> {
    let mut history = Vec::new();
    for (node, client) in clients(cluster) {
        history.extend(client.asked().iter().map(|asked| operation(node, asked)));
    }
    for (invoked, value) in proposed {
        let call = Register::Write((), *value);
        let client = u32::MAX; // nobody's
        let outcome = Outcome::Unknown;
        history.push(Operation { client, call, invoked: *invoked, outcome });
    }
    history
}

fn operation(client: NodeId, asked: &Asked) -> Seen {
    Operation {
        client: client.0,
        call: match asked.call {
            Call::Write(value) => Register::Write((), value),
            Call::Read => Register::Read(()),
        },
        invoked: asked.at,
        outcome: match asked.answer {
            None => Outcome::Unknown,
            Some((responded, answer)) => Outcome::Ok {
                responded,
                answer: match answer {
                    Answer::Done => Value::Done,
                    Answer::Is(value) => Value::Is(value),
                },
            },
        },
    }
}
