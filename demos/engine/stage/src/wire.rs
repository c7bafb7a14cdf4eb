//! Values as bytes and back: what the player and an engine say to each other.
//!
//! Both are of the same build, so nothing says of what type it is. A format of our
//! own, because of the names: those of elements and attributes are `&'static str`
//! on both sides, which the usual crates cannot read.

use crate::act::Told;
use crate::demo::{Check, Comparison, Grip, Layout, Pace, Verdict};
use crate::element::{Content, Element, Node, Text};
use crate::guide::Description;
use crate::knob::{Knob, Range};
use crate::mark::{Action, Mark};
use crate::request::{Ask, Request};
use crate::scenario::Plan;
use sim::Micros;
use std::cell::RefCell;

/// A value that can be written as bytes and read back.
pub(crate) trait Wire: Sized {
    /// Appends the value.
    fn write(&self, bytes: &mut Vec<u8>);

    /// Takes the value from the front.
    ///
    /// # Panics
    /// If another type was written there: a bug of ours.
    fn read(bytes: &mut &[u8]) -> Self;
}

/// Another type was written there.
#[cold]
fn misread() -> ! {
    panic!("a message is read as what it is not")
}

/// Takes so many bytes from the front.
fn take<'a>(bytes: &mut &'a [u8], count: usize) -> &'a [u8] {
    match bytes.split_at_checked(count) {
        Some((front, rest)) => {
            *bytes = rest;
            front
        }
        None => misread(),
    }
}

/// Seven bits a byte, the lowest first: most numbers are small.
impl Wire for u64 {
    fn write(&self, bytes: &mut Vec<u8>) {
        let mut rest = *self;
        while rest > 0x7f {
            bytes.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        bytes.push(rest as u8);
    }

    fn read(bytes: &mut &[u8]) -> u64 {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = take(bytes, 1)[0];
            number |= u64::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                return number;
            }
        }
    }
}

macro_rules! small_numbers {
    ($($number:ty),*) => {$(
        impl Wire for $number {
            fn write(&self, bytes: &mut Vec<u8>) {
                (*self as u64).write(bytes);
            }

            fn read(bytes: &mut &[u8]) -> $number {
                u64::read(bytes) as $number
            }
        }
    )*};
}
small_numbers!(u8, u32, usize);

impl Wire for bool {
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.push(u8::from(*self));
    }

    fn read(bytes: &mut &[u8]) -> bool {
        u8::read(bytes) == 1
    }
}

impl Wire for Micros {
    fn write(&self, bytes: &mut Vec<u8>) {
        self.get().write(bytes);
    }

    fn read(bytes: &mut &[u8]) -> Micros {
        Micros::new(u64::read(bytes))
    }
}

fn write_text(text: &str, bytes: &mut Vec<u8>) {
    text.len().write(bytes);
    bytes.extend_from_slice(text.as_bytes());
}

fn read_text<'a>(bytes: &mut &'a [u8]) -> &'a str {
    let length = usize::read(bytes);
    match std::str::from_utf8(take(bytes, length)) {
        Ok(text) => text,
        Err(_) => misread(),
    }
}

impl Wire for String {
    fn write(&self, bytes: &mut Vec<u8>) {
        write_text(self, bytes);
    }

    fn read(bytes: &mut &[u8]) -> String {
        read_text(bytes).into()
    }
}

impl Wire for Text {
    fn write(&self, bytes: &mut Vec<u8>) {
        write_text(self, bytes);
    }

    fn read(bytes: &mut &[u8]) -> Text {
        Text::Owned(String::read(bytes))
    }
}

/// A name: one of a few dozen that the engines of a page have in their code.
impl Wire for &'static str {
    fn write(&self, bytes: &mut Vec<u8>) {
        write_text(self, bytes);
    }

    fn read(bytes: &mut &[u8]) -> &'static str {
        thread_local! {
            static NAMES: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
        }
        let name = read_text(bytes);
        NAMES.with_borrow_mut(|names| match names.binary_search(&name) {
            Ok(place) => names[place],
            Err(place) => {
                names.insert(place, String::from(name).leak());
                names[place]
            }
        })
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn write(&self, bytes: &mut Vec<u8>) {
        self.len().write(bytes);
        for value in self {
            value.write(bytes);
        }
    }

    fn read(bytes: &mut &[u8]) -> Vec<T> {
        let length = usize::read(bytes);
        let mut values = Vec::with_capacity(length);
        for _ in 0..length {
            values.push(T::read(bytes));
        }
        values
    }
}

