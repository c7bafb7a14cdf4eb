//! What the reader does, read off the page's events. There is one listener a
//! kind of event and figure; the element's `data-action` says what is meant.

use super::Figure;
use super::dom;
use crate::demo::Grip;
use crate::input::{self, Input};
use sim::Micros;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, HtmlInputElement, KeyboardEvent, PointerEvent};

/// A listener; it ends when it is dropped.
pub struct Listener {
    target: web_sys::EventTarget,
    kind: &'static str,
    callback: Closure<dyn FnMut(Event)>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        let callback = self.callback.as_ref().unchecked_ref();
        let _ =
            self.target.remove_event_listener_with_callback(self.kind, callback);
    }
}

fn on(
    target: &web_sys::EventTarget,
    kind: &'static str,
    react: impl FnMut(Event) + 'static,
) -> Listener {
    let callback = Closure::<dyn FnMut(Event)>::new(react);
    let _ = target
        .add_event_listener_with_callback(kind, callback.as_ref().unchecked_ref());
    Listener { target: target.clone(), kind, callback }
}

/// Listens to all that happens in a figure.
pub fn listen(figure: &Rc<Figure>) -> Vec<Listener> {
    let held: Rc<RefCell<Option<Grip>>> = Rc::default();
    let with = |react: fn(&Rc<Figure>, &Event)| {
        let figure = figure.clone();
        move |event: Event| react(&figure, &event)
    };
    let (grab, release, released) = (held.clone(), held, figure.clone());
    let element: &web_sys::EventTarget = figure.element.as_ref();
    let window = dom::window();
    vec![
        on(element, "click", with(click)),
        on(element, "input", with(slide)),
        on(element, "change", with(choose)),
        on(element, "keydown", with(press)),
        on(element, "pointerdown", move |event| *grab.borrow_mut() = grip(&event)),
        on(element, "pointerup", move |event| {
            if let (Some(from), Some(to)) =
                (release.borrow_mut().take(), grip(&event))
                && from.mark != to.mark
            {
                released.input(Input::Drag(from, to));
            }
        }),
        on(window.as_ref(), "resize", with(|figure, _| figure.with(|_| ()))),
    ]
}

/// The nearest element around the event's target that has an attribute.
fn around(event: &Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok()?
}

fn action(element: &Element) -> String {
    element.get_attribute("data-action").unwrap_or_default()
}

fn is_control(element: &Element) -> bool {
    matches!(element.tag_name().as_str(), "INPUT" | "SELECT" | "OPTION")
}

fn click(figure: &Rc<Figure>, event: &Event) {
    let Some(element) = around(event, "[data-action]") else { return };
    if !is_control(&element)
        && let Some(input) = input::read(&action(&element), "")
    {
        figure.input(input);
    }
}

/// A slider moves: it reports while it does.
fn slide(figure: &Rc<Figure>, event: &Event) {
    let Some(element) = around(event, "input[type=range]") else { return };
    let value = element.unchecked_ref::<HtmlInputElement>().value();
    let stops = element.get_attribute("data-stops");
    let value = match &stops {
        Some(stops) => {
            let place: usize = value.parse().unwrap_or(0);
            stops.split(' ').nth(place).unwrap_or_default().to_string()
        }
        None => value,
    };
    if let Some(input) = input::read(&action(&element), &value) {
        figure.input(input);
    }
}

/// Another control has been set.
fn choose(figure: &Rc<Figure>, event: &Event) {
    let Some(element) = around(event, "[data-action]") else { return };
    let Some(field) = element.dyn_ref::<HtmlInputElement>() else {
        // A select: its value is that of the chosen option.
        let value = js_sys::Reflect::get(&element, &"value".into());
        let value =
            value.ok().and_then(|value| value.as_string()).unwrap_or_default();
        if let Some(input) = input::read(&action(&element), &value) {
            figure.input(input);
        }
        return;
    };
    let value = match field.type_().as_str() {
        "range" => return,
        "checkbox" => field.checked().to_string(),
        _ => field.value(),
    };
    match input::read(&action(&element), &value) {
        Some(input) => figure.input(input),
        None => field.set_value(&field.get_attribute("value").unwrap_or_default()),
    }
}

/// Keys belong to the figure while it has the focus: the book's own keys would
/// leave the page.
fn press(figure: &Rc<Figure>, event: &Event) {
    event.stop_propagation();
    let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
    let Some(target) = around(event, "*") else { return };
    if key.ctrl_key() || key.meta_key() || key.alt_key() {
        return;
    }
    let is_scrubber = action(&target) == "scrub";
    let takes_keys = is_control(&target) && !is_scrubber;
    let is_pressable =
        target.tag_name() == "BUTTON" || target.tag_name() == "SUMMARY";
    let is_mark = target.get_attribute("role").as_deref() == Some("button");
    let input = match key.key().as_str() {
        "Enter" | " " if is_mark => input::read(&action(&target), ""),
        _ if takes_keys => return,
        " " if !is_pressable => Some(Input::Play),
        "ArrowLeft" => Some(Input::Back),
        "ArrowRight" => Some(Input::Forward),
        "Home" => Some(Input::Seek(Micros::ZERO)),
        "End" => Some(Input::Seek(Micros::MAX)),
        "u" => Some(Input::Undo),
        "?" => Some(Input::Help),
        _ => return,
    };
    event.prevent_default();
    if let Some(input) = input {
        figure.input(input);
    }
}

/// The mark under a pointer, and where in it the pointer is.
fn grip(event: &Event) -> Option<Grip> {
    let pointer = event.dyn_ref::<PointerEvent>()?;
    let (x, y) = (pointer.client_x() as f32, pointer.client_y() as f32);
    // A touch keeps its first target: ask what lies below it now.
    let below = dom::window().document()?.element_from_point(x, y)?;
    let mark = below.closest("[data-grip]").ok()??;
    let area = mark.get_bounding_client_rect();
    let share = |at: f32, start: f64, size: f64| {
        ((f64::from(at) - start) * 1_000.0 / size.max(1.0)).clamp(0.0, 1_000.0)
            as u32
    };
    Some(Grip {
        mark: mark.get_attribute("data-grip")?,
        at: (
            share(x, area.left(), area.width()),
            share(y, area.top(), area.height()),
        ),
    })
}
