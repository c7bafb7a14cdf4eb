//! How a leader that dies or is cut off is replaced.

use crate::claim::{Claim, Shown, deed, names, so, theory};
use models::replication::leader_follower::{
    Acknowledged, Epoch, FIRST, Leadership, Mode, Node, Role, Server, Write,
    acknowledged, clients, leader, lost, recovery_point, server, servers,
    split_brain, takes_over,
};
use sim::cluster::Condition;
use sim::{Cluster, Event, Micros, NodeId};

/// Runs that chance seldom leads to.
pub const ALSO: &[&str] = &[
    "acknowledge=fall-back&lag=0&edits=1s-cut-1-2,1s-cut-1-3,2s-heal-1-2,2s-heal-1-3",
    "edits=10ms-cut-2-1,10ms-cut-2-3",
    "fencing=lease&edits=1s-cut-2-1,1s-cut-2-3,1.5s-crash-1",
    "writes=0&fencing=none&edits=1.3s-cut-1-0,1.3s-cut-1-2,1.3s-cut-1-3",
    "acknowledge=majority&servers=5&edits=1.5s-crash-1",
];

pub const WORDS: &[Claim] = &[
    names("Failover: acknowledged, and lost"),
    theory(
        "What a leader acknowledges before a follower has it is lost when that \
         follower takes over: the write rate times the lag.",
        "replication/failover_theory.rs::lost_is_rate_times_lag",
    ),
    theory(
        "A leader that is cut off looks dead to all others, and is not.",
        "replication/failover.rs::a_lease_ends_before_another_leads",
    ),
    theory(
        "Only a lease that runs out makes it stop by itself.",
        "replication/failover.rs::a_lease_ends_before_another_leads",
    ),
    names("the green cells that only S1 has."),
    names("how long a cell is dashed: its client waits."),
    names("the crowns: who would acknowledge a write."),
    names("when S1 loses its crown, and when S3 gets one."),
    so("S1's words, 400 ms after it is cut from the others.", |s| {
        s.knob("acknowledge") == "fall-back"
    }),
    so("This run was picked: writes come just before the crash.", |s| {
        !is_over(s) || lost(run(s)).len() > 2
    }),
    so("This run was picked: its writes are those before.", |s| {
        s.setting("writes") == 5 && s.seed == 28
    }),
];

pub const PICTURE: &[Claim] = &[
    names("Clients, the monitor, the servers and their logs"),
    names("crown: ready to acknowledge"),
    so("leader, epoch {n}, {}", |s| leads_so(s, true)),
    so("was leader, epoch {n}: no lease", |s| {
        leaders(s).any(|(_, this, leader)| {
            leader.epoch() == epoch(s) && !this.serves(s.now())
        })
    }),
    so("was leader, epoch {n}: no lease, {}", |s| leads_so(s, false)),
    so("follower of {}", |s| {
        follows(s).any(|(node, leader)| {
            leader.0.to_string() == s.words[0][1..] && !is_cut_off(s, node)
        })
    }),
    so("follower of {}, cut off", |s| {
        follows(s).any(|(node, leader)| {
            leader.0.to_string() == s.words[0][1..] && is_cut_off(s, node)
        })
    }),
    so("follower, cut off", |s| {
        waits(s)
            .any(|(node, this)| this.promised() == Epoch(1) && is_cut_off(s, node))
    }),
    so("waits for the leader of epoch {n}", |s| {
        waits(s)
            .any(|(node, this)| this.promised() == epoch(s) && !is_cut_off(s, node))
    }),
    so("waits for the leader of epoch {n}, cut off", |s| {
        waits(s)
            .any(|(node, this)| this.promised() == epoch(s) && is_cut_off(s, node))
    }),
    so("lost: the last {n} s", |s| is_recovery_point(s, 0)),
    so("✕ lost: the last {n} s", |s| is_recovery_point(s, 0)),
    so("nobody: {n} s · lost: the last {n} s", |s| {
        is_recovery_point(s, 1) && split_brain(run(s), s.now()).is_none()
    }),
    so("✕ Lost: {}", |s| {
        let names = s.words[0].split(" and ").next().unwrap_or_default();
        let lost: Vec<_> =
            lost(run(s)).iter().map(|one| one.write.to_string()).collect();
        names.split(", ").all(|name| lost.iter().any(|other| other == name))
    }),
    so("The servers and the monitor at {}", |s| s.words[0] == s.now().clock()),
    deed("leads in epoch {n}"),
    deed("leads no longer: epoch {n} is newer"),
    deed("drops 1 entry behind {n}"),
    deed("drops {n} entries behind {n}"),
    deed("acknowledges nothing: its lease is over"),
    deed("falls back: waits for no follower"),
    deed("waits for a follower again: one has caught up"),
    deed("takes {} to be dead"),
    deed("names {}: epoch {n}"),
];

