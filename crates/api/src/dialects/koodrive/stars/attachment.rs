//! The content of a favourite, in the shapes that only this list has.

use crate::dialects::koodrive::dto::content_url;
use coffer_core::Drive;
use coffer_model::Timestamp;
use coffer_model::node::{Content, NodeView};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};

/// Free values; there are none.
type Attributes = BTreeMap<String, Value>;
/// Free pairs; there are none.
type Properties = BTreeMap<String, String>;

/// A content (reference, table 4-304).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = StarAttachment)]
pub(super) struct Attachment {
    /// `content`.
    usage: &'static str,
    /// Id of the file's content over all versions.
    asset_id: String,
    /// Bytes.
    length: u64,
    /// Id of this version.
    version_id: String,
    /// The media type.
    mime_type: String,
    /// SHA-256 in hex.
    hash: String,
    /// SHA-256 in hex.
    sha256: String,
    /// When the file was made.
    created_time: String,
    /// When this content came.
    modified_time: String,
    /// `fileName` and `createdBy`.
    attributes: BTreeMap<&'static str, String>,
    /// Where it is.
    asset: Asset,
}

/// An asset (reference, table 4-305).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = StarAsset)]
struct Asset {
    /// Id of the file's content over all versions.
    id: String,
    /// Id of this version.
    version_id: String,
    /// Number of this version, from 1.
    version: u64,
    /// The media type.
    mime_type: String,
    /// 1: versions stay until the file is erased.
    keep_policy: u8,
    /// 0: it can be used.
    state: u8,
    /// When the file was made.
    created_time: String,
    /// When this content came.
    modified_time: String,
    /// The id of who changed the file last.
    last_modifying_user: String,
    /// The resource.
    resource: Resource,
    /// How the client deciphers it: never there, because links give plain content.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = cipher)]
    cipher: Option<Value>,
    /// Free values.
    #[schema(value_type = Object)]
    attributes: Attributes,
    /// Free pairs.
    properties: Properties,
}

/// A resource (reference, table 4-306).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = StarResource)]
struct Resource {
    /// Id of the stored bytes.
    id: String,
    /// SHA-256 in hex.
    hash: String,
    /// Bytes.
    length: u64,
    /// SHA-256 in hex.
    sha256: String,
    /// 12: plain and in one piece.
    r#type: u8,
    /// 0: it can be used.
    state: u8,
    /// Bytes of a slice: all of them.
    slice_size: u64,
    /// Of enciphered files; never there.
    #[serde(skip_serializing_if = "Option::is_none")]
    hfk: Option<String>,
    /// Of enciphered files; never there.
    #[serde(skip_serializing_if = "Option::is_none")]
    iv: Option<String>,
    /// When this content came.
    created_time: String,
    /// When this content came.
    modified_time: String,
    /// The stored bytes.
    objects: Vec<SliceObject>,
    /// Free values.
    #[schema(value_type = Object)]
    attributes: Attributes,
    /// Free pairs.
    properties: Properties,
}

/// Stored bytes (reference, table 4-307).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = StarSliceObject)]
struct SliceObject {
    /// Their id.
    id: String,
    /// Number of the slice, from 0.
    number: u32,
    /// Where they begin in the file.
    start: u64,
    /// SHA-256 in hex.
    sha256: String,
    /// Bytes.
    length: u64,
    /// Where the store of content keeps them; never told.
    #[serde(skip_serializing_if = "Option::is_none")]
    bucket: Option<String>,
    /// When this content came.
    created_time: String,
    /// When this content came.
    modified_time: String,
    /// Where they are sent: never there, because uploads have an operation of their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    upload_url: Option<EndpointUrl>,
    /// Where they are fetched; absent in the recycle bin.
    #[serde(skip_serializing_if = "Option::is_none")]
    download_url: Option<EndpointUrl>,
    /// The upload; never there.
    #[serde(skip_serializing_if = "Option::is_none")]
    upload_id: Option<String>,
    /// Free values.
    #[schema(value_type = Object)]
    attributes: Attributes,
    /// Free pairs.
    properties: Properties,
}

