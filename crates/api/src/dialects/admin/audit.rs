//! Reading the audit log.

use super::auth::Caller;
use super::errors::FailureBody;
use super::export::{self, Entry, Format};
use super::{Failed, TAG_AUDIT, Tools};
use crate::kit::disposition::Disposition;
use crate::kit::{Params, lenient};
use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use coffer_core::organisation::{AUDIT_PAGE, AuditFilter};
use coffer_core::signing::percent::{self, Plus};
use coffer_model::{Error, Result, TenantId, Timestamp, UserId};
use http::{HeaderMap, HeaderName, HeaderValue, Uri, header};
use serde::Deserialize;
use utoipa::IntoParams;

const NEXT_CURSOR: HeaderName = HeaderName::from_static("x-next-cursor");

/// The query. A parameter that is not known is refused: a filter that is misspelt would show
/// everything.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Request {
    /// From then on: a moment (RFC 3339), or a date, whose day begins at midnight UTC.
    #[serde(default, deserialize_with = "lenient::optional")]
    from: Option<String>,
    /// Until then: a moment, itself not in it, or a date, whose whole day is in it.
    #[serde(default, deserialize_with = "lenient::optional")]
    to: Option<String>,
    /// Who did it: the id of a person; 0 for the operator at the server's command line.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[param(value_type = Option<String>)]
    actor: Option<UserId>,
    /// What was done: `create`, `change`, `delete`, …
    #[serde(default, deserialize_with = "lenient::optional")]
    act: Option<String>,
    /// What it was done to: `tenant`, `department`, `user`, `group`, `space`, …
    #[serde(default, deserialize_with = "lenient::optional")]
    object_kind: Option<String>,
    /// The id of what it was done to.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[param(value_type = Option<String>)]
    object_id: Option<i64>,
    /// A part of the name of what it was done to; case does not matter.
    #[serde(default, deserialize_with = "lenient::optional")]
    name: Option<String>,
    /// `newest` first, which it is without this, or `oldest`.
    #[serde(default, deserialize_with = "lenient::optional")]
    order: Option<String>,
    /// The most entries of the answer: 1 to 10000; without it 1000.
    #[serde(default, deserialize_with = "lenient::optional")]
    limit: Option<i64>,
    /// Where the last answer ended, from its `X-Next-Cursor`; the other parameters stay the same.
    #[serde(default, deserialize_with = "lenient::optional")]
    cursor: Option<String>,
    /// `jsonl` or `csv`; without it what `Accept` asks for, else `jsonl`.
    #[serde(default, deserialize_with = "lenient::optional")]
    format: Option<String>,
}

impl Request {
    fn filter(&mut self) -> Result<AuditFilter> {
        let oldest_first = match self.order.as_deref() {
            None | Some("newest") => false,
            Some("oldest") => true,
            Some(_) => return Err(Error::parameter("order")),
        };
        let text = |field: &mut Option<String>| field.take().unwrap_or_default();
        Ok(AuditFilter {
            from: text(&mut self.from),
            to: text(&mut self.to),
            actor: self.actor,
            act: text(&mut self.act),
            object_kind: text(&mut self.object_kind),
            object: self.object_id,
            name: text(&mut self.name),
            oldest_first,
        })
    }

    fn format(&self, headers: &HeaderMap) -> Result<Format> {
        match &self.format {
            Some(name) => Format::from_name(name).ok_or_else(|| Error::parameter("format")),
            None => Ok(accepted(headers).unwrap_or(Format::Jsonl)),
        }
    }
}

/// Who changed what in the organisation, for super administrators: a line for each entry, newest
/// first. With more entries behind the last one the answer has `Link` with `rel="next"` and
/// `X-Next-Cursor`.
#[utoipa::path(
    get,
    path = "/admin/v1/audit",
    tag = TAG_AUDIT,
    params(Request),
    responses(
        (status = 200, content((Entry = "application/x-ndjson"), (String = "text/csv"))),
        (status = 400, body = FailureBody), (status = 401, body = FailureBody), (status = 403, body = FailureBody)
    )
)]
pub(super) async fn handler(
    State(tools): State<Tools>,
    caller: Caller,
    Params(mut request): Params<Request>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Failed> {
    let format = request.format(&headers)?;
    let filter = request.filter()?;
    let list = purpose(caller.ctx.tenant, &filter);
    let after = match &request.cursor {
        Some(cursor) => Some(place(&tools.cursors.decode(&list, cursor)?)?),
        None => None,
    };
    let limit = request.limit.unwrap_or(AUDIT_PAGE);
    let page = tools
        .drive
        .audit_page(&caller.ctx, &filter, after, limit)
        .await?;
    let next = page
        .next
        .map(|last| tools.cursors.encode(&list, &last.to_be_bytes()));
    let bytes = export::write(format, page.entries, true)?;
    Ok(answer(
        format,
        bytes,
        caller.ctx.now,
        next.transpose()?,
        &uri,
    )?)
}

/// A cursor belongs to one list: a tenant's, with one filter, in one order.
fn purpose(tenant: TenantId, filter: &AuditFilter) -> String {
    format!("audit {tenant} {filter:?}")
}

fn place(payload: &[u8]) -> Result<i64> {
    let bytes = payload.try_into().map_err(|_| Error::parameter("cursor"))?;
    Ok(i64::from_be_bytes(bytes))
}

/// The first format of ours in `Accept`.
fn accepted(headers: &HeaderMap) -> Option<Format> {
    let lists = headers.get_all(header::ACCEPT).iter();
    let mut types = lists
        .filter_map(|list| list.to_str().ok())
        .flat_map(|list| list.split(','));
    types.find_map(|one| {
        let media_type = one.split(';').next().unwrap_or_default().trim();
        Format::from_media_type(media_type)
    })
}

fn answer(
    format: Format,
    bytes: Vec<u8>,
    now: Timestamp,
    next: Option<String>,
    uri: &Uri,
) -> Result<Response> {
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, format.content_type()),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::VARY, "accept"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if format == Format::Csv {
        let name = format!("audit-{}.csv", now.iso_basic());
        let value = Disposition::Attachment.header(&name);
        headers.insert(header::CONTENT_DISPOSITION, valid(value)?);
    }
    if let Some(cursor) = next {
        headers.insert(header::LINK, valid(link(uri, &cursor))?);
        headers.insert(NEXT_CURSOR, valid(cursor)?);
    }
    Ok(response)
}

/// The same question behind the cursor (RFC 8288).
fn link(uri: &Uri, cursor: &str) -> String {
    let is_cursor = |pair: &str| {
        let name = pair.split('=').next().unwrap_or_default();
        percent::decode(name, Plus::Blank).is_some_and(|name| name == "cursor")
    };
    let mut target = format!("<{}?", uri.path());
    for pair in uri.query().unwrap_or_default().split('&') {
        if !pair.is_empty() && !is_cursor(pair) {
            target.push_str(pair);
            target.push('&');
        }
    }
    format!("{target}cursor={cursor}>; rel=\"next\"")
}

fn valid(text: String) -> Result<HeaderValue> {
    HeaderValue::try_from(text).map_err(Error::internal)
}