/// A list that is part of a demo's code.
impl<T: Wire> Wire for &'static [T] {
    fn write(&self, bytes: &mut Vec<u8>) {
        self.len().write(bytes);
        for value in *self {
            value.write(bytes);
        }
    }

    /// The list is kept for good: a page reads it once for each of its figures.
    fn read(bytes: &mut &[u8]) -> &'static [T] {
        Vec::read(bytes).leak()
    }
}

impl<T: Wire> Wire for Option<T> {
    fn write(&self, bytes: &mut Vec<u8>) {
        self.is_some().write(bytes);
        if let Some(value) = self {
            value.write(bytes);
        }
    }

    fn read(bytes: &mut &[u8]) -> Option<T> {
        bool::read(bytes).then(|| T::read(bytes))
    }
}

impl<T: Wire, E: Wire> Wire for Result<T, E> {
    fn write(&self, bytes: &mut Vec<u8>) {
        self.is_ok().write(bytes);
        match self {
            Ok(value) => value.write(bytes),
            Err(error) => error.write(bytes),
        }
    }

    fn read(bytes: &mut &[u8]) -> Result<T, E> {
        match bool::read(bytes) {
            true => Ok(T::read(bytes)),
            false => Err(E::read(bytes)),
        }
    }
}

impl Wire for () {
    fn write(&self, _: &mut Vec<u8>) {}

    fn read(_: &mut &[u8]) {}
}

macro_rules! tuples {
    ($(($($name:ident $place:tt),*))*) => {$(
        impl<$($name: Wire),*> Wire for ($($name,)*) {
            fn write(&self, bytes: &mut Vec<u8>) {
                $(self.$place.write(bytes);)*
            }

            fn read(bytes: &mut &[u8]) -> ($($name,)*) {
                ($($name::read(bytes),)*)
            }
        }
    )*};
}
tuples! { (A 0, B 1) (A 0, B 1, C 2) }

/// The fields of a struct, one after the other.
macro_rules! fields {
    ($($name:ident { $($field:ident),* $(,)? })*) => {$(
        impl Wire for $name {
            fn write(&self, bytes: &mut Vec<u8>) {
                $(self.$field.write(bytes);)*
            }

            fn read(bytes: &mut &[u8]) -> $name {
                $name { $($field: Wire::read(bytes)),* }
            }
        }
    )*};
}
fields! {
    Told { at, fault }
    Plan { name, start, question }
    Check { name, verdict, detail }
    Grip { mark, at }
    Pace { until, per_second }
    Knob { name, label, unit, range }
    Description { name, pace, seed, rest, plans, comparison, knobs, selection, defaults }
}

/// The number of a variant, and what is in it.
macro_rules! variants {
    ($($name:ident {
        $($number:literal $variant:ident $(($($field:ident),*))?),* $(,)?
    })*) => {$(
        impl Wire for $name {
            fn write(&self, bytes: &mut Vec<u8>) {
                match self {$(
                    $name::$variant $(($($field),*))? => {
                        bytes.push($number);
                        $($($field.write(bytes);)*)?
                    }
                )*}
            }

            fn read(bytes: &mut &[u8]) -> $name {
                match u8::read(bytes) {
                    $($number => {
                        $($(let $field = Wire::read(bytes);)*)?
                        $name::$variant $(($($field),*))?
                    })*
                    _ => misread(),
                }
            }
        }
    )*};
}
variants! {
    Layout { 0 Wide, 1 Narrow }
    Comparison { 0 Beside, 1 Over }
    Verdict { 0 Holds, 1 Fails, 2 Open }
    Range { 0 Linear(min, max, step), 1 Stops(stops), 2 Choice(words), 3 Toggle }
    Node { 0 Element(element), 1 Text(text) }
    Request { 0 Describe(demo), 1 Perform(demo, values, seed), 2 Of(act, ask), 3 Complaint }
    Ask {
        0 End, 1 Seek(to), 2 Previous, 3 Edit(edits), 4 Edits, 5 Words(from, to),
        6 Narration, 7 Picture(layout, selection), 8 SpaceTime(layout, selection),
        9 Table(selection), 10 Checks, 11 Outcome(scenario),
        12 Drag(from, to, layout), 13 Marks, 14 Actions,
    }
}

