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
