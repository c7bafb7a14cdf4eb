//! What may be done to the copies.

use models::cap_theorem::pacelc::{Edit, Region, SLOWER, Writes};
use stage::Mark;

/// The copies, the nearest first.
pub fn marks(model: &Writes) -> Vec<Mark<Edit>> {
    let copies = model.by_distance().into_iter();
    copies.map(|place| of_copy(model, place)).collect()
}

fn of_copy(model: &Writes, place: usize) -> Mark<Edit> {
    let region = model.copies()[place];
    let is_leader = region == model.settings().leader;
    let is_slow = model.is_slow(place);
    let number = region as usize;
    let slow = format!("Answer {} ms later", SLOWER.as_millis());
    Mark::new(id(region), region.name())
        .state(match is_leader {
            true => "leads".into(),
            false => format!("{} ms away", model.distance(place)),
        })
        .action_if(!is_leader, "Make it the leader", Edit::Lead(number))
        .action_if(!is_leader && !is_slow, slow, Edit::Slow(number))
        .action_if(is_slow, "Answer as before", Edit::Normal(number))
}

/// What the mark of a copy is called.
pub fn id(region: Region) -> String {
    format!("copy-{}", region as usize)
}
