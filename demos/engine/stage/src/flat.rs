//! Settings to texts and back: a flat struct of numbers, words and switches.
//!
//! A format of its own, as it is part of every demo: the fields come in their
//! order, so that no demo has code that looks for names, and what is wrong has
//! been found by the knobs before. The usual crates cost 4 KB, and half a
//! kilobyte for each demo.

use crate::element::Text;
use serde::de::{self, DeserializeSeed, IntoDeserializer, SeqAccess, Visitor};
use serde::ser::{self, Impossible, Serialize, SerializeStruct};
use serde::{Deserializer, Serializer, forward_to_deserialize_any};
use std::fmt::{self, Display};

/// What cannot be: something else than a flat struct, or a value that its knob
/// should have refused.
#[derive(Debug)]
pub struct NotFlat;

impl Display for NotFlat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("settings are a flat struct of what their knobs let pass")
    }
}

impl std::error::Error for NotFlat {}

impl ser::Error for NotFlat {
    fn custom<T: Display>(_: T) -> NotFlat {
        NotFlat
    }
}

impl de::Error for NotFlat {
    fn custom<T: Display>(_: T) -> NotFlat {
        NotFlat
    }
}

/// Reads settings from the values of their fields, in order.
pub struct Fields<'a>(pub std::slice::Iter<'a, (Text, Text)>);

impl<'de> Deserializer<'de> for Fields<'_> {
    type Error = NotFlat;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, NotFlat> {
        Err(NotFlat)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NotFlat> {
        visitor.visit_seq(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf
        option unit unit_struct newtype_struct seq tuple tuple_struct map enum
        identifier ignored_any
    }
}

impl<'de> SeqAccess<'de> for Fields<'_> {
    type Error = NotFlat;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, NotFlat> {
        match self.0.next() {
            Some((_, value)) => seed.deserialize(Value(value)).map(Some),
            None => Ok(None),
        }
    }
}

/// Numbers of any size are read in one way.
macro_rules! whole_numbers {
    ($($name:ident),* $(,)?) => {
        $(fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotFlat> {
            visitor.visit_u64(self.number()?)
        })*
    };
}

/// The value of a field.
struct Value<'a>(&'a str);

impl Value<'_> {
    fn number(&self) -> Result<u64, NotFlat> {
        self.0.parse().map_err(|_| NotFlat)
    }

    fn place_in(&self, words: &[&str]) -> Result<u32, NotFlat> {
        let place = words.iter().position(|word| *word == self.0);
        place.map(|place| place as u32).ok_or(NotFlat)
    }
}

impl<'de> Deserializer<'de> for Value<'_> {
    type Error = NotFlat;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, NotFlat> {
        Err(NotFlat)
    }

    whole_numbers! {
        deserialize_u8, deserialize_u16, deserialize_u32, deserialize_u64,
    }

    fn deserialize_bool<V: Visitor<'de>>(
        self,
        visitor: V,
    ) -> Result<V::Value, NotFlat> {
        visitor.visit_bool(self.0 == "true")
    }

    fn deserialize_string<V: Visitor<'de>>(
        self,
        visitor: V,
    ) -> Result<V::Value, NotFlat> {
        visitor.visit_str(self.0)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        words: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NotFlat> {
        visitor.visit_enum(self.place_in(words)?.into_deserializer())
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 f32 f64 char str bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct identifier
        ignored_any
    }
}

/// Writes settings as the names and values of their fields.
pub struct Writer;

/// The fields written so far.
pub struct Written(Vec<(Text, Text)>);

impl SerializeStruct for Written {
    type Ok = Vec<(Text, Text)>;
    type Error = NotFlat;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), NotFlat> {
        let value = value.serialize(ValueWriter)?;
        self.0.push((Text::Borrowed(name), value));
        Ok(())
    }

    fn end(self) -> Result<Vec<(Text, Text)>, NotFlat> {
        Ok(self.0)
    }
}

/// Writes the value of a field.
struct ValueWriter;

/// What neither a struct of settings nor a field of it is.
macro_rules! refuse {
    ($ok:ty; $($name:ident($($value:ty),*)),* $(,)?) => {
        $(fn $name(self $(, _: $value)*) -> Result<$ok, NotFlat> {
            Err(NotFlat)
        })*

        fn serialize_some<T: Serialize + ?Sized>(
            self,
            _: &T,
        ) -> Result<$ok, NotFlat> {
            Err(NotFlat)
        }

        fn serialize_newtype_struct<T: Serialize + ?Sized>(
            self,
            _: &'static str,
            _: &T,
        ) -> Result<$ok, NotFlat> {
            Err(NotFlat)
        }

        fn serialize_newtype_variant<T: Serialize + ?Sized>(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: &T,
        ) -> Result<$ok, NotFlat> {
            Err(NotFlat)
        }
    };
}

