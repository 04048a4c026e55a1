use super::{BUILT_IN_ROLES, Right, Rights, SubjectKind, built_in_role};
use crate::RoleId;

#[test]
fn every_right_has_a_bit_and_a_name_of_its_own() {
    let mut union = Rights::NONE;
    for right in Right::ALL {
        assert!(!union.has(*right), "{right:?}");
        union = union.with(*right);
        assert_eq!(Right::from_key(right.key()), Some(*right));
    }
    assert_eq!(union, Rights::ALL);
    assert_eq!(Rights::from_bits(-1), Rights::ALL);
}

#[test]
fn built_in_roles_are_complete_and_found_by_their_ids() {
    for role in BUILT_IN_ROLES {
        assert_eq!(role.rights.completed(), role.rights, "{}", role.name);
        assert_eq!(
            built_in_role(role.id).map(|found| found.name),
            Some(role.name)
        );
    }
    assert!(built_in_role(RoleId(6)).is_none());
}

#[test]
fn a_right_brings_the_right_to_see() {
    let upload = Rights::NONE.with(Right::Upload);
    assert!(upload.completed().has(Right::Read));
    assert!(
        Rights::NONE
            .with(Right::Manage)
            .completed()
            .has(Right::Unlock)
    );
    assert_eq!(Rights::NONE.completed(), Rights::NONE);
}

#[test]
fn names_that_no_right_has_are_refused() {
    assert!(Rights::from_keys(["readable", "writable"]).is_err());
    let rights = Rights::from_keys(["readable", "editable"]).map(Rights::bits);
    assert_eq!(rights.ok(), Some(Right::Read as i64 | Right::Edit as i64));
}

#[test]
fn kinds_of_subjects_are_read_back() {
    for number in 1..=3 {
        let kind = SubjectKind::from_number(number).map(|kind| kind as i64);
        assert_eq!(kind, Some(number));
    }
    assert_eq!(SubjectKind::from_number(4), None);
}
