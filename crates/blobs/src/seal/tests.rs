use super::*;
use proptest::prelude::*;

impl ReadAt for Vec<u8> {
    fn read_exact_at(&self, buffer: &mut [u8], position: u64) -> Result<(), BlobError> {
        let from = position as usize;
        let stored = self
            .get(from..from + buffer.len())
            .ok_or(BlobError::Missing)?;
        buffer.copy_from_slice(stored);
        Ok(())
    }
}

fn key() -> SealKey {
    SealKey::new([9; 32])
}

fn seal(number: u32, plain: &[u8]) -> Vec<u8> {
    let mut sealer = Sealer::new(&key(), number, plain.len() as u64);
    let mut out = Vec::new();
    for piece in plain.chunks(50_000) {
        sealer.push(piece, &mut out).unwrap();
    }
    out
}

fn open(
    number: u32,
    length: u64,
    stored: &Vec<u8>,
    range: Range<u64>,
) -> Result<Vec<u8>, BlobError> {
    let extent = Extent {
        number,
        plain: 0,
        stored: 0,
        length,
    };
    let mut out = Vec::new();
    Opener::new(&key()).read(stored, &extent, range, &mut out)?;
    Ok(out)
}

fn sample(length: usize) -> Vec<u8> {
    (0..length).map(|i| (i * 31 % 251) as u8).collect()
}

#[test]
fn the_stored_length_is_the_announced_one() {
    for length in [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000] {
        let stored = seal(1, &sample(length));
        assert_eq!(stored.len() as u64, sealed_length(length as u64));
    }
}

#[test]
fn a_key_does_not_show_itself() {
    assert_eq!(format!("{:?}", SealKey::new([0x41; 32])), "SealKey(…)");
}

#[test]
fn equal_bytes_are_stored_differently_each_time() {
    assert_ne!(seal(1, &[5; 100]), seal(1, &[5; 100]));
}

#[test]
fn the_end_cannot_be_cut_off_at_a_chunk() {
    let stored = seal(1, &sample(131_072));
    let half = stored[..stored.len() / 2].to_vec();
    assert!(matches!(
        open(1, 65_536, &half, 0..10),
        Err(BlobError::Corrupt)
    ));
}

#[test]
fn a_part_does_not_open_as_another() {
    let stored = seal(1, &sample(100));
    assert!(open(1, 100, &stored, 0..100).is_ok());
    assert!(matches!(
        open(2, 100, &stored, 0..100),
        Err(BlobError::Corrupt)
    ));
}

#[test]
fn more_than_the_announced_length_is_refused() {
    let mut sealer = Sealer::new(&key(), 1, 3);
    assert!(sealer.push(&[0; 4], &mut Vec::new()).is_err());
}

#[test]
fn a_range_falls_apart_at_part_boundaries() {
    let layout = Layout::new([10, 0, 20, 5], true).unwrap();
    assert_eq!((layout.plain(), layout.stored()), (35, 35 + 3 * 28));
    let shares: Vec<_> = layout
        .within(9..31)
        .filter(|(_, share)| !share.is_empty())
        .map(|(extent, share)| (extent.number, share))
        .collect();
    assert_eq!(shares, [(1, 9..10), (3, 0..20), (4, 0..1)]);
    assert_eq!(layout.part(3).unwrap().stored, 10 + 28);
    assert_eq!(layout.part(0), None);
    assert!(Layout::new([u64::MAX, 2], false).is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_range_opens_to_the_plain_bytes(length in 1_usize..200_000, a in 0_u64..200_000, b in 0_u64..200_000) {
        let plain = sample(length);
        let stored = seal(7, &plain);
        let (from, to) = (a.min(b).min(length as u64), a.max(b).min(length as u64));
        let opened = open(7, length as u64, &stored, from..to).unwrap();
        prop_assert_eq!(&opened, &plain[from as usize..to as usize]);
    }

    #[test]
    fn any_flipped_bit_is_found(length in 1_usize..70_000, at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let mut stored = seal(1, &sample(length));
        let at = at.index(stored.len());
        stored[at] ^= 1 << bit;
        prop_assert!(matches!(open(1, length as u64, &stored, 0..length as u64), Err(BlobError::Corrupt)));
    }
}
