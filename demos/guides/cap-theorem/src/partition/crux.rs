//! What proves that the history is not what a single copy would have given.

use super::{Partition, words};
use models::replication::store::{
    Action, Operation, Outcome, Version, history, merges, overwritten_unseen,
    server, stale_reads,
};
use sim::Model;
use sim::history::Verdict;
use stage::{Moment, Role};

/// What is so of the history at a moment.
pub struct Findings {
    /// What clients did, in the order in which they began.
    pub history: Vec<Operation>,
    /// Reads that miss an acknowledged write, and that.
    pub stale: Vec<(usize, usize)>,
    /// Acknowledged writes that no replica has, and what took their place.
    pub dropped: Vec<(usize, usize)>,
    /// The first answer that no order explains.
    pub unexplained: Option<usize>,
    /// Writes that took the place of siblings, and those.
    pub merges: Vec<(usize, Vec<usize>)>,
}

impl Findings {
    pub fn of(moment: &Moment<'_, Partition>) -> Findings {
        let cluster = moment.model.cluster();
        let history = history(cluster);
        let unexplained = match moment.model.verdict() {
            Verdict::Violated(evidence) => Some(evidence.unexplained),
            Verdict::Linearizable(_) | Verdict::Undecided(_) => None,
        };
        Findings {
            stale: stale_reads(cluster, &history),
            dropped: overwritten_unseen(cluster, &history),
            unexplained,
            merges: merges(cluster, &history),
            history,
        }
    }

    /// The answer that no order explains, and the write that it misses.
    pub fn crux(&self) -> Option<(usize, Option<usize>)> {
        let read = self.unexplained?;
        let missed = self.stale.iter().find(|(stale, _)| *stale == read);
        Some((read, missed.map(|(_, write)| *write)))
    }

    /// A write that its client was told nothing of, and the first read that found
    /// it.
    pub fn happened(&self) -> Option<(usize, usize)> {
        let mut writes = self.history.iter().enumerate();
        writes.find_map(|(place, write)| {
            let wrote = write.wrote.as_ref()?;
            let is_read = |read: &Operation| {
                read.action == Action::Read && read.versions().contains(wrote)
            };
            let read = self.history.iter().position(is_read)?;
            let is_open = matches!(write.outcome, Outcome::Unanswered { .. });
            is_open.then_some((place, read))
        })
    }

    pub fn is_stale(&self, place: usize) -> bool {
        self.stale.iter().any(|(read, _)| *read == place)
    }

    pub fn is_dropped(&self, place: usize) -> bool {
        self.dropped.iter().any(|(write, _)| *write == place)
    }
}

/// The sentence under the history, in the role of what it says: what is gone; what
/// is left to merge, or who has merged it; or else which answer is wrong and why.
pub fn sentence(
    moment: &Moment<'_, Partition>,
    findings: &Findings,
) -> Option<(Role, String)> {
    let lost = |words| (Role::Lost, words);
    of_dropped(moment, findings)
        .map(lost)
        .or_else(|| of_siblings(moment, findings))
        .or_else(|| of_crux(moment, findings).map(lost))
        .or_else(|| of_happened(moment, findings))
        .or_else(|| of_unanswered(moment, findings).map(lost))
}

/// That a write which its client was told nothing of was seen by another one.
fn of_happened(
    moment: &Moment<'_, Partition>,
    findings: &Findings,
) -> Option<(Role, String)> {
    let (write, read) = findings.happened()?;
    let [write, read] = [write, read].map(|place| &findings.history[place]);
    let [name, reader] = [write, read].map(|o| moment.model.name(o.client));
    let wrote = write.wrote.as_ref()?;
    let words =
        format!("{name} was told nothing of {wrote}, and {reader} reads it");
    Some((Role::Doubt, words))
}

/// How many replicas answered the last client that gave up.
fn of_unanswered(
    moment: &Moment<'_, Partition>,
    findings: &Findings,
) -> Option<String> {
    let is_given_up =
        |o: &&Operation| matches!(o.outcome, Outcome::Unanswered { .. });
    let last = findings.history.iter().rfind(is_given_up)?;
    let name = moment.model.name(last.client);
    let (answers, takes) = (last.quorum.len(), moment.model.settings().read_quorum);
    Some(format!(
        "✕ {name} had answers from {answers} replicas, and it takes {takes}"
    ))
}

/// That a replica has siblings, or which write took their place.
fn of_siblings(
    moment: &Moment<'_, Partition>,
    findings: &Findings,
) -> Option<(Role, String)> {
    let cluster = moment.model.cluster();
    let mut servers = moment.model.settings().all_servers();
    let has = |node| server(cluster, node).versions(words::KEY);
    if let Some(node) = servers.find(|node| has(*node).len() > 1) {
        let values = words::versions(has(node));
        let unseen = match has(node).len() {
            2 => "neither had seen the other",
            _ => "none had seen another",
        };
        return Some((Role::Doubt, format!("{values}: {unseen}")));
    }
    let (place, siblings) = findings.merges.last()?;
    let merge = &findings.history[*place];
    let wrote = merge.wrote.as_ref()?;
    let siblings: Vec<Version> = siblings
        .iter()
        .filter_map(|place| findings.history[*place].wrote.clone())
        .collect();
    let values = words::versions(&siblings);
    let all = if siblings.len() == 2 { "both" } else { "all" };
    let words = format!("{wrote} replaces {values}: its write first read {all}");
    Some((Role::Committed, words))
}

fn of_crux(moment: &Moment<'_, Partition>, findings: &Findings) -> Option<String> {
    let (place, write) = findings.crux()?;
    let read = &findings.history[place];
    let name = moment.model.name(read.client);
    let found = match read.versions() {
        [] => "nothing".into(),
        versions => words::versions(versions),
    };
    let wrote = write.and_then(|write| findings.history[write].wrote.as_ref());
    Some(match (wrote, read.versions().len()) {
        (Some(wrote), 0 | 1) => {
            format!("✕ {name} reads {found}, though {wrote} was acknowledged")
        }
        (_, 0 | 1) => format!("✕ {name} reads {found}: no order explains that"),
        (_, _) => format!("✕ {name} reads {found}: one copy would hold one value"),
    })
}

fn of_dropped(
    moment: &Moment<'_, Partition>,
    findings: &Findings,
) -> Option<String> {
    let (_, by) = findings.dropped.last()?;
    let winner = &findings.history[*by];
    let names = dropped_names(findings);
    let are = if findings.dropped.len() == 1 { "is" } else { "are" };
    let client = moment.model.name(winner.client);
    let wrote = winner.wrote.as_ref().map_or_else(String::new, Version::to_string);
    Some(format!("✕ {names} {are} gone: {wrote} won, {client} had not seen it"))
}

/// The acknowledged writes that are gone, by name: three, and how many more.
pub fn dropped_names(findings: &Findings) -> String {
    let mut names = String::new();
    let all = &findings.dropped;
    for (index, (place, _)) in all.iter().take(3).enumerate() {
        if index > 0 {
            names.push_str(", ");
        }
        if let Some(wrote) = &findings.history[*place].wrote {
            names.push_str(&wrote.to_string());
        }
    }
    if all.len() > 3 {
        names.push_str(&format!(" and {} more", all.len() - 3));
    }
    names
}
