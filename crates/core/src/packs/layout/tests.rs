use super::*;
use proptest::prelude::*;

fn sizes() -> impl Strategy<Value = u64> {
    prop_oneof![
        Just(0),
        1_u64..100_000,
        LIMIT - 2..LIMIT + 2,
        LIMIT..1 << 45
    ]
}

proptest! {
    #[test]
    fn parts_are_as_long_as_was_computed(
        path in "[a-z文/]{1,60}",
        size in sizes(),
        offset in sizes(),
        count in prop_oneof![0_u64..10, 65_530_u64..65_540],
        seconds in -1_000_000_000_i64..9_000_000_000,
    ) {
        let header = Header {
            path: &path,
            folder: false,
            size,
            modified: Timestamp::from_seconds(seconds),
        };
        let length = path.len() as u64;
        let mut out = Vec::new();
        header.write(&mut out);
        prop_assert_eq!(out.len() as u64, Header::length(length, size));
        out.clear();
        header.write_descriptor(7, &mut out);
        prop_assert_eq!(out.len() as u64, Header::descriptor_length(size));
        out.clear();
        header.write_central(7, offset, &mut out);
        prop_assert_eq!(out.len() as u64, Header::central_length(length, size, offset));
        out.clear();
        write_end(count, offset, size, &mut out);
        prop_assert_eq!(out.len() as u64, end_length(count, offset, size));
    }
}

#[test]
fn times_are_written_as_dos_does() {
    // 2026-01-02T03:04:06Z.
    let at = Timestamp::from_seconds(1_767_323_046);
    assert_eq!(
        dos_time(at),
        ((3 << 11) | (4 << 5) | 3, (46 << 9) | (1 << 5) | 2)
    );
    assert_eq!(dos_time(Timestamp(0)), (0, 33));
}
