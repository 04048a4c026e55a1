//! What changed of what open pages show: one statement for all that a server has open, whatever their
//! number.

use crate::{ReadTx, Sql, StoreError, args, json, statements};

statements! {
    "watch":
    // How a JSON array becomes rows.
    MESSAGES = split "messages.sqlite" "messages.postgres",
    JOBS = split "jobs.sqlite" "jobs.postgres",
    SPACES = split "spaces.sqlite" "spaces.postgres",
}

/// What can be watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Topic {
    /// The messages of a person: the number of the last change.
    Messages,
    /// The jobs that a person follows: the number of the last change.
    Jobs,
    /// A space: the stamp of its last change.
    Space,
}

impl Topic {
    /// Every topic.
    pub const ALL: [Self; 3] = [Self::Messages, Self::Jobs, Self::Space];

    fn statement(self) -> &'static Sql {
        match self {
            Self::Messages => &MESSAGES,
            Self::Jobs => &JOBS,
            Self::Space => &SPACES,
        }
    }
}

/// The ids of the `known` that stand at another number by now, with that number.
///
/// # Errors
/// What the database says.
pub fn list_changed(
    tx: &mut ReadTx<'_>,
    topic: Topic,
    known: &[(i64, i64)],
) -> Result<Vec<(i64, i64)>, StoreError> {
    let pairs = known.iter().map(|(id, number)| format!("[{id},{number}]"));
    tx.list(topic.statement(), args![json::array(pairs)])
}
