//! The OpenAPI documents of a server, and calls as they describe them.

use crate::walk::{Call, Dialect};
use coffer_testkit::KooDrive;
use reqwest::Method;
use serde_json::Value;

/// A document.
pub(crate) struct Document(Value);

/// An operation of a document.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) method: Method,
    /// The path with the names of its parameters in braces.
    pub(crate) path: String,
    /// The fields of the JSON body; `None` for an operation without one.
    fields: Option<Vec<Field>>,
    query: Vec<Field>,
}

/// A field of a body, or a parameter of a query.
#[derive(Debug)]
struct Field {
    name: String,
    required: bool,
    whole_number: bool,
}

impl Document {
    /// Reads `/openapi/{name}.json`.
    pub(crate) async fn read(client: &KooDrive, name: &str) -> Self {
        let path = format!("/openapi/{name}.json");
        let answer = client.without_token().call(Method::GET, &path, None).await;
        assert_eq!(answer.status, 200, "{answer}");
        Self(answer.body)
    }

    /// Every operation that there is.
    pub(crate) fn operations(&self) -> Vec<Operation> {
        let mut operations = Vec::new();
        for (path, item) in self.0["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                operations.push(Operation {
                    method: method.to_uppercase().parse().unwrap(),
                    path: path.clone(),
                    fields: self.fields(operation),
                    query: query(operation),
                });
            }
        }
        operations
    }

    fn fields(&self, operation: &Value) -> Option<Vec<Field>> {
        let content = &operation["requestBody"]["content"]["application/json"];
        let name = content["schema"]["$ref"].as_str()?;
        let schema = self.0.pointer(name.trim_start_matches('#')).unwrap();
        let required: Vec<&str> = schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let fields = schema["properties"].as_object().unwrap().iter();
        let fields = fields.map(|(name, schema)| Field {
            name: name.clone(),
            required: required.contains(&name.as_str()),
            whole_number: is_whole_number(schema),
        });
        Some(fields.collect())
    }
}

fn query(operation: &Value) -> Vec<Field> {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let parameters = parameters.filter(|parameter| parameter["in"] == "query");
    let fields = parameters.map(|parameter| Field {
        name: parameter["name"].as_str().unwrap().to_owned(),
        required: parameter["required"] == true,
        whole_number: is_whole_number(&parameter["schema"]),
    });
    fields.collect()
}

fn is_whole_number(schema: &Value) -> bool {
    let types = schema["type"].as_array();
    schema["type"] == "integer"
        || types.is_some_and(|types| types.iter().any(|one| one == "integer"))
}

impl Operation {
    /// Whether a call is one of this operation.
    fn is_called_by(&self, call: &Call) -> bool {
        let path = call.path.split('?').next().unwrap_or_default();
        let (parts, own): (Vec<&str>, Vec<&str>) =
            (path.split('/').collect(), self.path.split('/').collect());
        let same = |(part, own): (&&str, &&str)| part == own || own.starts_with('{');
        self.method == call.method && parts.len() == own.len() && parts.iter().zip(&own).all(same)
    }

    /// The path with something for each of its parameters.
    pub(crate) fn filled(&self, with: &str) -> String {
        let parts = self.path.split('/');
        let parts: Vec<&str> = parts
            .map(|part| if part.starts_with('{') { with } else { part })
            .collect();
        parts.join("/")
    }

    /// The call of this operation.
    #[track_caller]
    fn call_of<'a>(&self, calls: &'a [Call]) -> &'a Call {
        let mut found = calls.iter().filter(|call| self.is_called_by(call));
        match (found.next(), found.next()) {
            (Some(call), None) => call,
            other => panic!(
                "one call of {} {} expected: {other:?}",
                self.method, self.path
            ),
        }
    }
}

/// Demands one call for each operation, with all fields that the document has and no others.
#[track_caller]
pub(crate) fn assert_complete(operations: &[Operation], calls: &[Call]) {
    assert_eq!(operations.len(), calls.len());
    for operation in operations {
        let call = operation.call_of(calls);
        let what = format!("{} {}", call.method, operation.path);
        if let Some(fields) = &operation.fields {
            let mut names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
            let mut called = call.fields();
            names.sort_unstable();
            called.sort_unstable();
            assert_eq!(called, names, "{what}");
        }
        let (_, query) = call.path.split_once('?').unwrap_or_default();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, _) = pair.split_once('=').unwrap();
            let known = operation.query.iter().any(|field| field.name == name);
            assert!(known, "{what} has no {name}");
        }
    }
}

/// Demands that what an operation cannot do without is named when it is missing.
pub(crate) async fn missing_fields(
    dialect: Dialect,
    client: &KooDrive,
    operations: &[Operation],
    calls: &[Call],
) {
    for operation in operations {
        let call = operation.call_of(calls);
        for field in operation
            .fields
            .iter()
            .flatten()
            .filter(|field| field.required)
        {
            let answer = call.without(&field.name).by(client).await;
            let asked = answer.asked.clone();
            let message = dialect.bad(answer);
            assert!(
                message.contains(&field.name),
                "{asked} without {}: {message}",
                field.name
            );
        }
        for field in operation.query.iter().filter(|field| field.required) {
            let answer = call.without_parameter(&field.name).by(client).await;
            let message = dialect.bad(answer);
            assert!(
                message.contains(&field.name),
                "{} without {}: {message}",
                call.path,
                field.name
            );
        }
    }
}

/// Demands that numbers are numbers, in queries and in bodies.
pub(crate) async fn wrong_numbers(
    dialect: Dialect,
    client: &KooDrive,
    operations: &[Operation],
    calls: &[Call],
) {
    for operation in operations {
        let call = operation.call_of(calls);
        for wrong in ["x", "1.5", "true", "99999999999999999999999"] {
            for field in operation.query.iter().filter(|field| field.whole_number) {
                let spoilt = call.without_parameter(&field.name);
                let spoilt = spoilt.with_query(&format!("{}={wrong}", field.name));
                dialect.bad(spoilt.by(client).await);
            }
            let fields = operation.fields.iter().flatten();
            for field in fields.filter(|field| field.whole_number) {
                let spoilt = call.with_field(&field.name, wrong.into());
                dialect.bad(spoilt.by(client).await);
            }
        }
    }
}

/// Demands that nothing odd in a path or a query is the server's fault.
pub(crate) async fn odd_parameters(
    dialect: Dialect,
    client: &KooDrive,
    operations: &[Operation],
    calls: &[Call],
) {
    let long = "x".repeat(5_000);
    let odd = [
        "0",
        "-1",
        "1.5",
        "%00",
        "a%00b",
        "%ff",
        "%",
        "%2F..%2F",
        "%F0%9F%92%A3",
        "%20",
        "99999999999999999999999",
        "root",
        "F",
        "HAAAA",
        "'%20OR%201=1",
        "*",
        long.as_str(),
    ];
    for operation in operations {
        let call = operation.call_of(calls);
        for value in odd {
            if operation.path.contains('{') {
                let (_, query) = call.path.split_once('?').unwrap_or_default();
                let path = format!("{}?{query}", operation.filled(value));
                let spoilt = Call {
                    path,
                    ..call.clone()
                };
                dialect.answered(spoilt.by(client).await);
            }
            for field in &operation.query {
                let spoilt = call.without_parameter(&field.name);
                let spoilt = spoilt.with_query(&format!("{}={value}", field.name));
                dialect.answered(spoilt.by(client).await);
            }
        }
    }
}
