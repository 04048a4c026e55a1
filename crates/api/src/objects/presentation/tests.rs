use super::*;

#[test]
fn unknown_media_types_are_locked_in() {
    for media_type in [
        "text/html",
        "application/xhtml+xml",
        "image/svg+xml",
        "text/xml",
        "application/x-new",
        "multipart/x-mixed-replace",
        "image/pngx",
        "ximage/png",
    ] {
        let (value, policy) = of_media_type(media_type);
        assert_eq!((value, policy), (media_type.parse().unwrap(), LOCKED));
    }
}

#[test]
fn what_viewers_show_keeps_its_parameters() {
    for media_type in [
        "application/pdf",
        "IMAGE/PNG",
        "video/x-new; codecs=a",
        "audio/mpeg",
    ] {
        let (value, policy) = of_media_type(media_type);
        assert_eq!((value, policy), (media_type.parse().unwrap(), VIEWER));
    }
}

#[test]
fn scripts_and_styles_become_text() {
    for media_type in [
        "text/javascript",
        "application/x-ECMAScript; charset=utf-8",
        "text/jscript",
        "text/livescript",
        "text/CSS",
    ] {
        assert_eq!(of_media_type(media_type), (PLAIN, LOCKED), "{media_type}");
    }
}

#[test]
fn what_is_no_media_type_is_unknown() {
    for media_type in [
        "",
        "/",
        "a/",
        "/b",
        "a",
        "a b/c",
        "a/b\nc: d",
        "text/html,a",
        "图/片",
    ] {
        assert_eq!(of_media_type(media_type), (UNKNOWN, LOCKED), "{media_type}");
    }
}

#[test]
fn raw_utf8_in_a_signed_disposition_is_handed_on() {
    let signed = "attachment; filename=\"图.txt\"";
    assert_eq!(disposition(Some(signed), "x").as_bytes(), signed.as_bytes());
}