/// A link (reference, table 4-308).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = StarEndpointURL)]
struct EndpointUrl {
    /// The link, valid for an hour.
    url: String,
    /// The HTTP method to use.
    method: &'static str,
    /// Headers to send: none.
    headers: Properties,
    /// Fields of a form to send; never there.
    #[serde(skip_serializing_if = "Option::is_none")]
    forms: Option<Properties>,
    /// The part of an upload; never there.
    #[serde(skip_serializing_if = "Option::is_none")]
    part_id: Option<String>,
}

/// The shape of a cipher and its keys (reference, tables 4-309 and 4-310).
fn cipher() -> RefOr<Schema> {
    let text = || ObjectBuilder::new().schema_type(Type::String);
    let number = || ObjectBuilder::new().schema_type(Type::Integer);
    let key = ObjectBuilder::new()
        .property("id", text())
        .property("type", number())
        .property("algorithm", text())
        .property("ekey", text());
    ObjectBuilder::new()
        .description(Some(
            "How the client deciphers it: never there, because links give plain content.",
        ))
        .property("algorithm", text())
        .property("hfek", text())
        .property("iv", text())
        .property("dataType", number())
        .property("keychains", ArrayBuilder::new().items(key))
        .into()
}

/// The content of a file, for who may fetch it; none of a folder.
pub(super) fn attachment(drive: &Drive, node: &NodeView, now: Timestamp) -> Option<Attachment> {
    let content = node.fetchable()?;
    let digest = hex::encode(content.sha256);
    Some(Attachment {
        usage: "content",
        asset_id: node.id.to_string(),
        length: node.size,
        version_id: content.version.to_string(),
        mime_type: node.media_type.clone(),
        hash: digest.clone(),
        sha256: digest,
        created_time: node.created_at.rfc3339_millis(),
        modified_time: content.created_at.rfc3339_millis(),
        attributes: BTreeMap::from([
            ("fileName", node.name.as_str().to_owned()),
            ("createdBy", node.creator.id.to_string()),
        ]),
        asset: Asset {
            id: node.id.to_string(),
            version_id: content.version.to_string(),
            version: content.number,
            mime_type: node.media_type.clone(),
            keep_policy: 1,
            state: 0,
            created_time: node.created_at.rfc3339_millis(),
            modified_time: content.created_at.rfc3339_millis(),
            last_modifying_user: node.editor.id.to_string(),
            resource: resource(drive, node, content, now),
            cipher: None,
            attributes: Attributes::new(),
            properties: Properties::new(),
        },
    })
}

fn resource(drive: &Drive, node: &NodeView, content: &Content, now: Timestamp) -> Resource {
    let digest = hex::encode(content.sha256);
    let live = node.recycled_at.is_none();
    let download_url = live.then(|| EndpointUrl {
        url: content_url(drive, content.version, node.name.as_str(), now),
        method: "GET",
        headers: Properties::new(),
        forms: None,
        part_id: None,
    });
    Resource {
        id: content.blob.to_string(),
        hash: digest.clone(),
        length: node.size,
        sha256: digest.clone(),
        r#type: 12,
        state: 0,
        slice_size: node.size,
        hfk: None,
        iv: None,
        created_time: content.created_at.rfc3339_millis(),
        modified_time: content.created_at.rfc3339_millis(),
        objects: vec![SliceObject {
            id: content.blob.to_string(),
            number: 0,
            start: 0,
            sha256: digest,
            length: node.size,
            bucket: None,
            created_time: content.created_at.rfc3339_millis(),
            modified_time: content.created_at.rfc3339_millis(),
            upload_url: None,
            download_url,
            upload_id: None,
            attributes: Attributes::new(),
            properties: Properties::new(),
        }],
        attributes: Attributes::new(),
        properties: Properties::new(),
    }
}
