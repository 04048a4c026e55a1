//! Mobile numbers as lists show them.

/// Characters shown at the beginning, at most.
const HEAD: usize = 7;
/// Characters shown at the end.
const TAIL: usize = 4;
/// Characters hidden, at least.
const HIDDEN: usize = 4;
/// Numbers up to this length show only so many characters at the end.
const SHORT: (usize, usize) = (7, 2);

/// Hides the middle of a number: `0086181****8439`. No number is no text.
pub(in super::super) fn masked(mobile: &str) -> String {
    let number: Vec<char> = mobile.chars().collect();
    let (head, tail) = match number.len() {
        0 => return String::new(),
        length if length <= SHORT.1 => (0, 0),
        length if length <= SHORT.0 => (0, SHORT.1),
        length => (HEAD.min(length - TAIL - HIDDEN), TAIL),
    };
    let head: String = number[..head].iter().collect();
    let tail: String = number[number.len() - tail..].iter().collect();
    format!("{head}****{tail}")
}

#[cfg(test)]
mod tests;
