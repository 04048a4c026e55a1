//! Groups and group spaces.

use reqwest::Method;
use serde_json::{Value, json};

use super::{KooDrive, PREFIX};
use crate::Answer;

impl KooDrive {
    /// 4.4.1: makes a group of people.
    pub async fn create_group(&self, name: &str) -> Answer {
        let body = json!({"groupName": name, "sourceType": 0});
        self.post("/usergroups", &body).await
    }

    /// 4.4.2: the caller's groups; `query` begins with `?` or is empty.
    pub async fn groups(&self, query: &str) -> Answer {
        self.get(&format!("/usergroups{query}")).await
    }

    /// 4.4.3: changes a group.
    pub async fn change_group(&self, group: &str, body: &Value) -> Answer {
        let path = format!("{PREFIX}/usergroups/{group}");
        self.call(Method::PUT, &path, Some(body)).await
    }

    /// 4.4.3: gives a member another role.
    pub async fn set_role(&self, group: &str, user: &str, role: u8) -> Answer {
        let body = json!({"userId": user, "role": role});
        self.change_group(group, &body).await
    }

    /// 4.4.4: dissolves a group.
    pub async fn delete_group(&self, group: &str) -> Answer {
        let path = format!("{PREFIX}/usergroups/{group}");
        self.call(Method::DELETE, &path, None).await
    }

    /// 4.4.5: the members of a group; `query` begins with `?` or is empty.
    pub async fn group_members(&self, group: &str, query: &str) -> Answer {
        self.get(&format!("/usergroups/{group}/members{query}"))
            .await
    }

    /// 4.4.6: puts people into a group.
    pub async fn add_members(&self, group: &str, users: &[&str]) -> Answer {
        let path = format!("/usergroups/{group}/members/batchAdd");
        of_group(self.post(&path, &json!({"userIds": users})).await, group)
    }

    /// 4.4.7: takes people out of a group.
    pub async fn remove_members(&self, group: &str, users: &[&str]) -> Answer {
        let path = format!("/usergroups/{group}/members/batchDelete");
        of_group(self.post(&path, &json!({"userIds": users})).await, group)
    }

    /// 4.3.7: the caller's teams; `query` begins with `?` or is empty.
    pub async fn teams(&self, query: &str) -> Answer {
        self.get(&format!("/space/teamList{query}")).await
    }

    /// 4.3.8: opens a group space.
    pub async fn open_group_space(&self, body: &Value) -> Answer {
        self.post("/space/group", body).await
    }

    /// 4.3.9: dissolves a group space.
    pub async fn dissolve_group_space(&self, group: &str) -> Answer {
        let path = format!("{PREFIX}/space/group/{group}");
        self.call(Method::DELETE, &path, None).await
    }

    /// 4.3.10: all group spaces; `query` begins with `?` or is empty.
    pub async fn group_spaces(&self, query: &str) -> Answer {
        self.get(&format!("/space/groupList{query}")).await
    }
}

/// The answer without the group's id, which every success has to name.
fn of_group(mut answer: Answer, group: &str) -> Answer {
    if answer.body["code"] == 0 {
        let id = answer
            .body
            .as_object_mut()
            .and_then(|body| body.remove("id"));
        assert_eq!(id, Some(json!(group)), "{answer}");
    }
    answer
}
