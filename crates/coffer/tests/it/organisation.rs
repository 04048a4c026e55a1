//! What tests do with departments and people all the time.

use crate::support::{Person, Shared};
use coffer_testkit::{Answer, App, KooDrive, Place};
use serde_json::{Value, json};

/// The super administrator with a department that no other test touches.
pub(crate) struct Office {
    pub(crate) admin: Person,
    /// The root department.
    pub(crate) root: String,
    /// The department of the test, directly below the root.
    pub(crate) top: String,
}

impl Shared {
    /// A department of this name for one test.
    pub(crate) async fn office(&self, name: &str) -> Office {
        Office::open(self.admin().await, name).await
    }

    /// The app with its own token.
    pub(crate) async fn app_token(&self) -> KooDrive {
        app_token(&self.stranger(), self.app()).await
    }
}

impl Office {
    pub(crate) async fn open(admin: Person, name: &str) -> Self {
        let root = root_of(&admin).await;
        let top = made(admin.create_department(&root, name).await);
        Self { admin, root, top }
    }

    /// Makes a department.
    pub(crate) async fn found(&self, parent: &str, name: &str) -> String {
        made(self.admin.create_department(parent, name).await)
    }

    /// Brings in somebody who has no account here.
    pub(crate) async fn hire(&self, department: &str, subject: &str) -> String {
        let body = json!({"userId": subject, "modifyUserInfoReq": {"deptId": department}});
        made(self.admin.create_user(&body).await)
    }

    /// Brings in somebody who can log in, and does.
    pub(crate) async fn join(&self, department: &str, login: &str, role: u8) -> Person {
        let body = json!({
            "userId": login,
            "modifyUserInfoReq": {"deptId": department, "role": role},
            "password": Place::PASSWORD,
        });
        made(self.admin.create_user(&body).await);
        Person::log_in(self.admin.url(), login).await
    }

    /// What the list of departments says of one.
    pub(crate) async fn listed(&self, department: &str) -> Value {
        let name = self.admin.department(department).await.ok()["name"].clone();
        let query = format!("?offset=0&limit=100&keyWord={}", name.as_str().unwrap());
        let page = self.admin.department_spaces(&query).await.ok();
        find(&page["departments"], department)
    }

    /// The container id of a department's space.
    pub(crate) async fn team_space(&self, department: &str) -> String {
        let space = self.admin.space(department, "0").await.ok();
        space["data"]["containerId"].as_str().unwrap().to_owned()
    }

    /// What the list of people with their spaces says of one.
    pub(crate) async fn spaces_of(&self, department: &str, user: &str) -> Value {
        let query = format!("?deptId={department}&offset=0&limit=100");
        let page = self.admin.user_spaces(&query).await.ok();
        find(&page["users"], user)
    }
}

/// The id of the root department.
pub(crate) async fn root_of(client: &KooDrive) -> String {
    let list = client.departments("").await.ok();
    crate::files::id(&list["list"][0])
}

/// An app with its own token.
pub(crate) async fn app_token(stranger: &KooDrive, app: &App) -> KooDrive {
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", &app.id),
        ("client_secret", &app.secret),
    ];
    let request = stranger
        .http()
        .post(format!("{}/oauth2/token", stranger.url()))
        .form(&form);
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    let token = answer["access_token"].as_str().unwrap();
    stranger.with_token(&format!("Bearer {token}"))
}

/// The id of what was made.
#[track_caller]
pub(crate) fn made(answer: Answer) -> String {
    crate::files::id(&answer.ok()["data"])
}

/// The entry of a list that has this id.
#[track_caller]
pub(crate) fn find(list: &Value, id: &str) -> Value {
    let entries = list.as_array().unwrap();
    let found = entries.iter().find(|entry| entry["id"] == id);
    found
        .unwrap_or_else(|| panic!("{id} is not in {list:#}"))
        .clone()
}

/// The ids of a list, in its order.
#[track_caller]
pub(crate) fn ids(list: &Value) -> Vec<String> {
    let entries = list.as_array().unwrap();
    entries.iter().map(crate::files::id).collect()
}

/// The parameter that a refusal names, in its text as well.
#[track_caller]
pub(crate) fn assert_names(answer: Answer, parameter: &str) {
    let refused = answer.bad(13_000_102);
    assert_eq!(
        refused["error"]["errorDetail"][0]["errorParam"], parameter,
        "{refused:#}"
    );
    let message = refused["msg"].as_str().unwrap();
    assert!(message.contains(parameter), "{message}");
}
