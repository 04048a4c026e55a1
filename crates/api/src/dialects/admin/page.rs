//! Pages of lists: how many entries, and where one goes on.

use super::Tools;
use coffer_model::{Error, Result};

/// Entries of a page when nobody says how many.
const PAGE: u32 = 50;

/// How many entries a page has, as the caller wants it.
pub(super) fn limit(wanted: Option<u32>) -> u32 {
    wanted.unwrap_or(PAGE)
}

/// The numbers that the cursor of a list says; `None` without a cursor. A cursor belongs to one list.
pub(super) fn read<const N: usize>(
    tools: &Tools,
    list: &str,
    cursor: Option<&str>,
) -> Result<Option<[i64; N]>> {
    let Some(cursor) = cursor else {
        return Ok(None);
    };
    let payload = tools.cursors.decode(list, cursor)?;
    let (chunks, rest) = payload.as_chunks::<8>();
    let numbers: Vec<i64> = chunks.iter().copied().map(i64::from_be_bytes).collect();
    match <[i64; N]>::try_from(numbers) {
        Ok(numbers) if rest.is_empty() => Ok(Some(numbers)),
        _ => Err(Error::parameter("cursor")),
    }
}

/// The cursor that says these numbers to a list.
pub(super) fn write(tools: &Tools, list: &str, numbers: &[i64]) -> Result<String> {
    let payload: Vec<u8> = numbers.iter().copied().flat_map(i64::to_be_bytes).collect();
    tools.cursors.encode(list, &payload)
}
