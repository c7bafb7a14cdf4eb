//! The page: the only code that touches one.
//!
//! A figure comes to life on its static frame. It reports what the reader does
//! to its [`Player`] and makes the changes that the new tree asks for.

mod dom;
mod events;
mod panic;

use crate::demo::Layout;
use crate::element::Element as Tree;
use crate::guide::DemoEntry;
use crate::html::render;
use crate::input::Input;
use crate::patch::diff;
use crate::player::{Motion, Player};
use crate::share::Shared;
use crate::view::draw;
use sim::Micros;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Element, IntersectionObserver};

/// The standard library's allocator for WASM is 4 KB larger.
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// From this width on, in CSS pixels, a figure is laid out wide. The style
/// sheet's container queries say the same.
const WIDE_FROM: i32 = 700;

/// Longest time that one frame may let pass: after a hidden tab the run goes on
/// where it was.
const FRAME_MAX: f64 = 100.0;

/// A figure that is alive. Keep it: what is dropped hears nothing any more.
#[wasm_bindgen]
pub struct Mounted {
    figure: Rc<Figure>,
    _listeners: Vec<events::Listener>,
    _observer: (IntersectionObserver, Closure<dyn FnMut(JsValue)>),
}

#[wasm_bindgen]
impl Mounted {
    /// Goes to what a shared URL says behind the `?` of its fragment.
    pub fn restore(&self, query: &str) {
        self.figure.with(|player| player.restore(query));
    }
}

/// What the browser calls before it paints, with its time in milliseconds.
type Frame = Closure<dyn FnMut(f64)>;

/// A figure of the page and what it shows.
struct Figure {
    element: Element,
    state: RefCell<State>,
    /// Called by the browser before it paints, while the run plays.
    frame: RefCell<Option<Frame>>,
}

struct State {
    player: Player,
    tree: Tree,
    body: Element,
    /// When the last frame was, in milliseconds of the page.
    painted: Option<f64>,
}

/// Brings a figure to life. Its `data-demo` names the demo, its `data-start`
/// the state to start from.
pub fn mount(demos: &[DemoEntry], element: Element) -> Result<Mounted, String> {
    panic::report_in_figure();
    let name = element.get_attribute("data-demo").unwrap_or_default();
    let entry = demos.iter().find(|demo| demo.name == name);
    let entry = *entry.ok_or_else(|| format!("this page has no demo `{name}`"))?;
    let start = element.get_attribute("data-start").unwrap_or_default();
    let (start, _) = Shared::read(&entry, &start);
    let mut player = Player::new(entry, &element.id(), start);
    player.set_layout(layout_of(&element));
    let tree = draw(&player, Some(layout_of(&element)));
    element.set_inner_html(&render(&tree));
    let body = element.first_element_child().ok_or("the figure is empty")?;
    let _ = element.class_list().add_1("live");
    let state = RefCell::new(State { player, tree, body, painted: None });
    let figure = Rc::new(Figure { element, state, frame: RefCell::new(None) });
    Ok(Mounted {
        _listeners: events::listen(&figure),
        _observer: pause_off_screen(&figure),
        figure,
    })
}

/// How a figure of this width is laid out.
fn layout_of(element: &Element) -> Layout {
    if element.client_width() >= WIDE_FROM { Layout::Wide } else { Layout::Narrow }
}

impl Figure {
    fn input(self: &Rc<Figure>, input: Input) {
        let is_share = input == Input::Share;
        self.with(|player| player.input(input));
        if is_share {
            self.share();
        }
    }

    /// Changes the player and shows the result. A figure that has panicked
    /// stays as it is: its state is borrowed for ever.
    fn with(self: &Rc<Figure>, change: impl FnOnce(&mut Player)) {
        if let Ok(mut state) = self.state.try_borrow_mut() {
            panic::blame(&self.element, &state.player);
            state.player.set_layout(layout_of(&self.element));
            state.player.set_motion(motion());
            change(&mut state.player);
            state.show();
        }
        self.keep_playing();
    }

    /// Asks for a frame if the run plays and none is asked for.
    fn keep_playing(self: &Rc<Figure>) {
        let is_playing =
            self.state.try_borrow().is_ok_and(|s| s.player.is_playing());
        let mut frame = self.frame.borrow_mut();
        if !is_playing || frame.is_some() {
            return;
        }
        let figure = self.clone();
        let paint = Closure::new(move |now: f64| figure.paint(now));
        request_frame(&paint);
        *frame = Some(paint);
    }

    /// Lets the time since the last frame pass.
    fn paint(self: &Rc<Figure>, now: f64) {
        let Ok(mut state) = self.state.try_borrow_mut() else { return };
        let elapsed =
            state.painted.map_or(0.0, |last| (now - last).clamp(0.0, FRAME_MAX));
        state.painted = Some(now);
        panic::blame(&self.element, &state.player);
        state.player.tick(Micros::new((elapsed * 1_000.0) as u64));
        state.show();
        if state.player.is_playing() {
            if let Some(frame) = &*self.frame.borrow() {
                request_frame(frame);
            }
        } else {
            state.painted = None;
            drop(state);
            // The closure is running: it is dropped when the next one is made.
            let figure = self.clone();
            dom::later(move || drop(figure.frame.borrow_mut().take()));
        }
    }

    /// Puts the link to this moment into the address bar and the clipboard.
    fn share(&self) {
        let link = match self.state.try_borrow() {
            Ok(state) => format!("#{}", state.player.link()),
            Err(_) => return,
        };
        let window = dom::window();
        if let Ok(history) = window.history() {
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&link));
        }
        if let Ok(url) = window.location().href() {
            dom::copy(&url);
        }
    }
}

impl State {
    /// Makes the page show the player.
    fn show(&mut self) {
        let tree = draw(&self.player, Some(self.player.layout()));
        for patch in diff(&self.tree, &tree) {
            dom::apply(&self.body, &patch);
        }
        self.tree = tree;
    }
}

fn request_frame(frame: &Frame) {
    let _ = dom::window().request_animation_frame(frame.as_ref().unchecked_ref());
}

fn motion() -> Motion {
    let query = dom::window().match_media("(prefers-reduced-motion: reduce)");
    match query {
        Ok(Some(query)) if query.matches() => Motion::Reduced,
        _ => Motion::Full,
    }
}

fn pause_off_screen(
    figure: &Rc<Figure>,
) -> (IntersectionObserver, Closure<dyn FnMut(JsValue)>) {
    let watched = figure.clone();
    let callback = Closure::new(move |entries: JsValue| {
        let is_off = !dom::is_intersecting(&entries);
        let is_playing =
            watched.state.try_borrow().is_ok_and(|s| s.player.is_playing());
        if is_off && is_playing {
            watched.with(Player::pause);
        }
    });
    let observer = IntersectionObserver::new(callback.as_ref().unchecked_ref())
        .unwrap_or_else(|_| panic!("every browser that runs WASM has observers"));
    observer.observe(&figure.element);
    (observer, callback)
}
