use super::*;

#[test]
fn parameters_become_dollars() {
    assert_eq!(
        dollar_parameters("SELECT a FROM t WHERE b = ?2 AND c IN (?1, ?12)"),
        "SELECT a FROM t WHERE b = $2 AND c IN ($1, $12)"
    );
}

#[test]
fn quotes_and_comments_stay_as_they_are() {
    let text = "SELECT '?1', 'it''s ?2', \"?3\" -- ?4\n, /* ?5 */ ?6 FROM 名 WHERE x = '?'";
    assert_eq!(
        dollar_parameters(text),
        "SELECT '?1', 'it''s ?2', \"?3\" -- ?4\n, /* ?5 */ $6 FROM 名 WHERE x = '?'"
    );
}

#[test]
fn a_question_mark_without_a_number_and_an_open_end_stay() {
    assert_eq!(dollar_parameters("a ? b ?"), "a ? b ?");
    assert_eq!(dollar_parameters("?1 'open ?2"), "$1 'open ?2");
    assert_eq!(dollar_parameters("?1 -- open ?2"), "$1 -- open ?2");
}

#[test]
fn statements_have_keys_of_their_own() {
    static ONE: Sql = Sql::both("SELECT 1");
    static TWO: Sql = Sql::split("SELECT ?1", "SELECT ?1 + 0");
    assert_ne!(ONE.key(), TWO.key());
    assert_eq!(TWO.sqlite(), "SELECT ?1");
    assert_eq!(TWO.postgres(), "SELECT $1 + 0");
}
