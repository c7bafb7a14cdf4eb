//! Tiers of caches: what each takes away, who has the old value, a node that dies.

mod boxes;
mod flow;
mod picture;
mod place;
mod scenarios;
mod settings;
mod shares;
mod strips;
mod values;

use boxes::percent;
use models::caching::tiers::{
    CITIES, Edit, HOT, NEAR, NODES, Shield, Tiers as Model,
};
use settings::Settings;
use sim::Micros;
use stage::parts::{Row, Table};
use stage::{
    Action, Actions, Card, Check, Demo, Element, Fidelity, Knob, Mark, Marks,
    Moment, Pace, Scenario, Verdict,
};

/// The demo.
pub struct Tiers;

/// How long a run is.
const RUN: Micros = Micros::from_secs(16);

const CARD: Card = Card {
    title: "Tiers: edge, shared cache, origin",
    watch_for: "how much each tier takes away of what comes to it.",
    insight: "Each tier sees only what the one before let pass: hit rates do not \
              multiply, TTLs add up, and one dead node can be a cold cache.",
    why: "What an edge lets pass is rare, and misses again. A copy that is nearly over \
          in one tier begins anew in the next, unless its age is passed on. With hash \
          modulo nodes nearly all keys change their node.",
    fidelity: Fidelity {
        models: "Every request, fetch, answer and purge. Edges and nodes are LRU caches; \
                 who asks for a key that is being fetched waits for the same answer. An \
                 answer from before a purge is not stored. Ages are counted as in RFC \
                 9111, section 4.2.3.",
        leaves_out: "Time-outs and retries, sizes, revalidation (304), a second copy of \
                     a hot key in the shared cache, purges that are lost. A dot takes \
                     longer than its request.",
        constants: "1,000 keys by Zipf's law with s = 1; four edges with room for 200 \
                    keys each, five nodes with room for 100. 10 ms from an edge to the \
                    shared cache and 40 ms to the origin are round numbers, and so is \
                    the second from one purge to the next.",
    },
    pace: Some(Pace { until: RUN, per_second: Micros::from_secs(1) }),
    seed: 1,
    curated: None,
    rest: Micros::from_millis(4_900),
};

impl Demo for Tiers {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;
    const SCENARIOS: &'static [Scenario<Self>] = scenarios::ALL;

    type Settings = Settings;
    type Model = Model;

    fn model(settings: &Settings, seed: u64) -> Model {
        Model::new(&settings.of_model(), seed)
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        picture::draw(moment)
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let lately = flow::Flow::of(moment).lately;
        let row = |head: &str, asked: u32, passed: u32| {
            let kept = percent(asked.saturating_sub(passed), asked);
            let values =
                [asked.to_string(), format!("{kept} %"), passed.to_string()];
            Row::new(head, values.into())
        };
        let (edges, shared) = (lately.of_edges(), lately.of_shared());
        let origin = lately.to_origin();
        Table {
            caption: format!(
                "Requests a second in the last second, at {}",
                moment.now.clock()
            ),
            head: ["", "asked", "takes away", "passes on"].map(Into::into).into(),
            rows: vec![
                row("edges", edges.asked, edges.passed),
                row("shared cache", shared.asked, shared.passed),
                row("origin", origin, 0),
            ],
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        let model = moment.model;
        let (now, tally) = (model.settings(), model.tally());
        let load = flow::Flow::of(moment).lately.to_origin();
        let is_written = model.watch().version() > 1;
        let mut checks = vec![Check {
            name: "The origin keeps up",
            verdict: Verdict::of(load <= now.capacity_per_s),
            detail: format!("{load}/s of {}", now.capacity_per_s),
        }];
        if picture::About::of(moment) == picture::About::Values {
            checks.push(Check {
                name: "No old value is read",
                verdict: Verdict::of(tally.old == 0).once(is_written),
                detail: format!("{} were", tally.old),
            });
            checks.extend(now.ttl.map(|ttl| Check {
                name: "Old for one TTL at most",
                verdict: Verdict::of(tally.old_for <= ttl + NEAR).once(is_written),
                detail: format!("{} s", seconds(tally.old_for)),
            }));
        }
        checks
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        let model = moment.model;
        let now = model.settings();
        let load = now.load_per_s;
        let mut readers = Mark::new("readers", "Readers")
            .state(format!("{load} requests a second"));
        for other in [500, 1_000, 2_000] {
            let words = format!("Send {other}/s");
            readers = readers.action_if(other != load, words, Edit::Load(other));
        }
        let mut marks = vec![readers];
        for (edge, city) in CITIES.iter().enumerate() {
            let keys = model.edges()[edge].len();
            marks.push(
                Mark::new(format!("edge-{}", edge + 1), *city)
                    .state(format!("{keys} of {} keys", now.edge_room))
                    .action("Purge A from all edges", Edit::PurgeEdges),
            );
        }
        marks.extend((0..NODES).map(|node| mark_of_node(model, node)));
        let waiting = model.origin().station().waiting();
        let origin = Mark::new("origin", "Origin")
            .state(format!("{waiting} wait"))
            .action("Write a new value of A", Edit::Write);
        marks.push(origin);
        marks
    }

    fn actions(moment: &Moment<'_, Self>) -> Actions<Self> {
        let shared = moment.model.shared();
        let write = Action::new("Write a new value of A", Edit::Write);
        let shield = match shared.running() {
            0 => Action::new("Add the shared cache", Edit::Shield(Shield::On)),
            _ => Action::new("Remove the shared cache", Edit::Shield(Shield::Off)),
        };
        vec![write, shield]
    }
}

fn mark_of_node(model: &Model, node: usize) -> Mark<Edit> {
    let cache = model.shared().nodes()[node].as_ref();
    let name = format!("n{}", node + 1);
    let mark = Mark::new(format!("node-{}", node + 1), name);
    let room = model.settings().node_room;
    let Some(cache) = cache else {
        let words = "Start it, empty";
        return mark.state("does not run").action(words, Edit::Restart(node));
    };
    let has_a = model.shared().owner(HOT) == Some(node);
    mark.state(format!("{} of {room} keys", cache.len()))
        .action("Let it die", Edit::Crash(node))
        .action_if(has_a, "Purge A", Edit::PurgeShared)
}

/// Seconds with one decimal, rounded down.
fn seconds(span: Micros) -> String {
    let tenths = span.get() / 100_000;
    format!("{}.{}", tenths / 10, tenths % 10)
}
