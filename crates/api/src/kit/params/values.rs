//! Named texts as a serde data source: each field says what it wants a text to be.

use serde::de::value::{Error, MapDeserializer, SeqDeserializer};
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error as _, IntoDeserializer, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use std::borrow::Cow;

/// Names, each with its values in the order in which they came.
#[derive(Default)]
pub(super) struct Values<'a> {
    entries: Vec<(Cow<'a, str>, Texts<'a>)>,
    /// The first so many take no more values.
    closed: usize,
}

/// What one name was given: at least one text.
pub(super) struct Texts<'a>(Vec<Cow<'a, str>>);

impl<'a> Values<'a> {
    /// Adds a value.
    pub(super) fn set(&mut self, name: Cow<'a, str>, value: Cow<'a, str>) {
        match self.entries.iter().position(|(known, _)| *known == name) {
            Some(index) if index < self.closed => {}
            Some(index) => self.entries[index].1.0.push(value),
            None => self.entries.push((name, Texts(vec![value]))),
        }
    }

    /// From here on, values for names that are there already are dropped.
    pub(super) fn close(&mut self) {
        self.closed = self.entries.len();
    }

    pub(super) fn into_deserializer(
        self,
    ) -> MapDeserializer<'a, impl Iterator<Item = (Cow<'a, str>, Texts<'a>)>, Error> {
        MapDeserializer::new(self.entries.into_iter())
    }
}

impl<'de> IntoDeserializer<'de, Error> for Texts<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Texts<'de> {
    fn one(mut self) -> Result<Cow<'de, str>, Error> {
        match (self.0.pop(), self.0.is_empty()) {
            (Some(text), true) => Ok(text),
            _ => Err(Error::custom("given more than once")),
        }
    }
}

macro_rules! parsed {
    ($($method:ident => $visit:ident: $type:ty;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            let text = self.one()?;
            let parsed = text.trim().parse::<$type>();
            visitor.$visit(parsed.map_err(|_| Error::custom(concat!("expected ", stringify!($type))))?)
        }
    )*};
}

impl<'de> Deserializer<'de> for Texts<'de> {
    type Error = Error;

    parsed! {
        deserialize_bool => visit_bool: bool;
        deserialize_i8 => visit_i8: i8;
        deserialize_i16 => visit_i16: i16;
        deserialize_i32 => visit_i32: i32;
        deserialize_i64 => visit_i64: i64;
        deserialize_u8 => visit_u8: u8;
        deserialize_u16 => visit_u16: u16;
        deserialize_u32 => visit_u32: u32;
        deserialize_u64 => visit_u64: u64;
        deserialize_f32 => visit_f32: f32;
        deserialize_f64 => visit_f64: f64;
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.len() > 1 {
            return self.deserialize_seq(visitor);
        }
        match self.one()? {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.iter().all(|text| text.is_empty()) {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let texts = self.0.into_iter().map(|text| Texts(vec![text]));
        visitor.visit_seq(SeqDeserializer::new(texts))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_enum(self)
    }

    forward_to_deserialize_any! {
        char str string i128 u128 bytes byte_buf unit unit_struct tuple tuple_struct map struct identifier ignored_any
    }
}

impl<'de> EnumAccess<'de> for Texts<'de> {
    type Error = Error;
    type Variant = UnitOnly;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, UnitOnly), Error> {
        Ok((seed.deserialize(self)?, UnitOnly))
    }
}

/// A text names a variant and cannot carry its content.
pub(super) struct UnitOnly;

impl<'de> VariantAccess<'de> for UnitOnly {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, _: S) -> Result<S::Value, Error> {
        Err(Error::custom("expected a word"))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("expected a word"))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Error> {
        Err(Error::custom("expected a word"))
    }
}
