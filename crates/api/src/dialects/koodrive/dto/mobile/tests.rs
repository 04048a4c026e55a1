use super::masked;

#[test]
fn the_middle_is_hidden() {
    for (whole, shown) in [
        ("008618112348439", "0086181****8439"),
        ("+8618112348439", "+86181****8439"),
        ("18112348439", "181****8439"),
        ("0086181123456788439", "0086181****8439"),
        ("12345678", "****5678"),
        ("123456789", "1****6789"),
    ] {
        assert_eq!(masked(whole), shown);
    }
}

#[test]
fn short_numbers_show_their_end_alone() {
    for (whole, shown) in [
        ("1234567", "****67"),
        ("110", "****10"),
        ("12", "****"),
        ("1", "****"),
        ("", ""),
        ("电话电话一二三", "****二三"),
    ] {
        assert_eq!(masked(whole), shown);
    }
}
