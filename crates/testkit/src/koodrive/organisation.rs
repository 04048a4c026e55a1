//! Operations on departments, people and their spaces.

use reqwest::Method;
use serde_json::{Value, json};

use super::{KooDrive, PREFIX};
use crate::Answer;

impl KooDrive {
    /// PUT below `/koodrive/ose/v1`.
    pub async fn put_json(&self, path: &str, body: &Value) -> Answer {
        self.call(Method::PUT, &format!("{PREFIX}{path}"), Some(body))
            .await
    }

    /// DELETE below `/koodrive/ose/v1`.
    pub async fn delete(&self, path: &str) -> Answer {
        self.call(Method::DELETE, &format!("{PREFIX}{path}"), None)
            .await
    }

    /// 4.1.1: departments; `query` begins with `?` or is empty.
    pub async fn departments(&self, query: &str) -> Answer {
        self.get(&format!("/departmentList{query}")).await
    }

    /// 4.1.2: a department.
    pub async fn department(&self, id: &str) -> Answer {
        self.get(&format!("/departments/{id}")).await
    }

    /// 4.1.3: makes a department.
    pub async fn create_department(&self, parent: &str, name: &str) -> Answer {
        let body = json!({"name": name, "parentId": parent});
        self.post("/departments", &body).await
    }

    /// 4.1.4: changes a department.
    pub async fn change_department(&self, id: &str, body: &Value) -> Answer {
        self.put_json(&format!("/departments/{id}"), body).await
    }

    /// 4.1.5: deletes a department.
    pub async fn delete_department(&self, id: &str) -> Answer {
        self.delete(&format!("/departments/{id}")).await
    }

    /// 4.2.1: people; `query` begins with `?`.
    pub async fn users(&self, query: &str) -> Answer {
        self.get(&format!("/userList{query}")).await
    }

    /// 4.2.2: a person.
    pub async fn user_info(&self, id: &str) -> Answer {
        self.get(&format!("/users/{id}")).await
    }

    /// 4.2.3: how many people there are; an empty department is the tenant.
    pub async fn count_users(&self, department: &str) -> Answer {
        self.get(&format!("/users/count?deptId={department}")).await
    }

    /// 4.2.4: brings in a person.
    pub async fn create_user(&self, body: &Value) -> Answer {
        self.post("/users", body).await
    }

    /// 4.2.5: changes a person.
    pub async fn change_user(&self, id: &str, body: &Value) -> Answer {
        self.put_json(&format!("/users/{id}"), body).await
    }

    /// 4.2.6: removes a person.
    pub async fn delete_user(&self, id: &str) -> Answer {
        self.delete(&format!("/users/{id}")).await
    }

    /// 4.2.7: the mobile number of a person.
    pub async fn mobile(&self, id: &str) -> Answer {
        self.get(&format!("/users/mobile/{id}")).await
    }

    /// 4.3.1: departments with their spaces; `query` begins with `?`.
    pub async fn department_spaces(&self, query: &str) -> Answer {
        self.get(&format!("/space/departmentList{query}")).await
    }

    /// 4.3.3: gives an owner a space of so many GiB.
    pub async fn create_space(&self, owner: &str, kind: u8, capacity: u64) -> Answer {
        let body = json!({"capacity": capacity.to_string(), "type": kind});
        self.post(&format!("/space/{owner}"), &body).await
    }

    /// 4.3.4: changes a space.
    pub async fn change_space(&self, owner: &str, body: &Value) -> Answer {
        self.put_json(&format!("/space/{owner}"), body).await
    }

    /// 4.3.5: deletes a space.
    pub async fn delete_space(&self, owner: &str, kind: u8) -> Answer {
        self.delete(&format!("/space/{owner}?type={kind}")).await
    }

    /// 4.3.11: people with their spaces; `query` begins with `?`.
    pub async fn user_spaces(&self, query: &str) -> Answer {
        self.get(&format!("/space/userList{query}")).await
    }
}
