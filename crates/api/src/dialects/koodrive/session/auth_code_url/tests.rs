use super::*;

#[test]
fn the_code_goes_to_the_registered_address_on_the_domain() {
    let registered = [
        "https://drive.example/oauth2/callback".to_owned(),
        "https://front.example:8443/cloudfile/index.html".to_owned(),
    ];
    for domain in [
        "front.example",
        "FRONT.example:8443",
        "https://front.example/x?y",
    ] {
        assert_eq!(redirect_for(&registered, domain), registered[1], "{domain}");
    }
    for domain in [
        "drive.example",
        "evil.example",
        "front.example.evil",
        "front.example:1",
        "",
    ] {
        assert_eq!(redirect_for(&registered, domain), registered[0], "{domain}");
    }
}
