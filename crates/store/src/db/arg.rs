//! Arguments of statements.

use coffer_model::Timestamp;
use std::borrow::Cow;
use std::fmt;

/// An argument of a statement. Bind a list with [`args!`](crate::args).
#[derive(Clone, PartialEq, Eq)]
pub enum Arg<'a> {
    /// No value.
    Null,
    /// An integer.
    Int(i64),
    /// A truth value; SQLite stores 0 or 1.
    Bool(bool),
    /// Text without NUL characters, which PostgreSQL refuses.
    Text(Cow<'a, str>),
    /// Bytes.
    Bytes(Cow<'a, [u8]>),
    /// An unsigned integer that no column can hold: its statement fails.
    TooLarge,
}

/// Makes the argument list of a statement: `args![space, name, None::<i64>]`.
#[macro_export]
macro_rules! args {
    () => { &[] as &[$crate::Arg<'_>] };
    ($($value:expr),+ $(,)?) => { &[$($crate::Arg::from($value)),+] as &[$crate::Arg<'_>] };
}

/// Values never reach a log: the drivers print arguments when they are told to be talkative.
impl fmt::Debug for Arg<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "null",
            Self::Int(_) => "integer",
            Self::Bool(_) => "truth value",
            Self::Text(_) => "text",
            Self::Bytes(_) => "bytes",
            Self::TooLarge => "integer that is too large",
        })
    }
}

macro_rules! copy_args {
    ($($type:ty: $value:ident => $arg:expr;)*) => {$(
        impl From<$type> for Arg<'_> {
            fn from($value: $type) -> Self {
                $arg
            }
        }

        impl From<&$type> for Arg<'_> {
            fn from(value: &$type) -> Self {
                Self::from(*value)
            }
        }
    )*};
}

copy_args! {
    i64: value => Self::Int(value);
    i32: value => Self::Int(i64::from(value));
    u32: value => Self::Int(i64::from(value));
    u64: value => i64::try_from(value).map_or(Self::TooLarge, Self::Int);
    bool: value => Self::Bool(value);
    Timestamp: value => Self::Int(value.0);
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(value: &'a str) -> Self {
        Self::Text(Cow::Borrowed(value))
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(value: &'a String) -> Self {
        Self::Text(Cow::Borrowed(value))
    }
}

impl From<String> for Arg<'_> {
    fn from(value: String) -> Self {
        Self::Text(Cow::Owned(value))
    }
}

impl<'a> From<&'a [u8]> for Arg<'a> {
    fn from(value: &'a [u8]) -> Self {
        Self::Bytes(Cow::Borrowed(value))
    }
}

impl<'a> From<&'a Vec<u8>> for Arg<'a> {
    fn from(value: &'a Vec<u8>) -> Self {
        Self::Bytes(Cow::Borrowed(value))
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Arg<'a> {
    fn from(value: &'a [u8; N]) -> Self {
        Self::Bytes(Cow::Borrowed(value))
    }
}

impl<const N: usize> From<[u8; N]> for Arg<'_> {
    fn from(value: [u8; N]) -> Self {
        Self::Bytes(Cow::Owned(value.to_vec()))
    }
}

impl From<Vec<u8>> for Arg<'_> {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(Cow::Owned(value))
    }
}

impl<'a, T: Into<Arg<'a>>> From<Option<T>> for Arg<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

// For these types alone: a generic one makes every `Arg::from(&…)` ambiguous.
macro_rules! borrowed_options {
    ($($type:ty $(, const $n:ident)?;)*) => {$(
        impl<'a $(, const $n: usize)?> From<&'a Option<$type>> for Arg<'a> {
            fn from(value: &'a Option<$type>) -> Self {
                value.as_ref().map_or(Self::Null, Self::from)
            }
        }
    )*};
}

borrowed_options! {
    String;
    Vec<u8>;
    [u8; N], const N;
}

#[cfg(test)]
mod tests;
