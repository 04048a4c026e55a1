//! Pages of what is directly in a folder, in the order of names.

use super::{Tools, ids};
use crate::kit::lenient;
use coffer_core::files::{ListFolder, Listed, Place};
use coffer_core::{Ctx, Expect, NodeRef};
use coffer_model::node::SortField;
use coffer_model::{Error, NodeId, Result};
use serde::Deserialize;
use utoipa::IntoParams;

/// Query.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(super) struct Page {
    /// The folder.
    #[serde(deserialize_with = "lenient::one")]
    #[param(value_type = String, rename = "dirId")]
    pub(super) dir_id: String,
    /// Addition: the most entries of the answer; as many as an answer may have when absent.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[param(value_type = Option<u32>)]
    pub(super) limit: Option<u32>,
    /// Addition: what the page before was answered with.
    #[serde(default)]
    pub(super) cursor: Option<String>,
}

/// The next entries of the folder: its files, or its folders.
pub(super) async fn read(
    tools: &Tools,
    ctx: &Ctx,
    page: &Page,
    files: bool,
    most: u32,
) -> Result<(Listed, Option<String>)> {
    let folder = ids::node(&tools.drive, ctx, "dirId", &page.dir_id).await?;
    let limit = page.limit.unwrap_or(most);
    if !(1..=most).contains(&limit) {
        return Err(Error::parameter("limit").with_limit(format!("1-{most}")));
    }
    let purpose = format!("directories {} {folder} {files}", ctx.user());
    let after = match &page.cursor {
        Some(cursor) => read_place(tools, &purpose, cursor)?,
        None => Place {
            file: files,
            value: Vec::new(),
            id: NodeId(i64::MIN),
        },
    };
    let command = ListFolder {
        space: tools.drive.space_of_node(ctx, folder).await?,
        expect: Expect::Any,
        folder: NodeRef::Id(folder),
        bin: false,
        sort: SortField::Name,
        descending: false,
        file_type: None,
        after: Some(after),
        limit,
    };
    let mut listed = tools.drive.list_folder(ctx, command).await?;
    let read = listed.entries.len();
    listed.entries.retain(|entry| entry.is_folder() != files);
    // Files come behind all folders.
    let next = listed
        .next
        .as_ref()
        .filter(|_| listed.entries.len() == read);
    let next = next.map(|place| write_place(tools, &purpose, place));
    Ok((listed, next.transpose()?))
}

fn write_place(tools: &Tools, purpose: &str, place: &Place) -> Result<String> {
    let payload = [&place.id.0.to_be_bytes()[..], &place.value].concat();
    tools.cursors.encode(purpose, &payload)
}

fn read_place(tools: &Tools, purpose: &str, cursor: &str) -> Result<Place> {
    let wrong = || Error::parameter("cursor");
    let payload = tools.cursors.decode(purpose, cursor)?;
    let (id, value) = payload.split_first_chunk().ok_or_else(wrong)?;
    Ok(Place {
        file: purpose.ends_with("true"),
        value: value.to_vec(),
        id: NodeId(i64::from_be_bytes(*id)),
    })
}
