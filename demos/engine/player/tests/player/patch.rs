//! Patching one tree into another gives the other, whatever they are.

use player::patch::{Change, Patch, apply, diff};
use proptest::prelude::*;
use stage::element;
use stage::element::{Element, Node};

/// Trees of every shape: with and without keys, text between elements.
fn trees() -> impl Strategy<Value = Element> {
    let attributes = prop::collection::vec(("[a-c]", "[xy]"), 0..3);
    let leaf = (attributes, "[pq]?").prop_map(|(attributes, text)| {
        let leaf =
            attributes.into_iter().fold(element("g"), |leaf, (name, value)| {
                let name = match name.as_str() {
                    "a" => "a",
                    "b" => "b",
                    _ => "c",
                };
                leaf.attr(name, value)
            });
        leaf.text(text)
    });
    leaf.prop_recursive(4, 40, 6, |inner| {
        (any::<bool>(), prop::collection::vec((inner, 0..8u8, any::<bool>()), 0..6))
            .prop_map(|(is_keyed, children)| tree(is_keyed, children))
    })
}

fn tree(is_keyed: bool, children: Vec<(Element, u8, bool)>) -> Element {
    let mut tree = element("g");
    let mut keys = Vec::new();
    for (child, key, has_text) in children {
        if is_keyed && !keys.contains(&key) {
            keys.push(key);
            tree = tree.child(child.key(key.to_string()));
        } else if !is_keyed {
            tree = if has_text { tree.text("t") } else { tree };
            let tag = if key < 4 { "g" } else { "text" };
            tree = tree.child(element(tag).child(child));
        }
    }
    tree
}

/// The same tree with attributes in one order and without keys: neither is seen.
fn as_seen(tree: &Element) -> String {
    let html = stage::html::render(tree);
    let mut seen = String::new();
    for piece in html.split_inclusive(['<', '>']) {
        let mut words: Vec<_> = piece.split(' ').collect();
        let end = words.len();
        words[1.min(end)..]
            .sort_by_key(|word| word.trim_end_matches('>').to_string());
        let line: Vec<_> =
            words.iter().map(|word| word.trim_end_matches('>')).collect();
        seen.push_str(&line.join(" "));
        seen.push('\n');
    }
    seen
}

proptest! {
    #[test]
    fn a_patched_tree_is_the_new_tree(old in trees(), new in trees()) {
        let mut patched = old.clone();
        apply(&mut patched, &diff(&old, &new));
        prop_assert_eq!(as_seen(&patched), as_seen(&new));
    }

    #[test]
    fn the_same_tree_needs_no_patch(tree in trees()) {
        prop_assert_eq!(diff(&tree, &tree.clone()), vec![]);
    }
}

/// What stays is moved and not made anew: a mark keeps its transition, a control
/// its focus.
#[test]
fn keyed_children_move() {
    let marks = |keys: &[&'static str]| {
        let mark = |key: &&'static str| element("g").key(*key).text(*key);
        element("g").children(keys.iter().map(mark))
    };
    let patches =
        diff(&marks(&["a", "b", "c", "d"]), &marks(&["d", "a", "x", "c"]));
    let inserted: Vec<_> = patches
        .iter()
        .filter_map(|patch| match &patch.change {
            Change::Insert(place, Node::Element(new)) => {
                Some((*place, new.words()))
            }
            Change::Replace(place, _) => panic!("{place} is made anew"),
            _ => None,
        })
        .collect();
    assert_eq!(inserted, [(2, "x".to_string())]);
    let mut patched = marks(&["a", "b", "c", "d"]);
    apply(&mut patched, &patches);
    assert_eq!(patched.words(), "daxc");
}

#[test]
fn words_take_the_place_of_words() {
    let clock = |time: &'static str| element("p").text(time);
    let change = Change::Say(0, "2 s".into());
    assert_eq!(
        diff(&clock("1 s"), &clock("2 s")),
        [Patch { path: vec![], change }]
    );
}
