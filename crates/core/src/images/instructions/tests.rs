use super::*;
use coffer_model::Code;
use proptest::prelude::*;

fn parse(text: &str) -> Vec<Resize> {
    Instructions::parse(text).unwrap().steps().to_vec()
}

#[test]
fn the_documented_thumbnail_is_read() {
    let wanted = Resize {
        width: Some(128),
        height: Some(128),
        ..Resize::default()
    };
    assert_eq!(parse("image/resize,m_lfit,h_128,w_128"), [wanted]);
    assert_eq!(parse("image/resize,w_128,h_128"), [wanted]);
}

#[test]
fn every_key_is_read() {
    let wanted = Resize {
        mode: Mode::Pad,
        width: Some(1),
        height: Some(9_999),
        long: Some(4_096),
        short: Some(1),
        percent: Some(1_000),
        color: Some([0xff, 0x00, 0x7f]),
        enlarge: true,
    };
    assert_eq!(
        parse("image/resize,m_pad,w_1,h_9999,l_4096,s_1,p_1000,color_FF007f,limit_0"),
        [wanted]
    );
}

#[test]
fn modes_have_their_names() {
    for (name, mode) in [
        ("lfit", Mode::Fit),
        ("mfit", Mode::Cover),
        ("fill", Mode::Fill),
        ("pad", Mode::Pad),
        ("fixed", Mode::Stretch),
    ] {
        assert_eq!(parse(&format!("image/resize,m_{name},w_5"))[0].mode, mode);
    }
}

#[test]
fn operations_follow_each_other() {
    let steps = parse("image/resize,w_100/resize,p_50");
    assert_eq!((steps[0].width, steps[1].percent), (Some(100), Some(50)));
    assert!(Instructions::parse(&format!("image{}", "/resize,w_1".repeat(8))).is_ok());
    assert!(Instructions::parse(&format!("image{}", "/resize,w_1".repeat(9))).is_err());
}

#[test]
fn anything_else_is_unsupported() {
    for text in [
        "",
        "image",
        "image/",
        "video/resize,w_1",
        "image/resize",
        "image/resize,",
        "image/resize,m_lfit",
        "image/resize,w_0",
        "image/resize,w_10000",
        "image/resize,w_-1",
        "image/resize,w_+1",
        "image/resize,w_1.5",
        "image/resize,w_",
        "image/resize,w",
        "image/resize,w_1,w_2",
        "image/resize,x_1",
        "image/resize,l_4097",
        "image/resize,p_1001",
        "image/resize,w_1,color_FFF",
        "image/resize,w_1,color_GGGGGG",
        "image/resize,w_1,limit_2",
        "image/resize,w_1,m_ratio",
        "image/resize,w_1/",
        "image/rotate,90",
        "image/info",
        "image/resize,w_1/blur,r_3",
        "image/resize, w_1",
    ] {
        let error = Instructions::parse(text).unwrap_err();
        assert_eq!(error.code(), Code::ImageUnsupported, "{text}");
    }
    assert!(Instructions::parse(&format!("image/resize,w_{}1", "0".repeat(600))).is_err());
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in any::<String>(), likely in "image/resize(,(w|h|l|s|p|m|color|limit|x)_[0-9a-f]{0,6}){0,8}") {
        _ = Instructions::parse(&text);
        if let Ok(instructions) = Instructions::parse(&likely) {
            prop_assert_eq!(instructions.steps().len(), 1);
        }
    }
}
