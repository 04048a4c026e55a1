//! Reading what clients send instead of what the tables say: numbers as strings, strings as
//! numbers, booleans as either, an empty string for an absent value, one value for a list.
//!
//! Use with `#[serde(deserialize_with = "lenient::…")]`; optional fields need `default` as well.

use coffer_model::{
    AppId, BlobId, DepartmentId, GroupId, JobId, NodeId, RoleId, SessionId, ShareId, SpaceId,
    TenantId, UploadId, UserId, VersionId,
};
use serde::de::{DeserializeSeed, Deserializer, Error, SeqAccess, Unexpected, Visitor};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// One value as it was sent.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar<'a> {
    /// A string.
    Text(Cow<'a, str>),
    /// A whole number.
    Whole(i128),
    /// A number with a fraction or an exponent.
    Fraction(f64),
    /// `true` or `false`.
    Flag(bool),
}

/// What can be read from one value, however it was sent.
pub trait FromScalar: Sized {
    /// What is wanted, for the text of an error.
    const EXPECTED: &'static str;

    /// Reads it; `None` when the value says something else.
    fn from_scalar(scalar: Scalar<'_>) -> Option<Self>;
}

/// Reads a value that must be there.
///
/// # Errors
/// When the value is of another kind, `null` or a list.
pub fn one<'de, T: FromScalar, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer
        .deserialize_any(ValueVisitor {
            null: false,
            seen: PhantomData,
        })?
        .ok_or_else(|| D::Error::custom("a value is missing"))
}

/// Reads a value that may be absent, `null` or an empty string.
///
/// # Errors
/// When there is a value of another kind.
pub fn optional<'de, T: FromScalar, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    deserializer.deserialize_any(ValueVisitor {
        null: true,
        seen: PhantomData,
    })
}

/// Reads a list, or one value as a list of one; `null` and an empty string are the empty list.
///
/// # Errors
/// When an element is of another kind.
pub fn list<'de, T: FromScalar, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    deserializer.deserialize_any(ListVisitor(PhantomData))
}

/// As [`list`], and one string with commas is a list of its parts.
///
/// # Errors
/// When an element is of another kind.
pub fn comma_list<'de, T: FromScalar, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    let texts: Vec<String> = list(deserializer)?;
    let parts = texts
        .iter()
        .flat_map(|text| text.split(','))
        .map(str::trim)
        .filter(|part| !part.is_empty());
    parts
        .map(|part| T::from_scalar(Scalar::Text(Cow::Borrowed(part))))
        .collect::<Option<Vec<T>>>()
        .ok_or_else(|| D::Error::custom(format_args!("expected {}", T::EXPECTED)))
}

macro_rules! whole_numbers {
    ($($number:ty)*) => {$(
        impl FromScalar for $number {
            const EXPECTED: &'static str = concat!("a whole number (", stringify!($number), ")");

            fn from_scalar(scalar: Scalar<'_>) -> Option<Self> {
                match scalar {
                    Scalar::Text(text) => text.trim().parse().ok(),
                    Scalar::Whole(number) => Self::try_from(number).ok(),
                    Scalar::Fraction(_) | Scalar::Flag(_) => None,
                }
            }
        }
    )*};
}

whole_numbers! { i64 u64 i32 u32 u16 u8 usize }

macro_rules! ids {
    ($($id:ty)*) => {$(
        impl FromScalar for $id {
            const EXPECTED: &'static str = "an id";

            fn from_scalar(scalar: Scalar<'_>) -> Option<Self> {
                match scalar {
                    Scalar::Text(text) => text.trim().parse().ok(),
                    Scalar::Whole(number) => i64::try_from(number).ok().filter(|id| *id >= 0).map(Self),
                    Scalar::Fraction(_) | Scalar::Flag(_) => None,
                }
            }
        }
    )*};
}

ids! { TenantId DepartmentId UserId GroupId AppId SessionId SpaceId NodeId VersionId BlobId UploadId JobId ShareId RoleId }

impl FromScalar for String {
    const EXPECTED: &'static str = "a string";

