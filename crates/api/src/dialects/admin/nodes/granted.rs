//! What the caller has roles on.

use super::dto::keys;
use crate::dialects::admin::auth::Caller;
use crate::dialects::admin::errors::FailureBody;
use crate::dialects::admin::reply::Reply;
use crate::dialects::admin::{Failed, TAG_RIGHTS, Tools, page};
use crate::kit::{Params, lenient};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use coffer_core::favourites::SeenNode;
use coffer_model::space::SpaceKind;
use coffer_model::{NodeId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The query.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::dialects::admin) struct Request {
    /// The most entries of the answer: 1 to 100; without it 50.
    #[serde(default, deserialize_with = "lenient::optional")]
    limit: Option<u32>,
    /// Where the last answer ended, from its `nextCursor`.
    #[serde(default, deserialize_with = "lenient::optional")]
    cursor: Option<String>,
}

/// Folders and files, the oldest first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Granted)]
pub(in crate::dialects::admin) struct Answer {
    /// The folders and files. A page may be short, or empty, and not be the last.
    nodes: Vec<Node>,
    /// What the next call gives as `cursor`; `null` on the last page.
    next_cursor: Option<String>,
}

/// A folder or file on which the caller has a role.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = GrantedNode)]
struct Node {
    /// The id.
    id: String,
    /// The name; empty for the root of a space.
    name: String,
    /// Whether it is a folder.
    folder: bool,
    /// Bytes; 0 for folders.
    size: u64,
    /// When it was made, in UTC with milliseconds (RFC 3339).
    created_at: String,
    /// When it was changed, in UTC with milliseconds (RFC 3339).
    edited_at: String,
    /// What the caller may do with it.
    rights: Vec<&'static str>,
    /// Its space.
    space: Space,
}

/// The space of a folder or file.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GrantedSpace)]
struct Space {
    /// The id.
    id: String,
    /// `personal`, `department` or `group`.
    kind: &'static str,
    /// The name of the person, department or group.
    name: String,
}

impl From<SeenNode> for Node {
    fn from(seen: SeenNode) -> Self {
        let SeenNode { node, space } = seen;
        Self {
            id: node.id.to_string(),
            folder: node.is_folder(),
            name: node.name.as_str().to_owned(),
            size: node.size,
            created_at: node.created_at.rfc3339_millis(),
            edited_at: node.edited_at.rfc3339_millis(),
            rights: keys(node.rights),
            space: Space {
                id: space.id.to_string(),
                kind: match space.kind {
                    SpaceKind::Personal => "personal",
                    SpaceKind::Department => "department",
                    SpaceKind::Group => "group",
                },
                name: space.name,
            },
        }
    }
}

/// The folders and files on which the caller has a role, alone or through a group or department, in
/// whatever space they are.
#[utoipa::path(
    get,
    path = "/api/v1/granted",
    tag = TAG_RIGHTS,
    params(Request),
    responses(
        (status = 200, body = Answer), (status = 400, body = FailureBody), (status = 401, body = FailureBody)
    )
)]
pub(in crate::dialects::admin) async fn handler(
    State(tools): State<Tools>,
    caller: Caller,
    Params(request): Params<Request>,
) -> Result<Response, Failed> {
    let list = purpose(caller.ctx.user());
    let after = page::read(&tools, &list, request.cursor.as_deref())?;
    let after = after.map_or(NodeId(0), |[id]| NodeId(id));
    let limit = page::limit(request.limit);
    let page = tools.drive.list_granted(&caller.ctx, after, limit).await?;
    let next = page.next.map(|id| page::write(&tools, &list, &[id.0]));
    let answer = Answer {
        nodes: page.nodes.into_iter().map(Node::from).collect(),
        next_cursor: next.transpose()?,
    };
    Ok(Reply(answer).into_response())
}

fn purpose(user: UserId) -> String {
    format!("granted {user}")
}
