//! 4.14.1: starring, and taking stars away.

use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::{self, FailureBody};
use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::reply::{Reply, success};
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_STARS};
use crate::kit::{Input, lenient};
use axum::extract::State;
use coffer_core::Ctx;
use coffer_core::favourites::StarItem;
use coffer_model::{Code, Error, Locale, NodeId, Result};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use utoipa::ToSchema;

/// Files of one call.
const MAX_FILES: usize = 100;

/// Body (reference, table 4-295).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct StarRequest {
    /// Whether to star them, or to take their stars away.
    #[serde(deserialize_with = "lenient::one")]
    starred: bool,
    /// The files, 1-100, none of them twice.
    sub_request_list: Vec<StarFileRequest>,
}

/// A folder or file (reference, table 4-296).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct StarFileRequest {
    /// The space; it does not matter when a star is taken away.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[schema(value_type = String)]
    container_id: Option<String>,
    /// The folder or file.
    #[serde(deserialize_with = "lenient::one")]
    file_id: String,
}

/// What became of each (reference, table 4-297).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct StarResponse {
    /// 0 all succeeded, 1 some, 2 none.
    status: u8,
    /// An entry for each file, in the order of the call.
    sub_response_list: Vec<StarSubResponse>,
}

/// What became of one (reference, table 4-298).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct StarSubResponse {
    /// The file.
    file_id: String,
    /// `0`, or the number of what is in the way.
    code: String,
    /// The same in words.
    message: String,
}

impl StarSubResponse {
    fn new(file_id: String, outcome: &Result<()>, locale: Locale) -> Self {
        let (code, message) = match outcome {
            Ok(()) => (0, success(locale).to_owned()),
            Err(error) => (errors::number(error.code()).1, errors::text(error, locale)),
        };
        Self {
            file_id,
            code: code.to_string(),
            message,
        }
    }
}

/// Stars folders and files, or takes their stars away (4.14.1).
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/star/batch",
    tag = TAG_STARS,
    request_body = StarRequest,
    responses((status = 200, body = Reply<StarResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Input(request): Input<StarRequest>,
) -> Result<Reply<StarResponse>, Failed> {
    let files = request.sub_request_list;
    require_list(&files)?;
    let ids = Ids::of(&koo.drive);
    let outcomes = if request.starred {
        let items = files.iter().map(|file| item(ids, file)).collect();
        star(&koo, &caller.ctx, items).await?
    } else {
        let nodes = files.iter().map(|file| ids.read_file(&file.file_id));
        unstar(&koo, &caller.ctx, nodes.collect()).await?
    };
    let failed = outcomes.iter().filter(|outcome| outcome.is_err()).count();
    let status = match failed {
        0 => 0,
        all if all == outcomes.len() => 2,
        _ => 1,
    };
    let locale = caller.ctx.locale;
    let entries = files.into_iter().zip(&outcomes);
    let sub_response_list = entries
        .map(|(file, outcome)| StarSubResponse::new(file.file_id, outcome, locale))
        .collect();
    let response = StarResponse {
        status,
        sub_response_list,
    };
    Ok(Reply::new(locale, response))
}

fn require_list(files: &[StarFileRequest]) -> Result<()> {
    let different: HashSet<&str> = files.iter().map(|file| file.file_id.as_str()).collect();
    if files.is_empty() || files.len() > MAX_FILES || different.len() < files.len() {
        return Err(Error::parameter("subRequestList").with_limit(format!("1-{MAX_FILES}")));
    }
    Ok(())
}

fn item(ids: Ids<'_>, file: &StarFileRequest) -> Result<StarItem> {
    let container = file.container_id.as_deref().unwrap_or_default();
    Ok(StarItem {
        space: ids.read_container(container)?,
        node: ids.read_file(&file.file_id)?,
    })
}

/// Stars what could be read; what could not has its outcome already.
async fn star(koo: &Koo, ctx: &Ctx, items: Vec<Result<StarItem>>) -> Result<Vec<Result<()>>> {
    let readable = items.iter().filter_map(|item| item.as_ref().ok().copied());
    let readable: Vec<StarItem> = readable.collect();
    let mut done = match readable.is_empty() {
        true => Vec::new(),
        false => koo.drive.star(ctx, readable).await?,
    }
    .into_iter();
    let outcome = |item: Result<StarItem>| {
        let missing = || Err(Error::new(Code::NodeNotFound));
        item.and_then(|_| done.next().unwrap_or_else(missing))
    };
    Ok(items.into_iter().map(outcome).collect())
}

async fn unstar(koo: &Koo, ctx: &Ctx, nodes: Vec<Result<NodeId>>) -> Result<Vec<Result<()>>> {
    let readable: Vec<NodeId> = nodes
        .iter()
        .filter_map(|node| node.as_ref().ok().copied())
        .collect();
    if !readable.is_empty() {
        koo.drive.unstar(ctx, readable).await?;
    }
    Ok(nodes.into_iter().map(|node| node.map(drop)).collect())
}