impl Wire for Action<String> {
    fn write(&self, bytes: &mut Vec<u8>) {
        self.verb.write(bytes);
        self.at.write(bytes);
        self.edits.write(bytes);
    }

    fn read(bytes: &mut &[u8]) -> Action<String> {
        Action {
            verb: Wire::read(bytes),
            at: Wire::read(bytes),
            edits: Wire::read(bytes),
        }
    }
}

impl Wire for Mark<String> {
    fn write(&self, bytes: &mut Vec<u8>) {
        self.id.write(bytes);
        self.name.write(bytes);
        self.state.write(bytes);
        self.actions.write(bytes);
    }

    fn read(bytes: &mut &[u8]) -> Mark<String> {
        Mark {
            id: Wire::read(bytes),
            name: Wire::read(bytes),
            state: Wire::read(bytes),
            actions: Wire::read(bytes),
        }
    }
}

/// How many bytes come, in four bytes; then so many, which `write` appends.
fn write_sized(bytes: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    let start = bytes.len();
    bytes.extend([0; 4]);
    write(bytes);
    let size = (bytes.len() - start - 4) as u32;
    bytes[start..start + 4].copy_from_slice(&size.to_le_bytes());
}

fn take_sized<'a>(bytes: &mut &'a [u8]) -> &'a [u8] {
    let size = take(bytes, 4)
        .iter()
        .rev()
        .fold(0, |size, byte| size << 8 | *byte as usize);
    take(bytes, size)
}

/// Sized as a whole, and up to its children, so that [`read_after`] can compare it
/// without reading it.
impl Wire for Element {
    fn write(&self, bytes: &mut Vec<u8>) {
        write_sized(bytes, |bytes| {
            write_sized(bytes, |bytes| {
                self.tag.write(bytes);
                self.key.write(bytes);
                self.attributes.write(bytes);
            });
            self.children.write(bytes);
        });
    }

    fn read(bytes: &mut &[u8]) -> Element {
        read_after(None, bytes)
    }
}

/// An element that was read, and the bytes that it was read from.
type Known<'a> = (&'a [u8], &'a Element);

/// Reads an element after another one, which is much the same: what has the same bytes
/// in the same place is shared, not read again.
fn read_after(known: Option<Known<'_>>, bytes: &mut &[u8]) -> Element {
    let mut bytes = take_sized(bytes);
    if let Some((same, element)) = known
        && same == bytes
    {
        return element.clone();
    }
    let mut head = take_sized(&mut bytes);
    let head = &mut head;
    let (tag, key, attributes) =
        (Wire::read(head), Wire::read(head), Wire::read(head));
    let mut known = known.map(|(mut known, element)| {
        take_sized(&mut known);
        usize::read(&mut known);
        (known, element.children.iter())
    });
    let count = usize::read(&mut bytes);
    let children = (0..count).map(|_| {
        let known =
            known.as_mut().and_then(|(known, nodes)| next(known, nodes.next()?));
        match u8::read(&mut bytes) {
            0 => Node::Element(read_after(known, &mut bytes)),
            1 => Node::Text(Wire::read(&mut bytes)),
            _ => misread(),
        }
    });
    let children = children.collect();
    Content { tag, key, attributes, children }.into()
}

/// The next of the children that were read, if it is an element.
fn next<'a>(bytes: &mut &'a [u8], node: &'a Node) -> Option<Known<'a>> {
    u8::read(bytes);
    match node {
        Node::Element(element) => Some((take_sized(bytes), element)),
        Node::Text(_) => {
            read_text(bytes);
            None
        }
    }
}

/// The element that was read last: the next one shares with it what is the same.
#[derive(Default)]
pub(crate) struct Last(Option<(Vec<u8>, Element)>);

impl Last {
    /// Reads the next one.
    pub fn next(&mut self, bytes: Vec<u8>) -> Element {
        let known = self.0.as_ref();
        let known =
            known.map(|(bytes, element)| (take_sized(&mut &**bytes), element));
        let element = read_after(known, &mut &*bytes);
        self.0 = Some((bytes, element.clone()));
        element
    }
}
