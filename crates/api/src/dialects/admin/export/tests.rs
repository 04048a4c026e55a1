use super::*;
use coffer_model::{AppId, Timestamp, UserId};
use serde_json::json;

fn entry(object_name: &str) -> AuditEntry {
    AuditEntry {
        id: 7,
        at: Timestamp(1_769_860_800_123_456),
        actor: UserId(5),
        actor_name: "张三".to_owned(),
        app: Some(AppId(9)),
        address: "::1".to_owned(),
        act: "create".to_owned(),
        object_kind: "group".to_owned(),
        object: 8,
        object_name: object_name.to_owned(),
        before: Value::Null,
        after: json!({"name": object_name}),
    }
}

fn text(format: Format, entries: Vec<AuditEntry>, begin: bool) -> String {
    String::from_utf8(write(format, entries, begin).unwrap()).unwrap()
}

#[test]
fn an_entry_is_a_line_of_json() {
    let lines = text(Format::Jsonl, vec![entry("a\nb"), entry("c")], true);
    let lines: Vec<&str> = lines.split_terminator('\n').collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(
        lines[0],
        r#"{"id":"7","time":"2026-01-31T12:00:00.123Z","actor":{"id":"5","name":"张三"},"app":"9","address":"::1","act":"create","object":{"kind":"group","id":"8","name":"a\nb"},"before":null,"after":{"name":"a\nb"}}"#
    );
}

#[test]
fn csv_is_quoted_where_it_has_to_be() {
    let lines = text(Format::Csv, vec![entry("a \"b\", c")], true);
    assert_eq!(
        lines,
        "id,time,actor_id,actor_name,app,address,act,object_kind,object_id,object_name,before,after\r\n\
         7,2026-01-31T12:00:00.123Z,5,张三,9,::1,create,group,8,\"a \"\"b\"\", c\",,\
         \"{\"\"name\"\":\"\"a \\\"\"b\\\"\", c\"\"}\"\r\n"
    );
    assert!(!text(Format::Csv, vec![entry("a")], false).contains("actor_name"));
    assert_eq!(text(Format::Jsonl, Vec::new(), true), "");
}

#[test]
fn spreadsheets_compute_nothing() {
    for name in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"] {
        let lines = text(Format::Csv, vec![entry(name)], false);
        assert!(lines.contains(&format!("'{name}")), "{lines}");
    }
    let lines = text(Format::Csv, vec![entry("a=1")], false);
    assert!(lines.contains(",a=1,"), "{lines}");
}
