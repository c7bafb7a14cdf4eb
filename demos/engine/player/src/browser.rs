//! The page: the only code that touches one.
//!
//! A figure comes to life in its static frame. The page's script reports what the
//! reader does; the changes that follow are made here.

mod dom;

use crate::live::Live;
use crate::patch::Patch;
use crate::player::Motion;
use dom::Drawn;
use sim::Micros;
use stage::demo::{Grip, Layout};
use stage::program;
use stage::remote::{self, Call};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::Element;

#[wasm_bindgen]
extern "C" {
    /// The module of a guide's engine: see `stage::guide!`.
    pub type Engine;

    /// Answers what a run asks of it.
    #[wasm_bindgen(method)]
    fn answer(this: &Engine, request: &[u8]) -> Vec<u8>;
}

thread_local! {
    /// The link to what is at work.
    static AT_WORK: RefCell<Rc<str>> = RefCell::default();
}

/// A figure that is alive.
#[wasm_bindgen]
pub struct Figure {
    live: Live,
    /// The elements of the page that are filled here, as [`Live::slots`] counts
    /// them.
    slots: Vec<Drawn>,
    /// A link to its run as it was when the reader did something last: from there
    /// time alone brings it to where it is.
    link: Rc<str>,
}

#[wasm_bindgen(start)]
fn start() {
    program::remember_panics();
}

/// Brings a figure to life; keep what it returns. The figure's `data-demo` names
/// the demo, which the engine has, its `data-start` the state to start from.
#[wasm_bindgen]
pub fn mount(
    engine: Engine,
    figure: &Element,
    is_wide: bool,
) -> Result<Figure, String> {
    let said = |name| figure.get_attribute(name).unwrap_or_default();
    let (name, start) = (said("data-demo"), said("data-start"));
    let Some(demo) = remote::playable(call(engine), &name) else {
        return Err(format!("its engine has no demo `{name}`"));
    };
    let live = Live::new(demo, &figure.id(), &start, layout(is_wide));
    let mut slots = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    for (name, tree) in live.slots() {
        let place = names.iter().filter(|one| **one == name).count();
        let places = figure.query_selector_all(&format!("[data-slot='{name}']"));
        let slot = places.ok().and_then(|places| places.get(place as u32));
        let Some(slot) = slot else {
            return Err(format!("the figure has no place for its {name}"));
        };
        names.push(name);
        slots.push(Drawn::fill(slot.unchecked_into(), tree));
    }
    let link = live.link().into();
    Ok(Figure { live, slots, link })
}

fn call(engine: Engine) -> Call {
    Rc::new(move |request| engine.answer(request))
}

/// A link to the run that was at work when something broke.
#[wasm_bindgen]
pub fn at_work() -> String {
    AT_WORK.with_borrow(|link| link.to_string())
}

/// What went wrong, in an engine or here.
#[wasm_bindgen]
pub fn complaint(engine: Engine) -> String {
    let complaint = remote::complaint(&call(engine));
    if complaint.is_empty() { program::complaint() } else { complaint }
}

fn layout(is_wide: bool) -> Layout {
    if is_wide { Layout::Wide } else { Layout::Narrow }
}

impl Figure {
    /// Does something that may panic, and shows what has come of it.
    fn work(&mut self, act: impl FnOnce(&mut Live) -> Vec<Patch>) {
        AT_WORK.set(self.link.clone());
        for Patch { path, change } in act(&mut self.live) {
            if let Some((slot, below)) = path.split_first() {
                self.slots[*slot].apply(below, &change);
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
        self.link = self.live.link().into();
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
        self.link = self.live.link().into();
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