pub const CHECKS: &[Claim] = &[
    so("… No acknowledged write is lost: {} has all {n}", has_all),
    so("✓ No acknowledged write is lost: {} has all {n}", |s| {
        has_all(s) && is_over(s)
    }),
    so("✕ No acknowledged write is lost: {} lacks {n} of {n}", |s| {
        let lost = lost(run(s)).len() as u64;
        lost > 0
            && leads(s, 0)
            && s.number(1) == lost
            && s.number(2) == acknowledged(run(s)).len() as u64
    }),
    so("… One leader at a time: never two", |s| both(s).is_none()),
    so("✓ One leader at a time: never two", |s| both(s).is_none() && is_over(s)),
    so("✕ One leader at a time: {} and {} for {n} ms", |s| {
        both(s)
            .is_some_and(|(span, writes)| span == s.number(2) && writes.is_empty())
    }),
    so("✕ One leader at a time: {} and {} for {n} ms: {}", |s| {
        both(s).is_some_and(|(span, writes)| {
            span == s.number(2) && s.words[3].starts_with(&writes[0].to_string())
        })
    }),
    so(
        "→ They are lost. Only S1 has them. S3 leads on without them, and S1 drops \
         them when it comes back: the clients were told that they are done.",
        |s| {
            let lost = lost(run(s));
            let gone = server(run(s), FIRST).log().gone();
            let is_gone = |one: &Acknowledged| {
                gone.iter().any(|gone| gone.entry.write == one.write)
            };
            leader(run(s)).server == NodeId(3)
                && !lost.is_empty()
                && lost.iter().all(is_gone)
        },
    ),
    so(
        "→ Written again. No client was told that they are done, so each asks who \
         leads and writes to S3. The price is paid before: each write waits for a \
         follower.",
        |s| {
            let all = acknowledged(run(s));
            let late = Micros::from_millis(1_500);
            let mut again =
                all.iter().filter(|one| one.since < late && one.at > late);
            lost(run(s)).is_empty()
                && again.next().is_some()
                && again.all(|one| one.by == NodeId(3))
        },
    ),
    so(
        "→ S1 and S3. S1 hears nothing of S3, and needs nobody to acknowledge: C1 is \
         told that its writes are done. When the cut is repaired, S1 drops them all.",
        |s| {
            let split = split_brain(run(s), s.now());
            let server = server(run(s), FIRST);
            split.is_some_and(|split| {
                let [old, _] = split.writes;
                split.leaders == [FIRST, NodeId(3)]
                    && !old.is_empty()
                    && old.iter().all(|write| {
                        let mut gone = server.log().gone().iter();
                        gone.any(|gone| gone.entry.write == *write)
                    })
            })
        },
    ),
    so(
        "→ What was not sent by then. Never do two lead, so C1's later writes wait for \
         S3. But S1 is still asynchronous: what it acknowledged and could not send is \
         lost.",
        |s| {
            let lost = lost(run(s));
            let mut later = clients(run(s)).flat_map(|(_, c)| c.acknowledged());
            both(s).is_none()
                && !lost.is_empty()
                && lost.iter().all(|one| one.by == FIRST)
                && later.any(|one| one.epoch == Epoch(2))
        },
    ),
    so(
        "→ All writes since the cut. After 400 ms S1 falls back: it acknowledges what \
         has waited, and then each write as it comes. No follower has any of them.",
        |s| {
            let all = acknowledged(run(s));
            let cut = Micros::from_millis(1_100);
            let since = all.iter().filter(|one| one.by == FIRST && one.at > cut);
            since.count() == lost(run(s)).len()
                && s.happened(|event| match event {
                    Event::Noted { text, .. } => text.starts_with("falls back"),
                    _ => false,
                })
        },
    ),
];

