use super::*;

#[test]
fn the_page_speaks_to_this_server_alone() {
    let policy = policy("https://drive.example.com/files");
    assert!(
        policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"),
        "{policy}"
    );
    assert!(policy.ends_with("frame-ancestors 'none'"), "{policy}");
    for source in ["connect-src", "img-src", "media-src", "frame-src"] {
        let allowed = format!("{source} 'self' https://drive.example.com;");
        assert!(policy.contains(&allowed), "{policy}");
    }
}

#[test]
fn what_stands_behind_a_link_leads_back_to_it() {
    for (path, location) in [
        ("/s/0123/", Some("../0123")),
        ("/s/0123/a", Some("../0123")),
        ("/s/0123/a/b", Some("../../0123")),
        ("/s/0123//", Some("../../0123")),
        ("/s/%3Ca%3E/s/", Some("../../%3Ca%3E")),
        ("/s/assets/a/b", None),
        ("/s/0123", None),
    ] {
        assert_eq!(link_before(path).as_deref(), location, "{path}");
    }
}
