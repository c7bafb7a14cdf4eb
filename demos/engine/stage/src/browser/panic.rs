//! A panic of the engine stays inside its figure: a sentence, and a link that
//! brings the same run back.

use crate::player::Player;
use std::cell::RefCell;
use std::sync::Once;
use web_sys::Element;

thread_local! {
    /// The figure that is at work, and the link to what it shows.
    static AT_WORK: RefCell<Option<(Element, String)>> = const { RefCell::new(None) };
}

/// Remembers which figure is at work, for a panic to come.
pub fn blame(figure: &Element, player: &Player) {
    AT_WORK.with_borrow_mut(|at_work| {
        *at_work = Some((figure.clone(), player.link()))
    });
}

/// Makes panics show themselves in the figure that is at work.
pub fn report_in_figure() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        std::panic::set_hook(Box::new(|panic| {
            let message = panic.to_string();
            AT_WORK.with_borrow(|at_work| {
                if let Some((figure, link)) = at_work {
                    show(figure, link, &message);
                }
            });
        }));
    });
}

fn show(figure: &Element, link: &str, message: &str) {
    let Some(document) = super::dom::window().document() else { return };
    let (Ok(notice), Ok(anchor)) =
        (document.create_element("p"), document.create_element("a"))
    else {
        return;
    };
    let _ = notice.set_attribute("class", "demo-broken");
    let _ = notice.set_attribute("role", "alert");
    notice.set_text_content(Some(&format!(
        "This demo has stopped because of a bug of ours: {message}. The rest of the page \
         works on. The same run again: "
    )));
    let _ = anchor.set_attribute("href", &format!("#{link}"));
    anchor.set_text_content(Some(&format!("#{link}")));
    let _ = notice.append_child(&anchor);
    let _ = figure.prepend_with_node_1(&notice);
    let _ = figure.class_list().add_1("broken");
}
