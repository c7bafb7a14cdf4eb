//! A read behind a sloppy quorum.

use crate::compare::golden;
use models::replication::quorum::{Quorums, Race, Trial};
use models::replication::store::Switch;
use sim::record::narrate;
use sim::{Edit, Micros, Model, NodeId, Run};

#[test]
fn a_sloppy_quorum() {
    let trial = Trial {
        quorums: Quorums { replicas: 3, read: 2, write: 2 },
        write: Micros::from_millis(10),
        read: Micros::from_millis(2),
        after: Micros::from_millis(5),
        sloppy: Switch::On,
        repair: Switch::Off,
        patience: Micros::from_millis(30),
    };
    let race = Race::new(trial, 1);
    let [writer, reader] = race.clients();
    let cuts = [(writer, 1), (writer, 2), (reader, 0)];
    let cuts = cuts.map(|(client, server)| Edit::Cut(client, NodeId(server)));
    let cuts = cuts.into_iter().map(|cut| (Micros::ZERO, cut)).collect();
    let mut run = Run::new(race, cuts);
    run.seek(Micros::from_millis(200));
    let mut text = String::from(
        "# R + W > N, and the read is stale: A's write set is S1 and a spare,\n\
         # B reads S2 and S3. The spares hand over later.\n---\n",
    );
    let race = run.model();
    text += &narrate(run.records(), &|node| race.name(node));
    let end = match race.is_stale() {
        Some(true) => "The read is stale.",
        Some(false) => "The read is fresh.",
        None => "The read has no answer.",
    };
    text += &format!("---\n{end}\n");
    golden("replication-sloppy-quorum", &text);
}
