//! Two runs beside each other: what of the one is otherwise in the other.

use stage::element::{Element, Node};

/// Marks in the picture of a run what has another role than in that of the kept
/// one, or is not in it.
pub fn mark_differences(kept: &Element, picture: &mut Element) {
    for place in 0..picture.children.len() {
        let Node::Element(child) = &picture.children[place] else { continue };
        let counterpart = counterpart(kept, child, place).cloned();
        let Node::Element(child) = &mut picture.children[place] else { continue };
        match counterpart {
            Some(before) => {
                if role(&before) != role(child) {
                    differs(child);
                }
                mark_differences(&before, child);
            }
            None if role(child).is_some() => differs(child),
            None => {}
        }
    }
}

/// The child of the kept picture that stands for the same as one of the other: by
/// its key, or by its place where it has none.
fn counterpart<'a>(
    kept: &'a Element,
    child: &Element,
    place: usize,
) -> Option<&'a Element> {
    let elements = kept.children.iter().map(|node| match node {
        Node::Element(element) => Some(element),
        Node::Text(_) => None,
    });
    match &child.key {
        Some(key) => elements.flatten().find(|one| one.key.as_ref() == Some(key)),
        None => elements.into_iter().nth(place)?.filter(|one| one.tag == child.tag),
    }
}

fn role(element: &Element) -> Option<&str> {
    let role = element.attributes.iter().find(|(name, _)| *name == "data-role");
    role.map(|(_, role)| &**role)
}

fn differs(element: &mut Element) {
    element.attributes.push(("data-differs", "".into()));
}
