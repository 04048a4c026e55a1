use super::*;

#[test]
fn an_id_tells_its_time_and_node() {
    let id = Snowflakes::new(5).next(Timestamp::from_millis(EPOCH_MILLIS + 1_000));
    assert_eq!(id >> 23, 1_000);
    assert_eq!((id >> SEQUENCE_BITS) & 1_023, 5);
}

#[test]
fn ids_grow_when_the_clock_stands_or_steps_back() {
    let ids = Snowflakes::new(1);
    let mut last = 0;
    for step in 0..20_000 {
        let now = Timestamp::from_millis(EPOCH_MILLIS + 5_000 - step % 7);
        let id = ids.next(now);
        assert!(id > last);
        last = id;
    }
}
