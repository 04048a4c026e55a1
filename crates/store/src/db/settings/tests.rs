use super::*;

#[test]
fn databases_are_named_by_their_scheme() {
    assert_eq!(
        "sqlite:data/coffer.db".parse(),
        Ok(DatabaseUrl::Sqlite("data/coffer.db".into()))
    );
    assert_eq!("sqlite::memory:".parse(), Ok(DatabaseUrl::Memory));
    assert_eq!(
        "postgres://coffer@db/coffer".parse(),
        Ok(DatabaseUrl::Postgres("postgres://coffer@db/coffer".into()))
    );
    for wrong in ["", "sqlite:", "mysql://x", "coffer.db"] {
        assert_eq!(
            wrong.parse::<DatabaseUrl>(),
            Err(UnknownDatabase),
            "{wrong}"
        );
    }
}

#[test]
fn passwords_are_not_shown() {
    let settings = StoreSettings::new("postgres://coffer:secret@db/coffer".parse().unwrap());
    assert!(!format!("{settings:?}").contains("secret"));
}