fn run<'a>(shown: &Shown<'a>) -> &'a Cluster<Node> {
    shown.model()
}

/// The epoch that the first word is.
fn epoch(shown: &Shown) -> Epoch {
    Epoch(shown.number(0) as u32)
}

fn is_up(shown: &Shown, node: NodeId) -> bool {
    run(shown).condition(node) != Condition::Stopped
}

fn is_cut_off(shown: &Shown, node: NodeId) -> bool {
    let run = run(shown);
    let mut others = servers(run).map(|(other, _)| other).filter(|n| *n != node);
    others.all(|other| run.is_cut(node, other) && run.is_cut(other, node))
}

fn up<'a>(shown: &'a Shown<'a>) -> impl Iterator<Item = (NodeId, &'a Server)> {
    servers(run(shown)).filter(|(node, _)| is_up(shown, *node))
}

fn leaders<'a>(
    shown: &'a Shown<'a>,
) -> impl Iterator<Item = (NodeId, &'a Server, &'a Leadership)> {
    up(shown).filter_map(|(node, this)| Some((node, this, this.leadership()?)))
}

/// Whether a server of this epoch leads, or leads no longer, with what is said of it.
fn leads_so(shown: &Shown, serves: bool) -> bool {
    let says = |word: &str| shown.words[1].split(", ").any(|other| other == word);
    leaders(shown).any(|(node, this, leader)| {
        leader.epoch() == epoch(shown)
            && this.serves(shown.now()) == serves
            && says("fell back") == (leader.mode() == Mode::FellBack)
            && says("cut off") == is_cut_off(shown, node)
    })
}

/// Who takes entries, and of whom.
fn follows<'a>(shown: &'a Shown<'a>) -> impl Iterator<Item = (NodeId, NodeId)> {
    up(shown).filter_map(|(node, this)| match this.role() {
        Role::Follower(Some(following)) => Some((node, following.place.server)),
        Role::Follower(None) | Role::Leader(_) => None,
    })
}

/// Who takes entries of nobody.
fn waits<'a>(shown: &'a Shown<'a>) -> impl Iterator<Item = (NodeId, &'a Server)> {
    up(shown).filter(|(_, this)| matches!(this.role(), Role::Follower(None)))
}

/// Whether the server that a word names leads.
fn leads(shown: &Shown, place: usize) -> bool {
    format!("S{}", leader(run(shown)).server.0) == shown.words[place]
}

fn has_all(shown: &Shown) -> bool {
    lost(run(shown)).is_empty()
        && leads(shown, 0)
        && shown.number(1) == acknowledged(run(shown)).len() as u64
}

/// Whether another server has taken over.
fn is_over(shown: &Shown) -> bool {
    let epoch = leader(run(shown)).epoch;
    epoch > Epoch(1) && takes_over(run(shown), epoch).is_some()
}

/// For how many milliseconds two led, and what they acknowledged meanwhile.
fn both(shown: &Shown) -> Option<(u64, Vec<Write>)> {
    let split = split_brain(run(shown), shown.now())?;
    let span = split.until.since(split.since).as_millis();
    Some((span, split.writes.concat()))
}

fn is_recovery_point(shown: &Shown, place: usize) -> bool {
    let point = recovery_point(run(shown)).map(|span| span.get());
    point.is_some_and(|point| {
        point.abs_diff(shown.thousandths(place) * 1_000) <= 5_000
    })
}
