//! What the declarations of operations leave out and a valid document must have.

use http::StatusCode;
use serde_json::{Map, Value, json};
use utoipa::openapi::OpenApi;

const METHODS: [&str; 5] = ["get", "post", "put", "delete", "patch"];

/// The document as JSON: each operation with an id of its own, each answer with a description, and
/// the failure of the server, which every operation may answer, beside those of the caller.
pub(super) fn complete(document: &OpenApi) -> String {
    // A document is made of strings and maps: writing it cannot fail.
    let mut document = serde_json::to_value(document).unwrap_or_default();
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in paths.into_iter().flatten() {
        for method in METHODS {
            if let Some(operation) = item.get_mut(method).and_then(Value::as_object_mut) {
                operation.insert("operationId".to_owned(), json!(operation_id(method, path)));
                if let Some(responses) = operation.get_mut("responses") {
                    complete_responses(responses);
                }
            }
        }
    }
    serde_json::to_string_pretty(&document).unwrap_or_default()
}

fn complete_responses(responses: &mut Value) {
    let Some(responses) = responses.as_object_mut() else {
        return;
    };
    if let Some(failure) = responses.get("400").cloned() {
        responses.entry("500").or_insert(failure);
    }
    for (status, response) in responses {
        let reason = status
            .parse()
            .ok()
            .and_then(|code| StatusCode::from_u16(code).ok());
        let reason = reason.and_then(|status| status.canonical_reason());
        let fields: Option<&mut Map<String, Value>> = response.as_object_mut();
        if let Some(fields) = fields {
            let described = fields.get("description").and_then(Value::as_str);
            if described.is_none_or(str::is_empty) {
                fields.insert("description".to_owned(), json!(reason.unwrap_or("Answer")));
            }
        }
    }
}

/// `post /koodrive/ose/v1/files/{fileId}/detail` is `postKoodriveOseV1FilesFileIdDetail`.
fn operation_id(method: &str, path: &str) -> String {
    let words = path
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    words.fold(method.to_owned(), |mut id, word| {
        let (first, rest) = word.split_at(1);
        id.push_str(&first.to_ascii_uppercase());
        id.push_str(rest);
        id
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_is_named_by_its_method_and_path() {
        let id = operation_id("post", "/koodrive/ose/v1/files/{fileId}/detail");
        assert_eq!(id, "postKoodriveOseV1FilesFileIdDetail");
    }

    #[test]
    fn every_answer_is_described_and_the_server_may_fail() {
        let mut responses = json!({"200": {}, "400": {"description": "", "content": {}}});
        complete_responses(&mut responses);
        assert_eq!(responses["200"]["description"], "OK");
        assert_eq!(responses["400"]["description"], "Bad Request");
        assert_eq!(responses["500"]["description"], "Internal Server Error");
    }
}
