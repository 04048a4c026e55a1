use super::*;

#[test]
fn nobody_frames_the_pages_unless_listed() {
    let none = policy("", "https://drive.example.com");
    assert!(none.ends_with("frame-ancestors 'none'"), "{none}");
    let two = policy(
        "https://a.example https://b.example:8443",
        "https://drive.example.com/files",
    );
    assert!(
        two.ends_with("frame-ancestors https://a.example https://b.example:8443"),
        "{two}"
    );
    assert!(
        two.contains("img-src 'self' https://drive.example.com;"),
        "{two}"
    );
}

#[test]
fn a_program_without_its_web_part_says_so() {
    let files = WebFiles::default();
    assert_eq!(files.script(), STUB_SCRIPT.as_bytes());
    assert_eq!(files.page("embed/picker.html"), STUB_PAGE);
    assert!(files.find("embed/assets/picker.js").is_none());
}

#[test]
fn what_was_built_is_found_by_its_path() {
    const BUILT: &[WebFile] = &[
        WebFile {
            path: "embed/picker.html",
            bytes: b"<html data-origins=\"%ORIGINS%\">",
        },
        WebFile {
            path: "sdk/coffer-sdk.js",
            bytes: b"script",
        },
    ];
    let origins = ["https://a.example".to_owned()];
    let prepared = Prepared::new(WebFiles(BUILT), &origins, "https://drive.example.com");
    assert_eq!(prepared.picker, "<html data-origins=\"https://a.example\">");
    assert_eq!(prepared.mark, mark(b"script"));
    assert_ne!(prepared.mark, mark(STUB_SCRIPT.as_bytes()));
}
