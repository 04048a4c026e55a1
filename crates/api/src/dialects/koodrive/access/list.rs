//! 4.18.2: the files that the caller used last.

use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_PORTAL};
use axum::extract::State;
use coffer_core::Ctx;
use coffer_core::favourites::{SeenNode, Sight};
use coffer_core::recents::RecentFile;
use coffer_model::UserId;
use coffer_model::space::SpaceKind;
use serde::Serialize;
use utoipa::ToSchema;

/// The list (reference, table 4-394).
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AccessResponse {
    /// At most 100 files, the latest use first.
    list: Vec<RecentlyAccess>,
}

/// A use of a file (reference, table 4-395).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RecentlyAccess {
    /// When.
    operate_time: String,
    /// 1 viewed, 2 changed.
    oper_type: u8,
    /// The file.
    file: AccessFileInfo,
    /// 0, 1 in the recycle bin, 2 in a space that the caller may not use.
    status: u8,
}

/// A file (reference, table 4-396).
#[derive(Debug, Serialize, ToSchema)]
struct AccessFileInfo {
    /// The id.
    id: String,
    /// What may be seen of it; nothing of a file in a space that the caller may not use.
    #[serde(flatten)]
    facts: Option<Facts>,
}

/// What is shown of a file that may be seen.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AccessFileFacts)]
struct Facts {
    /// The space.
    container_id: String,
    /// The name.
    name: String,
    /// Who else changed it last.
    #[serde(flatten)]
    collaboration: Option<Collaboration>,
    /// The kind.
    file_type: String,
    /// The name of who made it.
    owner: String,
    /// The department or group; empty for a personal space.
    container_name: String,
    /// 0 department, 1 personal, 2 group.
    container_type: i64,
    /// Whether the caller has starred it.
    favorite: bool,
    /// The id of the department or group; empty for a personal space.
    team_id: String,
}

/// The last change of a file, when it was somebody else's.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AccessCollaboration)]
struct Collaboration {
    /// Who.
    #[schema(value_type = String)]
    collaborator_id: UserId,
    /// The name.
    collaborator: String,
    /// When.
    collaborate_time: String,
    /// `2`, an edit; the other values of the reference are not sent.
    collaborate_type: &'static str,
}

/// The files that the caller viewed or changed last (4.18.2).
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/access",
    tag = TAG_PORTAL,
    responses((status = 200, body = Reply<AccessResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
) -> Result<Reply<AccessResponse>, Failed> {
    let ctx = &caller.ctx;
    let recents = koo.drive.list_recents(ctx).await?;
    let ids = Ids::of(&koo.drive);
    let list = recents.into_iter();
    let list = list.map(|recent| entry(ids, ctx, recent)).collect();
    Ok(Reply::new(ctx.locale, AccessResponse { list }))
}

fn entry(ids: Ids<'_>, ctx: &Ctx, recent: RecentFile) -> RecentlyAccess {
    let RecentFile { file, used, sight } = recent;
    let (status, facts) = match sight {
        Sight::Hidden => (2, None),
        Sight::Seen(seen) => {
            let recycled = seen.node.recycled_at.is_some();
            (u8::from(recycled), Some(facts(ids, ctx, *seen)))
        }
    };
    RecentlyAccess {
        operate_time: used.at.rfc3339_millis(),
        oper_type: if used.edited { 2 } else { 1 },
        file: AccessFileInfo {
            id: ids.file(file),
            facts,
        },
        status,
    }
}

fn facts(ids: Ids<'_>, ctx: &Ctx, seen: SeenNode) -> Facts {
    let SeenNode { node, space } = seen;
    let team = space.kind != SpaceKind::Personal;
    let collaboration = (node.editor.id != ctx.user()).then(|| Collaboration {
        collaborator_id: node.editor.id,
        collaborator: node.editor.name,
        collaborate_time: node.edited_at.rfc3339_millis(),
        collaborate_type: "2",
    });
    Facts {
        container_id: ids.container(space.tenant, space.id),
        name: node.name.as_str().to_owned(),
        collaboration,
        file_type: node.file_type.number().to_string(),
        owner: node.creator.name,
        container_type: space.kind as i64,
        favorite: node.favourite,
        team_id: if team {
            space.owner.to_string()
        } else {
            String::new()
        },
        container_name: if team { space.name } else { String::new() },
    }
}
