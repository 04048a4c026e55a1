use super::*;

fn headers(cookies: &[&'static str]) -> HeaderMap {
    let values = cookies.iter().map(|text| HeaderValue::from_static(text));
    values.map(|value| (header::COOKIE, value)).collect()
}

#[test]
fn a_cookie_is_found_by_its_whole_name() {
    let headers = headers(&["ab=1; a=\"2\"", "c=3"]);
    assert_eq!(find(&headers, "a"), Some("2"));
    assert_eq!(find(&headers, "c"), Some("3"));
    assert_eq!(find(&headers, "b"), None);
}

#[test]
fn two_cookies_of_one_name_are_none_unless_they_agree() {
    assert_eq!(find(&headers(&["a=1; a=2"]), "a"), None);
    assert_eq!(find(&headers(&["a=1", "a=1"]), "a"), Some("1"));
}

#[test]
fn attributes_follow_the_scheme() {
    let plain = set("a", "1", false, Keep::Session);
    assert_eq!(plain.unwrap(), "a=1; Path=/; HttpOnly; SameSite=Lax");
    let gone = set("a", "", true, Keep::Not);
    assert_eq!(
        gone.unwrap(),
        "a=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0"
    );
    assert_eq!(
        set("a", "1; Domain=example.com", false, Keep::Session),
        None
    );
}
