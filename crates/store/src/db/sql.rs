//! Statement texts.

use std::sync::OnceLock;

/// A statement: a `static`, because its address is its key in PostgreSQL's statement cache.
///
/// Parameters are `?1, ?2, …` in both databases' texts; PostgreSQL gets them as `$1, $2, …`.
#[derive(Debug)]
pub struct Sql {
    sqlite: &'static str,
    postgres: &'static str,
    rewritten: OnceLock<String>,
}

impl Sql {
    /// A statement that both databases understand.
    #[must_use]
    pub const fn both(text: &'static str) -> Self {
        Self::split(text, text)
    }

    /// A statement that has to be spelled differently.
    #[must_use]
    pub const fn split(sqlite: &'static str, postgres: &'static str) -> Self {
        Self {
            sqlite,
            postgres,
            rewritten: OnceLock::new(),
        }
    }

    pub(crate) fn sqlite(&self) -> &'static str {
        self.sqlite
    }

    pub(crate) fn postgres(&self) -> &str {
        self.rewritten
            .get_or_init(|| dollar_parameters(self.postgres))
    }

    /// The same for the same statement in the life of the process, different for others.
    pub(crate) fn key(&'static self) -> usize {
        std::ptr::from_ref(self).addr()
    }
}

/// Declares the statements of an area from its files in `sql/<area>/`, and `ALL`, the list of them
/// that lets a test prepare every one.
///
/// ```text
/// statements! { "nodes":
///     INSERT = both "insert",
///     CLAIM = split "claim.sqlite" "claim.postgres",
/// }
/// ```
macro_rules! statements {
    ($area:literal : $($name:ident = $kind:ident $($file:literal)+),* $(,)?) => {
        $(
            pub(crate) static $name: $crate::Sql =
                $crate::db::statements!(@$kind $area $($file)+);
        )*
        pub(crate) static ALL: &[(&str, &$crate::Sql)] =
            &[$((concat!($area, "/", stringify!($name)), &$name)),*];
    };
    (@both $area:literal $file:literal) => {
        $crate::Sql::both($crate::db::statements!(@text $area $file))
    };
    (@split $area:literal $sqlite:literal $postgres:literal) => {
        $crate::Sql::split(
            $crate::db::statements!(@text $area $sqlite),
            $crate::db::statements!(@text $area $postgres),
        )
    };
    (@text $area:literal $file:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/", $area, "/", $file, ".sql"))
    };
}
pub(crate) use statements;

/// Rewrites `?N` to `$N`, except in quotes and comments.
fn dollar_parameters(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let verbatim = match first {
            '\'' | '"' => through(rest, 1, &rest[..1]),
            '-' if rest.starts_with("--") => through(rest, 2, "\n"),
            '/' if rest.starts_with("/*") => through(rest, 2, "*/"),
            _ => first.len_utf8(),
        };
        let is_parameter =
            first == '?' && rest[1..].starts_with(|next: char| next.is_ascii_digit());
        out.push_str(if is_parameter { "$" } else { &rest[..verbatim] });
        rest = &rest[verbatim..];
    }
    out
}

/// The length of `text` up to and with the first `end` at or after `from`.
fn through(text: &str, from: usize, end: &str) -> usize {
    text[from..]
        .find(end)
        .map_or(text.len(), |at| from + at + end.len())
}

#[cfg(test)]
mod tests;
