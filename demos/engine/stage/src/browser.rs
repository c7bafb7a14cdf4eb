//! What the script of a page calls: [`Live`] by another name.
//!
//! Only texts and numbers cross. The script makes the changes and reports what
//! the reader does.

use crate::demo::{Grip, Layout};
use crate::guide::DemoEntry;
use crate::live::Live;
use crate::player::Motion;
use sim::Micros;
use std::cell::RefCell;
use std::sync::Once;
use wasm_bindgen::prelude::*;

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
pub struct Figure(Live);

/// Brings a figure to life.
pub fn mount(
    demos: &[DemoEntry],
    demo: &str,
    id: &str,
    start: &str,
    is_wide: bool,
) -> Result<Figure, String> {
    remember_panics();
    Live::new(demos, demo, id, start, layout(is_wide)).map(Figure)
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
    /// Does something that may panic.
    fn work<T>(&mut self, act: impl FnOnce(&mut Live) -> T) -> T {
        let link = self.0.link();
        AT_WORK.with_borrow_mut(|(at_work, _)| *at_work = link);
        act(&mut self.0)
    }
}

#[wasm_bindgen]
impl Figure {
    /// What fills the slots of the static frame, once they are empty.
    pub fn filling(&self) -> String {
        self.0.filling()
    }

    /// How much room there is, and whether marks must not move.
    pub fn fit(&mut self, is_wide: bool, is_still: bool) {
        let motion = if is_still { Motion::Reduced } else { Motion::Full };
        self.0.fit(layout(is_wide), motion);
    }

    /// The reader has used a control.
    pub fn act(&mut self, action: &str, value: &str) -> Option<String> {
        self.work(|live| live.act(action, value))
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
    ) -> String {
        let from = Grip { mark: from, at: (from_x, from_y) };
        let to = Grip { mark: to, at: (to_x, to_y) };
        self.work(|live| live.drag(from, to))
    }

    /// So many microseconds have passed.
    pub fn tick(&mut self, elapsed: u32) -> String {
        self.work(|live| live.tick(Micros::new(elapsed.into())))
    }

    /// Whether time passes.
    pub fn playing(&self) -> bool {
        self.0.is_playing()
    }

    /// The narrated log up to now.
    pub fn narration(&self) -> String {
        self.0.narration()
    }

    /// What a shared URL says behind its `#`.
    pub fn link(&self) -> String {
        self.0.link()
    }
}
