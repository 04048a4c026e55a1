//! Use cases of identity on a database in memory, with a clock that the test turns.

mod embeddings;
mod external;
mod grants;
mod logins;
mod people;
mod sessions;

use super::provider::{Client, CodeRequest, Scope};
use super::{LoggedIn, NewApp, NewTenant, NewUser, OpenedSession, RegisteredApp};
use crate::{Clock, Drive, Settings};
use coffer_model::user::Role;
use coffer_model::{Code, Result, TenantId, UserId};
use coffer_store::{DatabaseUrl, Store, StoreSettings};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

const PASSWORD: &str = "correct horse";
const ADDRESS: &str = "192.0.2.1";
const REDIRECT: &str = "https://app.example/callback";
/// 2026-01-01T00:00Z.
const START: i64 = 1_767_225_600_000_000;

struct World {
    drive: Drive,
    time: Arc<AtomicI64>,
    tenant: TenantId,
    admin: UserId,
}

impl World {
    async fn new() -> Self {
        Self::with(Settings::default()).await
    }

    /// A drive whose first tenant has the administrator `admin`.
    async fn with(settings: Settings) -> Self {
        let store = Store::open(StoreSettings::new(DatabaseUrl::Memory))
            .await
            .unwrap();
        let time = Arc::new(AtomicI64::new(START));
        let clock = Clock::Fixed(Arc::clone(&time));
        let blobs = Arc::new(coffer_blobs::Memory::new());
        let drive = Drive::open(store, blobs, clock, [7; 32], settings)
            .await
            .unwrap();
        let first = NewTenant {
            name: "Example".to_owned(),
            login: "Admin".to_owned(),
            password: PASSWORD.to_owned(),
        };
        let (tenant, admin) = drive.create_first_tenant(first).await.unwrap();
        Self {
            drive,
            time,
            tenant,
            admin,
        }
    }

    fn pass(&self, seconds: i64) {
        self.time.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    async fn log_in(&self, login: &str) -> LoggedIn {
        self.drive.log_in(login, PASSWORD, ADDRESS).await.unwrap()
    }

    /// A code of the built-in client.
    async fn built_in_code(&self, login: &str, challenge: Option<&str>) -> String {
        self.code(self.drive.built_in_client(), login, challenge)
            .await
    }

    async fn code(&self, client: Client, login: &str, challenge: Option<&str>) -> String {
        let login = self.log_in(login).await.login;
        let request = CodeRequest {
            redirect_uri: client.redirect_uris[0].clone(),
            client,
            scope: Scope::parse("openid profile email"),
            nonce: Some("n-1".to_owned()),
            challenge: challenge.map(str::to_owned),
        };
        self.drive.issue_code(request, &login).await.unwrap()
    }

    async fn open_session(&self, login: &str) -> OpenedSession {
        let code = self.built_in_code(login, None).await;
        self.drive.open_session(&code, None).await.unwrap()
    }

    async fn add_user(&self, login: &str) -> UserId {
        self.drive.add_user(new_user(login)).await.unwrap()
    }

    async fn add_app(&self, public: bool) -> (RegisteredApp, Client) {
        let new = NewApp {
            name: "App".to_owned(),
            redirect_uris: vec![REDIRECT.to_owned()],
            public,
            ..NewApp::default()
        };
        let app = self.drive.add_app(new).await.unwrap();
        let client = self
            .drive
            .find_client(&app.public_id)
            .await
            .unwrap()
            .unwrap();
        (app, client)
    }
}

fn new_user(login: &str) -> NewUser {
    NewUser {
        tenant: None,
        department: None,
        login: login.to_owned(),
        password: PASSWORD.to_owned(),
        name: String::new(),
        mobile: String::new(),
        email: format!("{}@example.com", login.trim()),
        role: Role::Member,
    }
}

#[track_caller]
fn assert_code<T>(result: Result<T>, code: Code) {
    assert_eq!(result.err().map(|error| error.code()), Some(code));
}