    fn from_scalar(scalar: Scalar<'_>) -> Option<Self> {
        Some(match scalar {
            Scalar::Text(text) => text.into_owned(),
            Scalar::Whole(number) => number.to_string(),
            Scalar::Fraction(number) => number.to_string(),
            Scalar::Flag(flag) => flag.to_string(),
        })
    }
}

impl FromScalar for bool {
    const EXPECTED: &'static str = "true or false";

    fn from_scalar(scalar: Scalar<'_>) -> Option<Self> {
        match scalar {
            Scalar::Flag(flag) => Some(flag),
            Scalar::Whole(0) => Some(false),
            Scalar::Whole(1) => Some(true),
            Scalar::Text(text) => match text.trim() {
                "0" => Some(false),
                "1" => Some(true),
                text if text.eq_ignore_ascii_case("true") => Some(true),
                text if text.eq_ignore_ascii_case("false") => Some(false),
                _ => None,
            },
            Scalar::Whole(_) | Scalar::Fraction(_) => None,
        }
    }
}

/// Visits one value. With `null`, nothing and the empty string are `None`.
struct ValueVisitor<T> {
    null: bool,
    seen: PhantomData<T>,
}

impl<T: FromScalar> ValueVisitor<T> {
    fn read<E: Error>(scalar: Scalar<'_>) -> Result<Option<T>, E> {
        let shown = scalar.clone();
        T::from_scalar(scalar).map(Some).ok_or_else(|| {
            let unexpected = match &shown {
                Scalar::Text(text) => Unexpected::Str(text),
                Scalar::Whole(_) => Unexpected::Other("a number"),
                Scalar::Fraction(number) => Unexpected::Float(*number),
                Scalar::Flag(flag) => Unexpected::Bool(*flag),
            };
            E::invalid_value(unexpected, &T::EXPECTED)
        })
    }

    fn nothing<E: Error>(&self) -> Result<Option<T>, E> {
        if self.null {
            Ok(None)
        } else {
            Err(E::invalid_type(Unexpected::Unit, &T::EXPECTED))
        }
    }
}

/// The visits of every scalar, in terms of `self.scalar(Scalar)`.
macro_rules! scalar_visits {
    () => {
        fn visit_bool<E: Error>(self, flag: bool) -> Result<Self::Value, E> {
            self.scalar(Scalar::Flag(flag))
        }

        fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
            self.scalar(Scalar::Whole(number.into()))
        }

        fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
            self.scalar(Scalar::Whole(number.into()))
        }

        fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
            self.scalar(Scalar::Fraction(number))
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
            self.scalar(Scalar::Text(Cow::Borrowed(text)))
        }

        fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
            self.scalar(Scalar::Text(Cow::Owned(text)))
        }
    };
}

impl<T: FromScalar> ValueVisitor<T> {
    fn scalar<E: Error>(self, scalar: Scalar<'_>) -> Result<Option<T>, E> {
        match &scalar {
            Scalar::Text(text) if self.null && text.is_empty() => Ok(None),
            _ => Self::read(scalar),
        }
    }
}

impl<'de, T: FromScalar> Visitor<'de> for ValueVisitor<T> {
    type Value = Option<T>;

    scalar_visits!();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        self.nothing()
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        self.nothing()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// An element of a list: `null` is refused there.
struct Element<T>(PhantomData<T>);

impl<'de, T: FromScalar> DeserializeSeed<'de> for Element<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        one(deserializer)
    }
}

struct ListVisitor<T>(PhantomData<T>);

impl<T: FromScalar> ListVisitor<T> {
    fn scalar<E: Error>(self, scalar: Scalar<'_>) -> Result<Vec<T>, E> {
        let visitor = ValueVisitor::<T> {
            null: true,
            seen: PhantomData,
        };
        Ok(visitor.scalar(scalar)?.into_iter().collect())
    }
}

impl<'de, T: FromScalar> Visitor<'de> for ListVisitor<T> {
    type Value = Vec<T>;

    scalar_visits!();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} or a list", T::EXPECTED)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(element) = elements.next_element_seed(Element(PhantomData))? {
            list.push(element);
        }
        Ok(list)
    }
}

#[cfg(test)]
mod tests;