/// What is made of several parts, but for a struct.
macro_rules! refuse_compounds {
    ($($name:ident($($value:ty),*) -> $kind:ident),* $(,)?) => {
        $(fn $name(self $(, _: $value)*) -> Result<Self::$kind, NotFlat> {
            Err(NotFlat)
        })*
    };
}

impl Serializer for Writer {
    type Ok = Vec<(Text, Text)>;
    type Error = NotFlat;
    type SerializeSeq = Impossible<Self::Ok, NotFlat>;
    type SerializeTuple = Impossible<Self::Ok, NotFlat>;
    type SerializeTupleStruct = Impossible<Self::Ok, NotFlat>;
    type SerializeTupleVariant = Impossible<Self::Ok, NotFlat>;
    type SerializeMap = Impossible<Self::Ok, NotFlat>;
    type SerializeStruct = Written;
    type SerializeStructVariant = Impossible<Self::Ok, NotFlat>;

    fn serialize_struct(
        self,
        _: &'static str,
        fields: usize,
    ) -> Result<Written, NotFlat> {
        Ok(Written(Vec::with_capacity(fields)))
    }

    refuse! { Self::Ok;
        serialize_bool(bool), serialize_i8(i8), serialize_i16(i16),
        serialize_i32(i32), serialize_i64(i64), serialize_u8(u8),
        serialize_u16(u16), serialize_u32(u32), serialize_u64(u64),
        serialize_f32(f32), serialize_f64(f64), serialize_char(char),
        serialize_str(&str), serialize_bytes(&[u8]), serialize_none(),
        serialize_unit(), serialize_unit_struct(&'static str),
        serialize_unit_variant(&'static str, u32, &'static str),
    }
    refuse_compounds! {
        serialize_seq(Option<usize>) -> SerializeSeq,
        serialize_tuple(usize) -> SerializeTuple,
        serialize_tuple_struct(&'static str, usize) -> SerializeTupleStruct,
        serialize_tuple_variant(&'static str, u32, &'static str, usize)
            -> SerializeTupleVariant,
        serialize_map(Option<usize>) -> SerializeMap,
        serialize_struct_variant(&'static str, u32, &'static str, usize)
            -> SerializeStructVariant,
    }
}

impl Serializer for ValueWriter {
    type Ok = Text;
    type Error = NotFlat;
    type SerializeSeq = Impossible<Text, NotFlat>;
    type SerializeTuple = Impossible<Text, NotFlat>;
    type SerializeTupleStruct = Impossible<Text, NotFlat>;
    type SerializeTupleVariant = Impossible<Text, NotFlat>;
    type SerializeMap = Impossible<Text, NotFlat>;
    type SerializeStruct = Impossible<Text, NotFlat>;
    type SerializeStructVariant = Impossible<Text, NotFlat>;

    fn serialize_bool(self, value: bool) -> Result<Text, NotFlat> {
        Ok(Text::Borrowed(if value { "true" } else { "false" }))
    }

    fn serialize_u64(self, value: u64) -> Result<Text, NotFlat> {
        Ok(Text::Owned(value.to_string()))
    }

    fn serialize_u32(self, value: u32) -> Result<Text, NotFlat> {
        self.serialize_u64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<Text, NotFlat> {
        self.serialize_u64(value.into())
    }

    fn serialize_u8(self, value: u8) -> Result<Text, NotFlat> {
        self.serialize_u64(value.into())
    }

    fn serialize_str(self, value: &str) -> Result<Text, NotFlat> {
        Ok(Text::Owned(value.into()))
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        word: &'static str,
    ) -> Result<Text, NotFlat> {
        Ok(Text::Borrowed(word))
    }

    refuse! { Text;
        serialize_i8(i8), serialize_i16(i16), serialize_i32(i32),
        serialize_i64(i64),
        serialize_f32(f32), serialize_f64(f64), serialize_char(char),
        serialize_bytes(&[u8]), serialize_none(), serialize_unit(),
        serialize_unit_struct(&'static str),
    }
    refuse_compounds! {
        serialize_seq(Option<usize>) -> SerializeSeq,
        serialize_tuple(usize) -> SerializeTuple,
        serialize_tuple_struct(&'static str, usize) -> SerializeTupleStruct,
        serialize_tuple_variant(&'static str, u32, &'static str, usize)
            -> SerializeTupleVariant,
        serialize_map(Option<usize>) -> SerializeMap,
        serialize_struct(&'static str, usize) -> SerializeStruct,
        serialize_struct_variant(&'static str, u32, &'static str, usize)
            -> SerializeStructVariant,
    }
}
