//! What the two list operations have in common.

use super::fields;
use crate::dialects::koodrive::Failed;
use crate::dialects::koodrive::dto::{Entries, FileSortInfo, ListEntry, PageInfo};
use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::kit::lenient;
use coffer_core::files::{ListFolder, Place};
use coffer_core::{Ctx, Expect};
use coffer_model::{Error, NodeId, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What to list (reference, tables 4-208 and 4-229).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListRequest {
    /// The page.
    #[serde(default)]
    page_info: Option<PageInfo>,
    /// The order.
    #[serde(default)]
    sort_info: Option<FileSortInfo>,
    /// The space.
    container_id: String,
    /// The folder: an id, `root`, or `sbox` for the safe. In the recycle bin: a root, or a folder there.
    parent_file_id: String,
    /// Only this kind: 10 folder, 15 picture, 20 video, 26 word, 27 excel, 28 ppt, 30 audio, 35 archive,
    /// 40 application, 45 other.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[schema(value_type = Option<String>)]
    file_type: Option<i64>,
}

/// A page of a list (reference, tables 4-211 and 4-232).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListResponse {
    /// Always `drive#fileList`.
    category: &'static str,
    /// Where the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// Whether everything was looked at: always.
    search_completed: bool,
    /// The entries.
    files: Vec<ListEntry>,
}

/// Answers a list.
pub(super) async fn list(
    koo: &Koo,
    ctx: &Ctx,
    bin: bool,
    expect: Expect,
    request: ListRequest,
) -> Result<Reply<ListResponse>, Failed> {
    let ids = Ids::of(&koo.drive);
    let space = ids.read_container(&request.container_id)?;
    let folder = ids.read_target(space, &request.parent_file_id)?;
    let (sort, descending) = request.sort_info.unwrap_or_default().order(bin)?;
    let file_type = fields::file_type(request.file_type)?;
    let page = request.page_info.unwrap_or_default();
    let purpose = format!(
        "list {} {space} {folder:?} {bin} {sort:?} {descending} {file_type:?}",
        ctx.user()
    );
    let after = page
        .cursor()
        .map(|cursor| read_place(koo, &purpose, cursor))
        .transpose()?;
    let limit = page.limit()?;
    let command = ListFolder {
        space,
        expect,
        folder,
        bin,
        sort,
        descending,
        file_type,
        after,
        limit,
    };
    let listed = koo.drive.list_folder(ctx, command).await?;
    let next_cursor = listed
        .next
        .map(|place| write_place(koo, &purpose, &place))
        .transpose()?;
    let mut entries = Entries::new(&koo.drive, &listed.space, ctx);
    let files = listed.entries.into_iter();
    let files = files.map(|node| entries.entry(node)).collect();
    let response = ListResponse {
        category: "drive#fileList",
        next_cursor,
        search_completed: true,
        files,
    };
    Ok(Reply::new(ctx.locale, response))
}

/// The cursor that names a place of the list `purpose`.
pub(in super::super) fn write_place(koo: &Koo, purpose: &str, place: &Place) -> Result<String> {
    let payload = [
        &[u8::from(place.file)],
        &place.id.0.to_be_bytes()[..],
        &place.value,
    ]
    .concat();
    koo.cursors.encode(purpose, &payload)
}

/// The place that a cursor of the list `purpose` names.
pub(in super::super) fn read_place(koo: &Koo, purpose: &str, cursor: &str) -> Result<Place> {
    let wrong = || Error::parameter("pageCursor");
    let payload = koo.cursors.decode(purpose, cursor).map_err(|_| wrong())?;
    let (file, rest) = payload.split_first().ok_or_else(wrong)?;
    let (id, value) = rest.split_first_chunk().ok_or_else(wrong)?;
    Ok(Place {
        file: *file == 1,
        value: value.to_vec(),
        id: NodeId(i64::from_be_bytes(*id)),
    })
}

/// Whether the path's type names the recycle bin.
pub(super) fn is_bin(number: u8) -> Result<bool> {
    match number {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(Error::parameter("type").with_limit("0-1")),
    }
}
