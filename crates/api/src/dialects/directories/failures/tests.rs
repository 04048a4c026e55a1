use super::*;
use serde_json::{Value, json};

fn document() -> Value {
    let (_, document) = super::super::routes().split_for_parts();
    serde_json::to_value(describe(document)).unwrap()
}

#[test]
fn every_operation_says_how_it_fails() {
    let document = document();
    let paths = document["paths"].as_object().unwrap();
    let mut listed: Vec<_> = NUMBERS.iter().map(|(path, _)| *path).collect();
    listed.sort_unstable();
    let mut there: Vec<_> = paths.keys().map(String::as_str).collect();
    there.sort_unstable();
    assert_eq!(listed, there);
    for (path, numbers) in NUMBERS {
        let operation = paths[path].as_object().unwrap().values().next().unwrap();
        let responses = &operation["responses"];
        for status in [400, 401, 500] {
            let schema = &responses[status.to_string()]["content"]["application/json"]["schema"];
            let code = &schema["allOf"][1]["properties"]["code"]["enum"];
            assert_eq!(*code, json!([status]), "{path}");
        }
        let success = &responses["200"];
        let schema = &success["content"]["application/json"]["schema"];
        let failure = schema.pointer("/oneOf/0").unwrap_or(schema);
        for number in numbers {
            let codes = failure["allOf"][1]["properties"]["code"]["enum"].as_array();
            assert!(codes.unwrap().contains(&json!(number)), "{path}");
            let told = success["description"].as_str().unwrap();
            assert!(told.contains(&number.to_string()), "{path}: {told}");
            assert!(!told.contains("another failure"), "{path}: {told}");
        }
    }
}

#[test]
fn a_failure_and_a_success_are_told_apart_by_their_number() {
    let document = document();
    let lock = &document["paths"]["/v1/directories/lock"]["post"]["responses"]["200"];
    let schema = &lock["content"]["application/json"]["schema"];
    let failure = &schema["oneOf"][0];
    assert_eq!(
        failure["allOf"][0]["$ref"],
        "#/components/schemas/FailureBody"
    );
    let codes = &failure["allOf"][1]["properties"]["code"]["enum"];
    assert_eq!(*codes, json!([430_003, 430_011, 430_017, 430_020]));
    let name = schema["oneOf"][1]["$ref"].as_str().unwrap();
    let success = document.pointer(name.trim_start_matches('#')).unwrap();
    let code = &success["properties"]["code"];
    assert_eq!([&code["minimum"], &code["maximum"]], [200, 200]);
}
