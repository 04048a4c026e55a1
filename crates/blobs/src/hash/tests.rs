use super::*;
use proptest::prelude::*;
use sha2::Digest;

/// The file of the published vectors: 320 bytes, byte i = i mod 251.
fn vector() -> Vec<u8> {
    (0..320_u32).map(|i| (i % 251) as u8).collect()
}

const AFTER_128: [u32; 8] = [
    1496470445, 4216111128, 3194033045, 1214138305, 1515923229, 4220363087, 3908534196, 3495865532,
];
const AFTER_256: [u32; 8] = [
    3988410824, 3511626862, 814913539, 1355693776, 3223782481, 2126284843, 2048371916, 785544109,
];
const DIGEST: &str = "7f2fcab03c5e118e07abe79b7db86af8a7e78d2e312b68e58e1d262c7de84f39";

#[test]
fn mid_states_equal_the_published_vectors() {
    let file = vector();
    let mut state = Sha256State::new();
    state.update(&file[..128]);
    assert_eq!(state.words(), Some(AFTER_128));
    state.update(&file[128..256]);
    assert_eq!(state.words(), Some(AFTER_256));
    state.update(&file[256..]);
    assert_eq!(hex::encode(state.finish()), DIGEST);
}

#[test]
fn a_mid_state_from_outside_leads_to_the_digest() {
    let mut state = Sha256State::from_words(AFTER_256, 256).unwrap();
    state.update(&vector()[256..]);
    assert_eq!(hex::encode(state.finish()), DIGEST);
}

#[test]
fn words_exist_only_between_blocks() {
    assert_eq!(Sha256State::from_words(AFTER_128, 100), None);
    let mut state = Sha256State::new();
    state.update(&[1]);
    assert_eq!(state.words(), None);
    assert_eq!(state.length(), 1);
}

#[test]
fn bytes_of_another_length_are_no_state() {
    let mut state = Sha1State::new();
    state.update(&[7; 70]);
    let bytes = state.to_bytes();
    assert_eq!(bytes.len(), 8 + 20 + 6);
    assert_eq!(Sha1State::from_bytes(&bytes), Some(state));
    assert_eq!(Sha1State::from_bytes(&bytes[..bytes.len() - 1]), None);
    assert_eq!(Sha1State::from_bytes(&[]), None);
    assert_eq!(Sha256State::from_bytes(&bytes), None);
}

#[test]
fn the_head_is_the_first_kib_of_the_first_part() {
    let data = vec![3; 5000];
    let mut hasher = PartHasher::new(HashStart::beginning(), 0);
    data.chunks(700).for_each(|piece| hasher.update(piece));
    let (_, head) = hasher.finish();
    assert_eq!(head, Some(sha2::Sha256::digest(&data[..1024]).into()));
    assert_eq!(PartHasher::new(HashStart::default(), 64).finish().1, None);
}

proptest! {
    #[test]
    fn any_split_with_a_rest_in_bytes_gives_the_plain_digest(
        data in proptest::collection::vec(any::<u8>(), 0..1000),
        cuts in proptest::collection::vec(0_usize..1000, 0..6),
    ) {
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(data.len())).collect();
        cuts.sort_unstable();
        cuts.push(data.len());
        let (mut sha256, mut sha1, mut from) = (Sha256State::new(), Sha1State::new(), 0);
        let mut both = HashStart::beginning();
        for cut in cuts {
            both.update(&data[from..cut]);
            sha256.update(&data[from..cut]);
            sha1.update(&data[from..cut]);
            sha256 = Sha256State::from_bytes(&sha256.to_bytes()).unwrap();
            sha1 = Sha1State::from_bytes(&sha1.to_bytes()).unwrap();
            from = cut;
        }
        prop_assert_eq!(both.sha256.as_ref(), Some(&sha256));
        prop_assert_eq!(both.sha1.as_ref(), Some(&sha1));
        let sha256_plain: [u8; 32] = sha2::Sha256::digest(&data).into();
        let sha1_plain: [u8; 20] = sha1::Sha1::digest(&data).into();
        prop_assert_eq!(sha256.finish(), sha256_plain);
        prop_assert_eq!(sha1.finish(), sha1_plain);
    }
}
