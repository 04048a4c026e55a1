//! What people are told of their groups.

use crate::messages::{Message, MessageKind};
use crate::{Ctx, Drive};
use coffer_model::organisation::GroupView;
use coffer_model::{Result, UserId};
use coffer_store::Tx;
use serde_json::json;

/// What happened to somebody.
#[derive(Debug, Clone, Copy)]
pub(super) enum News {
    Added,
    Removed,
    Owner,
    Dissolved,
}

impl News {
    fn text_key(self) -> &'static str {
        match self {
            Self::Added => "message.team.added",
            Self::Removed => "message.team.removed",
            Self::Owner => "message.team.owner",
            Self::Dissolved => "message.team.dissolved",
        }
    }
}

/// Tells people what was done; who did it knows.
pub(super) fn tell(
    tx: &mut Tx<'_>,
    drive: &Drive,
    ctx: &Ctx,
    group: &GroupView,
    news: News,
    people: &[UserId],
) -> Result<()> {
    let message = Message {
        kind: MessageKind::Team,
        text_key: news.text_key(),
        facts: json!({ "team": group.name, "group": group.id }),
    };
    let others: Vec<UserId> = people
        .iter()
        .copied()
        .filter(|person| *person != ctx.user())
        .collect();
    drive.tell_many(tx, ctx, &others, &message)
}
