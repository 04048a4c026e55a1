//! People of a call, and what came of them.

use coffer_core::organisation::groups::MAX_PEOPLE;
use coffer_model::{Error, GroupId, Result, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// People to add or to remove (reference, tables 4-120 and 4-124).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in super::super) struct PeopleRequest {
    /// The people's ids, at most 200.
    #[serde(deserialize_with = "crate::kit::lenient::list")]
    user_ids: Vec<String>,
}

/// What came of them (reference, tables 4-121 and 4-125).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in super::super) struct PeopleResponse {
    /// 0 all succeeded, 1 some, 2 none.
    status: u8,
    /// The ids that failed.
    failed_list: Vec<String>,
    /// The group, as the example has it.
    #[schema(value_type = String)]
    id: GroupId,
}

/// Ids as they were sent. What is no id names nobody.
#[derive(Debug)]
pub(in super::super) struct People {
    sent: Vec<String>,
}

impl People {
    pub(in super::super) fn new(mut sent: Vec<String>) -> Self {
        let mut seen = std::collections::HashSet::new();
        sent.retain(|id| seen.insert(id.clone()));
        Self { sent }
    }

    /// The people.
    pub(in super::super) fn ids(&self) -> Vec<UserId> {
        let parsed = self.sent.iter().map(|id| id.trim().parse());
        parsed.filter_map(Result::ok).collect()
    }

    /// What was sent for those who failed, and for nobody.
    pub(in super::super) fn failed(self, failed: &[UserId]) -> Vec<String> {
        let mut sent = self.sent;
        sent.retain(|id| id.trim().parse().map_or(true, |id| failed.contains(&id)));
        sent
    }
}

impl PeopleRequest {
    /// At least one, and as many as one call is for.
    ///
    /// # Errors
    /// `BadRequest` naming `userIds`.
    pub(in super::super) fn people(self) -> Result<People> {
        if !(1..=MAX_PEOPLE).contains(&self.user_ids.len()) {
            return Err(Error::parameter("userIds").with_limit(format!("1-{MAX_PEOPLE}")));
        }
        Ok(People::new(self.user_ids))
    }
}

impl PeopleResponse {
    pub(in super::super) fn new(group: GroupId, people: People, failed: &[UserId]) -> Self {
        let asked = people.sent.len();
        let failed_list = people.failed(failed);
        Self {
            status: match failed_list.len() {
                0 => 0,
                failed if failed < asked => 1,
                _ => 2,
            },
            failed_list,
            id: group,
        }
    }
}
