use super::WatchPosition;
use coffer_model::SpaceId;
use proptest::prelude::*;

proptest! {
    #[test]
    fn a_position_is_what_was_written(messages: i64, jobs: i64, spaces in prop::collection::vec((any::<i64>(), any::<i64>()), 0..16)) {
        let spaces = spaces.into_iter().map(|(space, stamp)| (SpaceId(space), stamp)).collect();
        let position = WatchPosition { messages, jobs, spaces };
        prop_assert_eq!(WatchPosition::from_bytes(&position.to_bytes()), Some(position));
    }

    #[test]
    fn other_bytes_are_no_position(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        let whole = bytes.len() >= 16 && bytes.len() % 16 == 0;
        prop_assert_eq!(WatchPosition::from_bytes(&bytes).is_some(), whole);
    }
}
