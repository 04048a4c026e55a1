//! What was made lately: bounded in bytes, the longest unused goes first.

use crate::images::Rendered;
use coffer_model::{Code, Result, TenantId};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

/// All entries together, in bytes.
const BUDGET: usize = 32 << 20;
/// Larger pictures are made anew each time, in bytes.
const MAX_ENTRY: usize = 1 << 20;
/// What an entry takes beside its picture and its instructions, in bytes.
const OVERHEAD: usize = 256;

/// A picture as it is asked for. The tenant is part of it: whether another one has the same picture
/// must not show, not even in the time that an answer takes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    tenant: TenantId,
    sha256: [u8; 32],
    instructions: Arc<str>,
}

impl Key {
    pub(super) fn new(tenant: TenantId, sha256: [u8; 32], instructions: &str) -> Self {
        Self {
            tenant,
            sha256,
            instructions: instructions.into(),
        }
    }
}

/// The pictures kept; `None` for content that none can be made of.
#[derive(Debug, Default)]
pub(crate) struct Kept(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    entries: HashMap<Key, Entry>,
    /// By when they were last used.
    order: BTreeMap<u64, Key>,
    bytes: usize,
    clock: u64,
}

#[derive(Debug)]
struct Entry {
    made: Option<Rendered>,
    used: u64,
}

impl Kept {
    pub(super) fn find(&self, key: &Key) -> Option<Option<Rendered>> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let state = &mut *state;
        let entry = state.entries.get_mut(key)?;
        state.clock += 1;
        if let Some(key) = state.order.remove(&entry.used) {
            state.order.insert(state.clock, key);
        }
        entry.used = state.clock;
        Some(entry.made.clone())
    }

    /// Keeps what came of `key`, unless it came of something other than the content.
    pub(super) fn keep(&self, key: Key, outcome: &Result<Rendered>) {
        let made = match outcome {
            Ok(rendered) if rendered.bytes.len() > MAX_ENTRY => return,
            Ok(rendered) => Some(rendered.clone()),
            Err(error) if error.code() == Code::ImageUnsupported => None,
            Err(_) => return,
        };
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.forget(&key);
        state.clock += 1;
        let used = state.clock;
        state.bytes += cost(&key, made.as_ref());
        state.order.insert(used, key.clone());
        state.entries.insert(key, Entry { made, used });
        while state.bytes > BUDGET
            && let Some((_, oldest)) = state.order.first_key_value()
        {
            let oldest = oldest.clone();
            state.forget(&oldest);
        }
    }
}

impl State {
    fn forget(&mut self, key: &Key) {
        if let Some(entry) = self.entries.remove(key) {
            self.order.remove(&entry.used);
            self.bytes -= cost(key, entry.made.as_ref());
        }
    }
}

fn cost(key: &Key, made: Option<&Rendered>) -> usize {
    OVERHEAD + key.instructions.len() + made.map_or(0, |rendered| rendered.bytes.len())
}

#[cfg(test)]
mod tests;
