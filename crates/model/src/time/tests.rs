use super::*;

#[test]
fn every_form_reads_what_it_writes() {
    let t = Timestamp::parse_rfc3339("2023-12-11T09:17:25.529Z").unwrap();
    assert_eq!(t.rfc3339_millis(), "2023-12-11T09:17:25.529Z");
    assert_eq!(t.iso_basic(), "20231211T091725Z");
    assert_eq!(t.compact_at(8), "20231211171725");
    assert_eq!(t.http_date(), "Mon, 11 Dec 2023 09:17:25 GMT");
    assert_eq!(
        Timestamp::parse_iso_basic("20231211T091725Z")
            .unwrap()
            .seconds(),
        t.seconds()
    );
}

#[test]
fn what_is_no_date_is_refused() {
    for bad in [
        "",
        "2023",
        "2023-13-01T00:00:00Z",
        "1969-12-31T23:59:59Z",
        "2023-12-11 09:17",
    ] {
        assert_eq!(Timestamp::parse_rfc3339(bad), None, "{bad:?}");
    }
    for bad in [
        "",
        "20231301T000000Z",
        "20231211T091725",
        "2023-12-11T09:17Z",
        "２０２３1211T091725Z",
    ] {
        assert_eq!(Timestamp::parse_iso_basic(bad), None, "{bad:?}");
    }
}
