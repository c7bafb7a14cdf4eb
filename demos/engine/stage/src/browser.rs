//! The page: the only code that touches one.
//!
//! A figure comes to life in its static frame. The page's script reports what the
//! reader does; the changes that follow are made here.

mod dom;

use crate::demo::{Grip, Layout};
use crate::guide::DemoEntry;
use crate::live::Live;
use crate::patch::Patch;
use crate::player::Motion;
use sim::Micros;
use std::cell::RefCell;
use std::sync::Once;
use wasm_bindgen::prelude::*;
use web_sys::Element;

/// The standard library's allocator for WASM is 4 KB larger.
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

thread_local! {
    /// The link to what is at work, and what went wrong with it.
    static AT_WORK: RefCell<(String, String)> = const {
        RefCell::new((String::new(), String::new()))
    };
}

/// A figure that is alive.
#[wasm_bindgen]
pub struct Figure {
    live: Live,
    /// The elements of the page that are filled here, as [`Live::slots`] counts
    /// them.
    slots: Vec<Element>,
}

/// Brings a figure to life. Its `data-demo` names the demo, its `data-start` the
/// state to start from.
pub fn mount(
    demos: &[DemoEntry],
    figure: &Element,
    is_wide: bool,
) -> Result<Figure, String> {
    remember_panics();
    let said = |name| figure.get_attribute(name).unwrap_or_default();
    let (demo, start) = (said("data-demo"), said("data-start"));
    let live = Live::new(demos, &demo, &figure.id(), &start, layout(is_wide))?;
    let mut slots = Vec::new();
    for (name, tree) in live.slots() {
        let place = figure.query_selector(&format!("[data-slot='{name}']"));
        let Ok(Some(slot)) = place else {
            return Err(format!("the figure has no place for its {name}"));
        };
        dom::fill(&slot, tree);
        slots.push(slot);
    }
    Ok(Figure { live, slots })
}

/// A panic leaves its message; the script asks for it when a call fails.
fn remember_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        std::panic::set_hook(Box::new(|panic| {
            AT_WORK.with_borrow_mut(|(_, message)| *message = panic.to_string());
        }));
    });
}

/// What the engine said when it broke, behind a link to the same run.
pub fn broken() -> String {
    AT_WORK.with_borrow(|(link, message)| format!("{link}\n{message}"))
}

fn layout(is_wide: bool) -> Layout {
    if is_wide { Layout::Wide } else { Layout::Narrow }
}

impl Figure {
    /// Does something that may panic, and shows what has come of it.
    fn work(&mut self, act: impl FnOnce(&mut Live) -> Vec<Patch>) {
        let link = self.live.link();
        AT_WORK.with_borrow_mut(|(at_work, _)| *at_work = link);
        for Patch { path, change } in act(&mut self.live) {
            if let Some((slot, below)) = path.split_first() {
                dom::apply(&self.slots[*slot], below, &change);
            }
        }
    }
}

#[wasm_bindgen]
impl Figure {
    /// How much room there is, and whether marks must not move.
    pub fn fit(&mut self, is_wide: bool, is_still: bool) {
        let motion = if is_still { Motion::Reduced } else { Motion::Full };
        self.live.fit(layout(is_wide), motion);
    }

    /// The reader has used a control; whether that makes sense.
    pub fn act(&mut self, action: &str, value: &str) -> bool {
        let mut is_known = true;
        self.work(|live| {
            let changes = live.act(action, value);
            is_known = changes.is_some();
            changes.unwrap_or_default()
        });
        is_known
    }

    /// The reader has dragged a mark onto another; places in thousandths.
    pub fn drag(
        &mut self,
        from: String,
        from_x: u32,
        from_y: u32,
        to: String,
        to_x: u32,
        to_y: u32,
    ) {
        let from = Grip { mark: from, at: (from_x, from_y) };
        let to = Grip { mark: to, at: (to_x, to_y) };
        self.work(|live| live.drag(from, to));
    }

    /// So many microseconds have passed.
    pub fn tick(&mut self, elapsed: u32) {
        self.work(|live| live.tick(Micros::new(elapsed.into())));
    }

    /// Whether time passes.
    pub fn playing(&self) -> bool {
        self.live.is_playing()
    }

    /// The narrated log up to now.
    pub fn narration(&self) -> String {
        self.live.narration()
    }

    /// What a shared URL says behind its `#`.
    pub fn link(&self) -> String {
        self.live.link()
    }
}
