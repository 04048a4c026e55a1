use super::*;

#[tokio::test]
async fn only_the_password_itself_verifies() {
    let hasher = Hasher::new();
    let phc = hasher.hash("correct horse").await.unwrap();
    assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    let verify = async |password: &str| hasher.verify(password, Some(&phc)).await.unwrap();
    assert_eq!(verify("correct horse").await, Verdict::Right);
    assert_eq!(verify("correct hors").await, Verdict::Wrong);
    assert_eq!(verify("").await, Verdict::Wrong);
}

#[tokio::test]
async fn an_account_that_is_not_there_has_no_password() {
    let hasher = Hasher::new();
    assert_eq!(hasher.verify("", None).await.unwrap(), Verdict::Wrong);
    let long = "a".repeat(129);
    assert_eq!(hasher.verify(&long, None).await.unwrap(), Verdict::Wrong);
}

#[tokio::test]
async fn a_hash_with_other_parameters_is_outdated() {
    let weak = Params::new(8 * 1_024, 1, 1, None).unwrap();
    let phc = Argon2::default()
        .hash_password_customized(b"correct horse", &[7; 16], None, None, weak)
        .unwrap()
        .to_string();
    let verdict = Hasher::new().verify("correct horse", Some(&phc)).await;
    assert_eq!(verdict.unwrap(), Verdict::RightOutdated);
}

#[test]
fn a_password_has_8_to_128_characters_and_is_not_the_login() {
    assert!(check("密码密码密码密码", "zhang").is_ok());
    assert!(check("1234567", "zhang").is_err());
    assert!(check(&"a".repeat(128), "zhang").is_ok());
    assert!(check(&"a".repeat(129), "zhang").is_err());
    assert!(check("ZhangSan ", "zhangsan").is_err());
}
