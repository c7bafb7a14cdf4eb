//! A figure in its page: the changes that the engine asks for, made on the static
//! frame, always give what drawing the figure anew gives.

use super::page::Page;
use super::toy::{DEMOS, player};
use player::Motion;
use player::live::Live;
use player::{Player, draw};
use proptest::prelude::*;
use sim::Micros;
use stage::demo::Layout;
use stage::html;

/// The static frame of the toy demo, as the book has it.
fn static_frame(start: &str) -> Page {
    let frame = player::frame(DEMOS, "counting", &format!("counting?{start}"));
    Page::new(&frame.unwrap())
}

fn live(start: &str) -> Live {
    Live::new(DEMOS[0].into(), "counting", start, Layout::Wide)
}

fn drawn(player: &Player, layout: Layout) -> Page {
    Page::new(&html::render(&draw(&DEMOS[0], player, Some(layout))))
}

/// Something that a reader does, with what the page reports of it.
fn actions() -> impl Strategy<Value = (String, String)> {
    let act = |action: &str, value: &str| (action.to_string(), value.to_string());
    prop_oneof![
        prop::sample::select(vec![
            act("play", ""),
            act("back", ""),
            act("forward", ""),
            act("undo", ""),
            act("reset", ""),
            act("reseed", ""),
            act("compare", ""),
            act("share", ""),
            act("pause", ""),
            act("restore", "step=3&knob=9&t=400ms"),
            act("view:log", ""),
            act("view:table", ""),
            act("view:picture", ""),
            act("view:space-time", ""),
            act("predict:0", ""),
            act("predict:1", ""),
            act("knob:loud", "true"),
            act("knob:mood", "wild"),
            act("knob:step", "99"),
            act("edit:no-edit", ""),
            act("act:0", ""),
            act("press:count", ""),
            act("press:count high", ""),
            act("do:1", ""),
            act("close", ""),
            act("list:open", ""),
            act("scenario:0", ""),
            act("scenario:1", ""),
            act("select:<a>", ""),
            act("speed", "15"),
        ]),
        (0..1_001u32).prop_map(|n| ("scrub".into(), n.to_string())),
        (1..51u32).prop_map(|n| ("knob:mean".into(), n.to_string())),
    ]
}

proptest! {
    #[test]
    fn a_page_shows_what_is_drawn(
        actions in prop::collection::vec((actions(), 0..400u64), 0..20)
    ) {
        let mut page = static_frame("step=2");
        let (mut live, mut player) = (live("step=2"), player("step=2"));
        let mut slots = Vec::new();
        for (name, tree) in live.slots() {
            slots.push(name.to_string());
            page.fill(&slots, tree);
        }
        prop_assert_eq!(&page, &drawn(&player, Layout::Wide));
        for ((action, value), millis) in actions {
            if let Some(changes) = live.act(&action, &value) {
                page.apply(&slots, &changes);
            }
            if let Some(input) = player::input::read(&action, &value) {
                player.input(input);
            }
            let elapsed = Micros::from_millis(millis);
            page.apply(&slots, &live.tick(elapsed));
            player.tick(elapsed);
            prop_assert_eq!(&page, &drawn(&player, Layout::Wide));
        }
        live.fit(Layout::Narrow, Motion::Full);
        page.apply(&slots, &live.tick(Micros::ZERO));
        prop_assert_eq!(&page, &drawn(&player, Layout::Narrow));
    }
}

#[test]
fn a_run_that_nobody_sees_stands_still() {
    let mut live = live("");
    live.act("play", "");
    assert!(live.is_playing());
    live.act("pause", "");
    let link = live.link();
    live.tick(Micros::from_secs(3_600));
    assert_eq!((live.is_playing(), live.link()), (false, link));
}

#[test]
fn nothing_changes_where_nothing_happens() {
    let mut live = live("");
    assert_eq!(live.tick(Micros::from_secs(1)), []);
    assert_eq!(live.act("scrub", "half"), None);
    let answered = live.act("predict:0", "");
    assert_eq!(answered.map(|changes| changes.is_empty()), Some(false));
    assert_eq!(live.act("predict:0", ""), Some(Vec::new()));
}
