//! A part of an upload.

use crate::kit::lenient;
use coffer_core::uploads::{AnnouncedPart, PlannedPart};
use coffer_core::{Ctx, Drive};
use coffer_model::{Error, Result, UploadId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The most parts whose links one answer carries.
pub(in super::super) const MAX_LINKS: usize = 100;

/// A part of an upload (reference, tables 4-262, 4-264, 4-291 and 4-293).
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in super::super) struct MultiPartInfo {
    /// The number, from 1 without gaps.
    #[serde(deserialize_with = "lenient::one")]
    part_number: u32,
    /// Bytes: 5242880-5368709120, the last part 0-5368709120.
    #[serde(deserialize_with = "lenient::one")]
    part_size: u64,
    /// Bytes before this part.
    #[serde(
        default,
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    part_offset: Option<u64>,
    /// The eight words of the state of SHA-256 after all bytes before this part, for parts that are sent
    /// in parallel; `partOffset` is then a multiple of 64.
    #[serde(
        default,
        deserialize_with = "lenient::list",
        skip_serializing_if = "Vec::is_empty"
    )]
    #[schema(value_type = Vec<u64>)]
    hash_ctx: Vec<u32>,
    /// Where the part is sent by PUT, for an hour; only in answers.
    #[serde(
        default,
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    upload_url: Option<String>,
    /// The part's id, in answers: present when the part has arrived.
    #[serde(
        default,
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    part_id: Option<String>,
}

impl MultiPartInfo {
    /// The number.
    pub(in super::super) fn number(&self) -> u32 {
        self.part_number
    }

    /// What the core makes of it.
    pub(in super::super) fn announced(&self) -> Result<AnnouncedPart> {
        let state = match self.hash_ctx.as_slice() {
            [] => None,
            words => {
                let wrong = |_| Error::parameter("hashCtx").with_limit(8);
                Some(words.try_into().map_err(wrong)?)
            }
        };
        Ok(AnnouncedPart {
            number: self.part_number,
            length: self.part_size,
            offset: self.part_offset,
            state,
        })
    }

    /// A planned part with the link to send it to.
    pub(in super::super) fn planned(
        drive: &Drive,
        ctx: &Ctx,
        upload: UploadId,
        part: PlannedPart,
    ) -> Self {
        Self {
            part_number: part.number,
            part_size: part.length,
            part_offset: Some(part.offset),
            hash_ctx: Vec::new(),
            upload_url: Some(drive.part_url(upload, part.number, part.length, ctx.now)),
            part_id: part.received.then(|| format!("{upload}.{}", part.number)),
        }
    }
}
