//! Lists as a parameter of a statement: JSON, which both databases take apart.

/// An array of what is JSON already.
pub(crate) fn array(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(","))
}
