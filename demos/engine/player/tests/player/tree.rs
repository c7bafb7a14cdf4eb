//! Trees as text.

use super::toy::{DEMOS, player, shown};
use stage::{Role, element, html::render};

#[test]
fn text_and_attributes_are_escaped() {
    let tree = element("p").attr("title", "a \"b\" & c").text("<b> & \n d");
    assert_eq!(
        render(&tree),
        "<p title=\"a &quot;b&quot; &amp; c\">&lt;b&gt; &amp; &#10; d</p>"
    );
}

#[test]
fn void_elements_have_no_end() {
    let tree = element("div").child(element("input").flag("checked", true));
    assert_eq!(render(&tree), "<div><input checked=\"\"></div>");
}

#[test]
fn neighbouring_texts_are_one_as_in_the_browser() {
    let tree = element("p").text("a").text("").text("b");
    assert_eq!(tree, element("p").text("ab"));
    assert_eq!(tree.words(), "ab");
}

#[test]
fn a_role_is_a_name_and_no_colour() {
    assert_eq!(
        render(&element("g").role(Role::Doubt)),
        "<g data-role=\"doubt\"></g>"
    );
}

/// A blank line would end a block of HTML in Markdown.
#[test]
fn the_static_frame_is_one_line_and_laid_out_for_every_width() {
    let frame =
        player::frame(DEMOS, "counting", "counting?step=3").expect("it is valid");
    assert!(!frame.contains('\n'));
    assert!(frame.contains("only-wide") && frame.contains("only-narrow"));
    assert!(frame.contains("the number &lt;&amp;&gt; its growth."));
}

/// What a screen reader gets: names on all controls, the log, the table.
#[test]
fn every_control_has_a_name() {
    let html = shown(&player(""));
    for (start, _) in html.match_indices("<input") {
        let tag = &html[start..html[start..].find('>').unwrap() + start];
        let before = &html[..start];
        let in_label = before.rfind("<label") > before.rfind("</label>");
        assert!(tag.contains("aria-label=") || in_label, "no name: {tag}");
    }
    for (start, _) in html.match_indices("<select") {
        let before = &html[..start];
        let tag = &html[start..html[start..].find('>').unwrap() + start];
        let in_label = before.rfind("<label") > before.rfind("</label>");
        assert!(tag.contains("aria-label=") || in_label, "no name: {tag}");
    }
}
