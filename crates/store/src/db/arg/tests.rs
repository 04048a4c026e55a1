use super::*;
use coffer_model::NodeId;

#[test]
fn values_become_arguments() {
    let word = String::from("文");
    let list = args![
        7_i32,
        &NodeId(9),
        Timestamp(5),
        true,
        &word,
        &[1_u8; 2],
        None::<i64>
    ];
    let expected = [
        Arg::Int(7),
        Arg::Int(9),
        Arg::Int(5),
        Arg::Bool(true),
        Arg::Text("文".into()),
        Arg::Bytes(vec![1, 1].into()),
        Arg::Null,
    ];
    assert_eq!(list, expected);
    assert_eq!(Arg::from(Some("a")), Arg::Text("a".into()));
    assert_eq!(Arg::from(&Some([2_u8; 1])), Arg::Bytes(vec![2].into()));
}

#[test]
fn an_integer_that_no_column_holds_does_not_wrap() {
    assert_eq!(Arg::from(u64::from(u32::MAX)), Arg::Int(4_294_967_295));
    assert_eq!(Arg::from(u64::MAX), Arg::TooLarge);
}

#[test]
fn values_are_not_printed() {
    assert_eq!(format!("{:?}", args!["secret", 5_i64]), "[text, integer]");
}
