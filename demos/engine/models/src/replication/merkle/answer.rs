//! What B does: it answers, and has to remember nothing of an exchange.

use super::{A, Compared, Hash, Message, Replica, Row, Session};
use sim::Outbox;
use std::sync::Arc;

impl Replica {
    /// B compares hashes with its own.
    fn answer(
        &mut self,
        (session, level): (Session, u32),
        hashes: &[Hash],
        out: &mut Outbox<Replica>,
    ) {
        let mut differing = Vec::new();
        for hash in hashes {
            let is_same = self.tree.hash(hash.node) == hash.hash;
            let verdict = if is_same { Compared::Same } else { Compared::Differs };
            self.learn(hash.node, verdict);
            if !is_same {
                differing.push(hash.node);
            }
        }
        let asked = hashes.len() as u32;
        let differing = Arc::new(differing);
        self.send(A, Message::Differ(session, level, differing, asked), out);
    }

    /// B takes A's rows, and sends back those that it has newer.
    fn swap(&mut self, session: Session, rows: &[Row], out: &mut Outbox<Replica>) {
        let mine = |row: &Row| Row { version: self.tree.version(row.key), ..*row };
        let newer = rows.iter().map(|row| (mine(row), row));
        let newer = newer.filter(|(mine, row)| mine.version > row.version);
        let newer = Arc::new(newer.map(|(mine, _)| mine).collect());
        self.take(rows);
        self.send(A, Message::Newer(session, newer), out);
    }

    /// What B is asked. A doubled or late question gets an answer like any other, and
    /// rows are taken only where they are newer: neither does harm.
    pub(super) fn serve(&mut self, message: Message, out: &mut Outbox<Replica>) {
        let session = match &message {
            Message::Hashes(session, ..) | Message::Rows(session, _) => *session,
            Message::Differ(..) | Message::Newer(..) => {
                panic!("A sent {message} to B")
            }
        };
        if session > self.session() {
            self.enter(session);
        }
        match message {
            Message::Hashes(session, level, hashes) => {
                self.answer((session, level), &hashes, out);
            }
            Message::Rows(session, rows) => self.swap(session, &rows, out),
            Message::Differ(..) | Message::Newer(..) => unreachable!("see above"),
        }
    }
}
