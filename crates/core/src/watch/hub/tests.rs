use super::*;

#[test]
fn pages_together_make_a_thousand_looks_a_second_at_most() {
    for pages in [0, 1, 250] {
        assert_eq!(pause_among(pages), PAGE_PAUSE);
    }
    for pages in [251_u32, 1_000, 2_048] {
        let pause = pause_among(pages as usize);
        assert_eq!(f64::from(pages) / pause.as_secs_f64(), 1_000.0);
    }
    assert!(pause_among(usize::MAX) >= pause_among(1_000_000));
}
