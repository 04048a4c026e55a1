use super::*;

#[test]
fn integers_are_read_within_their_range_only() {
    assert_eq!(u64::from_column(ColumnValue::Int(7)), Ok(7));
    assert_eq!(
        u32::from_column(ColumnValue::Int(4_294_967_295)),
        Ok(u32::MAX)
    );
    assert!(u64::from_column(ColumnValue::Int(-1)).is_err());
    assert!(u32::from_column(ColumnValue::Int(4_294_967_296)).is_err());
    assert!(i32::from_column(ColumnValue::Int(2_147_483_648)).is_err());
    assert!(i64::from_column(ColumnValue::Text("7")).is_err());
}

#[test]
fn truth_values_come_in_both_databases_forms() {
    assert_eq!(bool::from_column(ColumnValue::Bool(true)), Ok(true));
    assert_eq!(bool::from_column(ColumnValue::Int(0)), Ok(false));
    assert!(bool::from_column(ColumnValue::Int(2)).is_err());
}

#[test]
fn null_is_read_as_an_option_only() {
    assert_eq!(Option::<i64>::from_column(ColumnValue::Null), Ok(None));
    assert_eq!(Option::<i64>::from_column(ColumnValue::Int(3)), Ok(Some(3)));
    assert!(String::from_column(ColumnValue::Null).is_err());
}

#[test]
fn digests_have_their_length() {
    assert_eq!(
        <[u8; 20]>::from_column(ColumnValue::Bytes(&[9; 20])),
        Ok([9; 20])
    );
    let mismatch = <[u8; 32]>::from_column(ColumnValue::Bytes(&[9; 20])).unwrap_err();
    assert_eq!(mismatch.to_string(), "expected 32 bytes, found other bytes");
}
