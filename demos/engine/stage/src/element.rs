//! The picture as data: a tree of SVG and HTML elements.
//!
//! A tree is rendered to text when the book is built ([`crate::html`]) and
//! compared with its predecessor while a demo plays (`player::patch`). Marks
//! have roles, never colours: the theme decides what a leader looks like.

use std::borrow::Cow;
use std::fmt;
use std::ops::{Deref, DerefMut, Sub};
use std::rc::Rc;

/// Text that is mostly known when the program is compiled.
pub type Text = Cow<'static, str>;

/// An element of SVG or HTML, its attributes and what is in it.
///
/// It is a pointer: the builders below take and return it by value, and moving
/// the whole content each time would double the size of the code that draws. Clones
/// share their content until one is changed: what stays the same from one frame to the
/// next is neither copied nor compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element(Rc<Content>);

/// What an [`Element`] points to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// Its tag.
    pub tag: &'static str,
    /// Tells this element from its siblings when they move.
    pub key: Option<Text>,
    /// Its attributes, each once.
    pub attributes: Vec<(&'static str, Text)>,
    /// What is in it, in order.
    pub children: Vec<Node>,
}

impl From<Content> for Element {
    fn from(content: Content) -> Element {
        Element(Rc::new(content))
    }
}

impl Deref for Element {
    type Target = Content;
    fn deref(&self) -> &Content {
        &self.0
    }
}

impl DerefMut for Element {
    fn deref_mut(&mut self) -> &mut Content {
        Rc::make_mut(&mut self.0)
    }
}

/// What an element contains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// Another element.
    Element(Element),
    /// Text, never empty and never next to other text, as in the browser's tree.
    Text(Text),
}

/// A new element. `svg` and everything below it is SVG, all else HTML.
pub fn element(tag: &'static str) -> Element {
    let content =
        Content { tag, key: None, attributes: Vec::new(), children: Vec::new() };
    content.into()
}

impl Element {
    /// Whether both are clones of the same element: if so they are equal.
    pub fn is_shared_with(&self, other: &Element) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// Tells this element from its siblings, so that it is moved and not made
    /// anew. Unique among them; all siblings have one or none has.
    pub fn key(mut self, key: impl Into<Text>) -> Element {
        self.key = Some(key.into());
        self
    }

    /// Sets an attribute. Setting it again replaces it.
    pub fn attr(self, name: &'static str, value: impl IntoText) -> Element {
        value.set_on(self, name)
    }

    fn set(mut self, name: &'static str, value: Text) -> Element {
        match self.attributes.iter_mut().find(|(n, _)| *n == name) {
            Some(attribute) => attribute.1 = value,
            None => self.attributes.push((name, value)),
        }
        self
    }

    /// Sets an attribute that is there or not, such as `disabled`.
    pub fn flag(self, name: &'static str, is_set: bool) -> Element {
        if is_set { self.attr(name, "") } else { self }
    }

    /// Sets the class.
    pub fn class(self, class: impl IntoText) -> Element {
        self.attr("class", class)
    }

    /// What the mark stands for; the theme gives it colour, stroke and fill.
    pub fn role(self, role: Role) -> Element {
        self.attr("data-role", role.name())
    }

    /// What happens when the reader uses this element: see `player::input`.
    pub fn action(self, action: impl IntoText) -> Element {
        self.attr("data-action", action)
    }

    /// Makes a mark of a picture something that can be pressed, by mouse and by
    /// keyboard; `name` is what pressing it does.
    pub fn pressable(self, action: impl IntoText, name: impl IntoText) -> Element {
        self.attr("role", "button")
            .attr("tabindex", "0")
            .attr("aria-label", name)
            .action(action)
    }

    /// Makes a mark of a picture something that can be pressed to see what may be
    /// done to it; `words` are its name and its state, and begin with what stands in
    /// the mark, by which some readers call it: where they do not, that is its name. What may be done is said by [`Demo::marks`](crate::Demo::marks) under the
    /// same id.
    pub fn mark(self, id: impl IntoText, words: impl IntoText) -> Element {
        let words = words.into_text();
        let seen = self.words();
        let seen = seen.trim_end_matches(' ');
        let name = match words.starts_with(seen) {
            true => words,
            false => seen.to_string().into(),
        };
        self.attr("role", "button")
            .attr("tabindex", "-1")
            .attr("aria-label", name)
            .attr("data-mark", id)
    }

    /// A mark that others lie on: where both are pressed, they are meant.
    pub fn gives_way(self) -> Element {
        self.attr("data-gives-way", "")
    }

    /// Leaves nothing in it to press or to drag.
    ///
    /// ```
    /// use stage::{element, html::render};
    /// let mark = element("g").class("mark").attr("data-grip", "m1");
    /// let mut picture = element("svg").child(mark.pressable("edit:crash-1", "Crash"));
    /// picture.make_inert();
    /// assert_eq!(render(&picture), r#"<svg><g class="mark"></g></svg>"#);
    /// ```
    pub fn make_inert(&mut self) {
        let is_button =
            |(name, value): &(&str, Text)| *name == "role" && value == "button";
        let was_button = self.attributes.iter().any(is_button);
        self.attributes.retain(|attribute| match attribute.0 {
            "data-action" | "data-mark" | "data-gives-way" | "data-grip"
            | "tabindex" => false,
            "role" | "aria-label" => !was_button,
            _ => true,
        });
        self.children.retain_mut(|child| {
            let Node::Element(element) = child else { return true };
            element.make_inert();
            // What only widens a mark for a finger.
            !element
                .attributes
                .iter()
                .any(|(name, value)| *name == "class" && value == "hit")
        });
    }

