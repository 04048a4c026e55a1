//! What the document says of failures: numbers of six digits come with HTTP status 200, and so stand beside
//! the success of an operation.

use super::errors::{EXISTS, FORBIDDEN, FailureBody, LOCKED, NOT_FOUND, UNSAFE};
use utoipa::ToSchema;
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::{AllOfBuilder, ObjectBuilder, OneOfBuilder, Type};
use utoipa::openapi::{Content, OpenApi as Document, Ref, RefOr, Response, Schema};

/// The numbers with which an operation fails, by its path: those of the reference's tables, and where these
/// do not know locks and clashes, ours.
const NUMBERS: [(&str, &[i64]); 13] = [
    ("/v1/directories/file/list", &[NOT_FOUND, FORBIDDEN]),
    (
        "/v1/directories/create",
        &[EXISTS, NOT_FOUND, FORBIDDEN, LOCKED],
    ),
    ("/v1/directories/delete", &[NOT_FOUND, FORBIDDEN, LOCKED]),
    (
        "/v1/directories/rename",
        &[EXISTS, NOT_FOUND, FORBIDDEN, LOCKED],
    ),
    (
        "/v1/directories/lock",
        &[NOT_FOUND, FORBIDDEN, LOCKED, UNSAFE],
    ),
    (
        "/v1/directories/unlock",
        &[NOT_FOUND, FORBIDDEN, LOCKED, UNSAFE],
    ),
    ("/v1/directories/authorize", &[NOT_FOUND, FORBIDDEN]),
    ("/v1/directories/authorize/remove", &[NOT_FOUND, FORBIDDEN]),
    ("/v1/directories/list", &[NOT_FOUND, FORBIDDEN]),
    ("/v1/directories/info", &[NOT_FOUND, FORBIDDEN]),
    ("/v1/roles", &[]),
    ("/v1/files/upload", &[EXISTS, NOT_FOUND, FORBIDDEN, LOCKED]),
    ("/v1/files/download", &[NOT_FOUND, FORBIDDEN]),
];

/// What the other numbers mean, which are statuses as well.
const STATUSES: [(&str, &str); 3] = [
    (
        "400",
        "`code` 400: the request is wrong, the space is full, or folders nest too deep.",
    ),
    ("401", "`code` 401: no token, or one that does not count."),
    ("500", "`code` 500: the server failed."),
];

/// Says of every operation how it fails.
pub(super) fn describe(mut document: Document) -> Document {
    for (path, numbers) in NUMBERS {
        let item = document.paths.paths.get_mut(path);
        let operation = item.and_then(|item| item.get.as_mut().or(item.post.as_mut()));
        if let Some(operation) = operation {
            describe_statuses(operation);
            describe_numbers(operation, numbers);
        }
    }
    document
}

fn describe_statuses(operation: &mut Operation) {
    for (status, meaning) in STATUSES {
        let number = status.parse().unwrap_or_default();
        let mut response = Response::new(meaning);
        let content = Content::new(Some(failure(&[number])));
        response
            .content
            .insert("application/json".to_owned(), content.into());
        operation
            .responses
            .responses
            .insert(status.to_owned(), response.into());
    }
}

fn describe_numbers(operation: &mut Operation, numbers: &[i64]) {
    if numbers.is_empty() {
        return;
    }
    let answers = &mut operation.responses.responses;
    let success = answers.get("200").and_then(success_of).cloned();
    let mut description = String::from(match success {
        Some(_) => "`code` 200: success. Otherwise a failure:\n",
        None => "A failure:\n",
    });
    for number in numbers {
        description.push_str(&format!("\n- `code` {number}: {}", meaning(*number)));
    }
    // The success stands last: where fields have the same name, readers take those of the last.
    let schema = match success {
        Some(success) => OneOfBuilder::new()
            .item(failure(numbers))
            .item(success)
            .into(),
        None => failure(numbers),
    };
    let mut response = Response::new(description);
    let content = Content::new(Some(schema));
    response
        .content
        .insert("application/json".to_owned(), content.into());
    answers.insert("200".to_owned(), response.into());
}

/// The body of a success.
fn success_of(response: &RefOr<Response>) -> Option<&RefOr<Schema>> {
    let RefOr::T(response) = response else {
        return None;
    };
    match response.content.get("application/json") {
        Some(RefOr::T(content)) => content.schema.as_ref(),
        _ => None,
    }
}

/// The body of a failure with one of the numbers.
fn failure(numbers: &[i64]) -> RefOr<Schema> {
    let code = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .enum_values(Some(numbers.iter().copied()));
    let numbered = ObjectBuilder::new().property("code", code);
    AllOfBuilder::new()
        .item(Ref::from_schema_name(FailureBody::name()))
        .item(numbered)
        .into()
}

/// What a number means.
fn meaning(number: i64) -> &'static str {
    match number {
        EXISTS => "a folder or file of that name is there.",
        NOT_FOUND => "what the call names is not there, or is nothing that the caller may see.",
        FORBIDDEN => "the caller may not do it, or the space is disabled.",
        LOCKED => "somebody else has locked it, a folder above it or something below it.",
        UNSAFE => "the folder lies in the safe, or its space is disabled.",
        _ => "another failure.",
    }
}

#[cfg(test)]
mod tests;
