use super::*;
use crate::images::Instructions;
use coffer_model::Code;
use proptest::prelude::*;

fn planned(text: &str, size: (u32, u32)) -> Option<Plan> {
    plan(
        &Instructions::parse(&format!("image/resize,{text}"))
            .unwrap()
            .steps()[0],
        size,
    )
    .unwrap()
}

fn size_of(text: &str, size: (u32, u32)) -> Option<(u32, u32)> {
    planned(text, size).map(|plan| plan.result())
}

#[test]
fn each_mode_uses_the_box_its_own_way() {
    let photo = (4_000, 3_000);
    assert_eq!(size_of("m_lfit,w_200,h_200", photo), Some((200, 150)));
    assert_eq!(size_of("m_mfit,w_200,h_200", photo), Some((267, 200)));
    assert_eq!(size_of("m_fill,w_200,h_200", photo), Some((200, 200)));
    assert_eq!(size_of("m_pad,w_200,h_200", photo), Some((200, 200)));
    assert_eq!(size_of("m_fixed,w_200,h_100", photo), Some((200, 100)));
    assert_eq!(
        planned("m_pad,w_200,h_200", photo).unwrap().scaled,
        (200, 150)
    );
    assert_eq!(cut_size(photo, (200, 200)), (3_000, 3_000));
    assert_eq!(cut_size((3_000, 4_000), (200, 100)), (3_000, 1_500));
}

#[test]
fn one_side_keeps_the_proportions_in_every_mode() {
    for mode in ["lfit", "mfit", "fill", "pad", "fixed"] {
        assert_eq!(
            size_of(&format!("m_{mode},w_400"), (4_000, 3_000)),
            Some((400, 300))
        );
        assert_eq!(
            size_of(&format!("m_{mode},h_300"), (4_000, 3_000)),
            Some((400, 300))
        );
    }
}

#[test]
fn edges_turn_with_the_picture() {
    assert_eq!(size_of("l_400", (4_000, 3_000)), Some((400, 300)));
    assert_eq!(size_of("l_400", (3_000, 4_000)), Some((300, 400)));
    assert_eq!(size_of("s_300", (3_000, 4_000)), Some((300, 400)));
    assert_eq!(
        size_of("m_fixed,l_400,s_100", (3_000, 4_000)),
        Some((100, 400))
    );
    assert_eq!(size_of("w_100,l_400", (4_000, 3_000)), Some((100, 75)));
}

#[test]
fn percent_counts_alone() {
    assert_eq!(size_of("p_50", (301, 2)), Some((151, 1)));
    assert_eq!(size_of("p_50,w_100", (400, 400)), Some((100, 100)));
    assert_eq!(size_of("p_101", (400, 400)), None);
    assert_eq!(size_of("p_200,limit_0", (400, 400)), Some((800, 800)));
}

#[test]
fn nothing_grows_unless_it_may() {
    for mode in ["lfit", "mfit", "fill", "pad", "fixed"] {
        let text = format!("m_{mode},w_200,h_200");
        assert_eq!(size_of(&text, (100, 100)), None, "{mode}");
        assert!(
            size_of(&format!("{text},limit_0"), (100, 100)).is_some(),
            "{mode}"
        );
    }
    assert_eq!(size_of("m_fixed,w_50,h_200", (100, 100)), None);
    assert_eq!(size_of("w_100", (100, 100)), Some((100, 100)));
}

#[test]
fn a_line_keeps_at_least_one_pixel() {
    assert_eq!(size_of("m_lfit,w_100,h_100", (10_000, 1)), Some((100, 1)));
}

#[test]
fn very_large_results_are_refused() {
    for (text, size) in [
        ("w_9999,h_9999,m_fixed,limit_0", (10, 10)),
        ("w_5000,h_5000,m_pad,limit_0", (10, 10)),
        ("w_100,h_100,m_mfit,limit_0", (10_000, 1)),
        ("p_1000,limit_0", (1_000, 10)),
    ] {
        let instructions = Instructions::parse(&format!("image/resize,{text}")).unwrap();
        let error = plan(&instructions.steps()[0], size).unwrap_err();
        assert_eq!(error.code(), Code::ImageUnsupported, "{text}");
    }
}

proptest! {
    #[test]
    fn results_are_within_what_was_asked(
        width in 1_u32..30_000, height in 1_u32..30_000, w in 1_u32..10_000, h in 1_u32..10_000, mode in 0..5,
    ) {
        let mode = [Mode::Fit, Mode::Cover, Mode::Fill, Mode::Pad, Mode::Stretch][mode as usize];
        let resize = Resize { mode, width: Some(w), height: Some(h), ..Resize::default() };
        if let Ok(Some(plan)) = plan(&resize, (width, height)) {
            let (rw, rh) = plan.result();
            prop_assert!(rw >= 1 && rh >= 1 && plan.scaled.0 <= width && plan.scaled.1 <= height);
            match mode {
                Mode::Fit => prop_assert!(rw <= w && rh <= h && (rw == w || rh == h)),
                Mode::Cover => prop_assert!(rw >= w && rh >= h && (rw == w || rh == h)),
                Mode::Fill | Mode::Pad | Mode::Stretch => prop_assert_eq!((rw, rh), (w, h)),
            }
        }
    }
}