    /// Appends a child.
    pub fn child(mut self, child: Element) -> Element {
        self.children.push(Node::Element(child));
        self
    }

    /// Appends children.
    pub fn children(
        mut self,
        children: impl IntoIterator<Item = Element>,
    ) -> Element {
        // Not `extend`: it would be compiled anew for every kind of iterator.
        for child in children {
            self = self.child(child);
        }
        self
    }

    /// Appends text, joining it to text that stands last.
    pub fn text(self, text: impl IntoText) -> Element {
        self.append(text.into_text())
    }

    fn append(mut self, text: Text) -> Element {
        match self.children.last_mut() {
            _ if text.is_empty() => {}
            Some(Node::Text(last)) => last.to_mut().push_str(&text),
            _ => self.children.push(Node::Text(text)),
        }
        self
    }

    /// All text in the element, in order: what a screen reader would say.
    pub fn words(&self) -> String {
        let mut words = String::new();
        self.gather(&mut words);
        words
    }

    fn gather(&self, words: &mut String) {
        for child in &self.children {
            match child {
                Node::Element(element) => element.gather(words),
                Node::Text(text) => words.push_str(text),
            }
        }
    }
}

/// What can be the value of an attribute, or text.
pub trait IntoText: Sized {
    /// The value as text.
    fn into_text(self) -> Text;

    /// Makes the value an attribute of an element. Texts and numbers do it in
    /// one call each: it is what pictures do most, and so most of their code.
    #[doc(hidden)]
    fn set_on(self, element: Element, name: &'static str) -> Element {
        element.set(name, self.into_text())
    }
}

impl IntoText for &'static str {
    fn into_text(self) -> Text {
        Text::Borrowed(self)
    }

    fn set_on(self, element: Element, name: &'static str) -> Element {
        element.set(name, Text::Borrowed(self))
    }
}

impl IntoText for String {
    fn into_text(self) -> Text {
        Text::Owned(self)
    }
}

impl IntoText for Text {
    fn into_text(self) -> Text {
        self
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl IntoText for $number {
            fn into_text(self) -> Text {
                Text::Owned(self.to_string())
            }

            fn set_on(self, element: Element, name: &'static str) -> Element {
                element.set(name, self.into_text())
            }
        }
    )*};
}
numbers!(i32, u32, u64, usize, Px);

/// A length in the picture in tenths of its unit, the CSS pixel.
///
/// Fixed point: printing floating-point numbers would cost 10 KB of WASM.
///
/// ```
/// # use stage::Px;
/// assert_eq!(Px::tenths(125).to_string(), "12.5");
/// assert_eq!(Px::round(-0.26).to_string(), "-.3");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Px(i32);

impl Px {
    /// No length.
    pub const ZERO: Px = Px(0);

    /// So many tenths.
    pub const fn tenths(tenths: i32) -> Px {
        Px(tenths)
    }

    /// The nearest tenth.
    pub fn round(value: f32) -> Px {
        Px(libm::roundf(value * 10.0) as i32)
    }
}

impl Sub for Px {
    type Output = Px;
    fn sub(self, other: Px) -> Px {
        Px(self.0 - other.0)
    }
}

impl fmt::Display for Px {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, tenth) =
            (self.0.unsigned_abs() / 10, self.0.unsigned_abs() % 10);
        if self.0 < 0 {
            f.write_str("-")?;
        }
        if whole > 0 || tenth == 0 {
            write!(f, "{whole}")?;
        }
        if tenth > 0 { write!(f, ".{tenth}") } else { Ok(()) }
    }
}

/// What a mark stands for. Each has a colour, a shape and a word of its own in
/// every demo: the colour never says anything alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// ◆ It leads or coordinates.
    Leader,
    /// ◇ It wants to lead, or is about to do something.
    Candidate,
    /// ● It follows; the ordinary state.
    Follower,
    /// ✕ It is stopped, or was lost or refused.
    Lost,
    /// ▪ It is done and safe.
    Committed,
    /// It has promised and does not know the outcome.
    Doubt,
    /// It is there for orientation: an axis, a track, a grid line.
    Quiet,
    /// The reader chose it.
    Chosen,
    /// What theory says, behind what was measured.
    Theory,
}

impl Role {
    /// Its name in the markup, as `data-role`.
    pub const fn name(self) -> &'static str {
        match self {
            Role::Leader => "leader",
            Role::Candidate => "candidate",
            Role::Follower => "follower",
            Role::Lost => "lost",
            Role::Committed => "committed",
            Role::Doubt => "doubt",
            Role::Quiet => "quiet",
            Role::Chosen => "chosen",
            Role::Theory => "theory",
        }
    }
}
