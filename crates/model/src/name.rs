//! Names of folders and files.

use crate::{Code, Error, Result, Timestamp};
use icu_casemap::CaseMapper;
use icu_collator::options::CollatorOptions;
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};
use icu_locale_core::locale;
use icu_normalizer::ComposingNormalizerBorrowed;
use std::sync::OnceLock;

/// The most characters that a name may have.
pub const MAX_CHARS: usize = 250;

/// Longer sort keys are cut: names that differ only behind the cut are ordered by id. Index entries
/// of PostgreSQL end at about 2,700 bytes.
const MAX_SORT_KEY: usize = 1_200;

/// A name that was checked: no blanks at the ends, 1..=250 characters, none of
/// `< > : " * ? / \ |`, no control characters, something to see, not `.` or `..`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Name(String);

impl Name {
    /// Checks `text` after cutting blanks at its ends.
    ///
    /// # Errors
    /// `NameTooLong` and `NameInvalid`.
    pub fn parse(text: &str) -> Result<Self> {
        let name = text.trim();
        if name.chars().count() > MAX_CHARS {
            return Err(Error::new(Code::NameTooLong).with_limit(MAX_CHARS));
        }
        let unseen = name.chars().all(is_invisible);
        if unseen || matches!(name, "." | "..") || name.chars().any(is_forbidden) {
            return Err(Error::new(Code::NameInvalid)
                .with_name(name.chars().filter(|c| !c.is_control()).collect::<String>()));
        }
        Ok(Self(name.to_owned()))
    }

    /// A name that the database holds already.
    #[must_use]
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The name as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What makes two siblings the same name: Unicode NFC, case folded.
    #[must_use]
    pub fn key(&self) -> String {
        fold(&self.0)
    }

    /// Bytes that sort as people expect: Chinese by pinyin, numbers by value, case last.
    #[must_use]
    pub fn sort_key(&self) -> Vec<u8> {
        let mut key = Vec::with_capacity(self.0.len() * 2 + 8);
        match collator() {
            Some(collator) => {
                let Ok(()) = collator.write_sort_key_to(&self.0, &mut key);
            }
            None => key.extend_from_slice(self.0.as_bytes()),
        }
        key.truncate(MAX_SORT_KEY);
        key
    }

    /// Where the extension starts, its dot included; the length of the name when it has none.
    /// A dot at the start (`.profile`) begins no extension.
    fn extension_start(&self) -> usize {
        match self.0.rfind('.') {
            Some(0) | None => self.0.len(),
            Some(dot) if dot + 1 == self.0.len() => self.0.len(),
            Some(dot) => dot,
        }
    }

    /// The extension with its dot (`.docx`), empty when there is none.
    #[must_use]
    pub fn suffix(&self) -> &str {
        &self.0[self.extension_start()..]
    }

    /// The name with `_yyyyMMdd_HHmmss` before the extension, and `_n` behind that from the second
    /// attempt on; the stem is shortened where the whole would be too long.
    #[must_use]
    pub fn with_timestamp(&self, now: Timestamp, attempt: u32) -> Self {
        let compact = now.compact_at(8);
        let mut mark = format!("_{}_{}", &compact[..8], &compact[8..]);
        if attempt > 0 {
            mark.push_str(&format!("_{attempt}"));
        }
        let (stem, suffix) = self.0.split_at(self.extension_start());
        let room = MAX_CHARS.saturating_sub(mark.chars().count());
        let suffix: String = suffix.chars().take(room.saturating_sub(1)).collect();
        let stem: String = stem.chars().take(room - suffix.chars().count()).collect();
        Self(format!("{stem}{mark}{suffix}"))
    }
}

/// Unicode NFC, case folded: the form in which names are compared and searched.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let nfc = ComposingNormalizerBorrowed::new_nfc();
    let composed = nfc.normalize(text);
    let folded = CaseMapper::new().fold_string(&composed);
    nfc.normalize(&folded).into_owned()
}

fn is_forbidden(c: char) -> bool {
    matches!(c, '<' | '>' | ':' | '"' | '*' | '?' | '/' | '\\' | '|') || c.is_control()
}

/// Characters that show nothing: a name of these alone looks like none.
pub(crate) fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{e0000}'..='\u{e0fff}')
}

fn collator() -> Option<&'static CollatorBorrowed<'static>> {
    static COLLATOR: OnceLock<Option<CollatorBorrowed<'static>>> = OnceLock::new();
    COLLATOR
        .get_or_init(|| {
            let mut preferences = CollatorPreferences::from(locale!("zh"));
            preferences.numeric_ordering = Some(CollationNumericOrdering::True);
            Collator::try_new(preferences, CollatorOptions::default()).ok()
        })
        .as_ref()
}

#[cfg(test)]
mod tests;
