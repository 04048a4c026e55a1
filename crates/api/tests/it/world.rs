//! A drive with one tenant, and a browser.

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::response::Response;
use coffer_api::ApiSettings;
use coffer_api::embed::WebFiles;
use coffer_api::kit::failure::RandomSource;
use coffer_core::identity::{NewApp, NewTenant, NewUser, RegisteredApp};
use coffer_core::{Clock, Drive, Settings};
use coffer_model::UserId;
use coffer_model::user::Role;
use coffer_store::{DatabaseUrl, Store, StoreSettings};
use http::{HeaderMap, Method, Request, StatusCode, header};
use serde_json::Value;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tower::ServiceExt;

pub(crate) const PASSWORD: &str = "correct horse";
pub(crate) const REDIRECT: &str = "https://app.example/callback";
pub(crate) const SESSION: &str = "/koodrive/ose/v1/session";
/// 2026-01-01T00:00Z.
const START: i64 = 1_767_225_600_000_000;

pub(crate) struct World {
    pub(crate) drive: Drive,
    pub(crate) admin: UserId,
    time: Arc<AtomicI64>,
    router: Router,
}

/// An answer with its body read.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(Settings::default()).await
    }

    pub(crate) async fn with(settings: Settings) -> Self {
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
            login: "admin".to_owned(),
            password: PASSWORD.to_owned(),
        };
        let (_, admin) = drive.create_first_tenant(first).await.unwrap();
        let settings = ApiSettings {
            cors_origins: Vec::new(),
            json_body_bytes: 1 << 20,
            body_idle: Duration::from_secs(60),
            sdk_origins: Vec::new(),
            web_files: WebFiles::default(),
            random: RandomSource::new(|bytes| bytes.fill(0x5a)),
            issuer: None,
        };
        let router = coffer_api::router(&drive, &settings);
        Self {
            drive,
            admin,
            time,
            router,
        }
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.time.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    pub(crate) async fn send(&self, mut request: Request<Body>) -> Answer {
        let address: SocketAddr = "192.0.2.1:4711".parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(address));
        Answer::read(self.router.clone().oneshot(request).await.unwrap()).await
    }

    pub(crate) async fn add_user(&self, login: &str) -> UserId {
        let new = NewUser {
            tenant: None,
            department: None,
            login: login.to_owned(),
            password: PASSWORD.to_owned(),
            name: String::new(),
            mobile: String::new(),
            email: format!("{login}@example.com"),
            role: Role::Member,
        };
        self.drive.add_user(new).await.unwrap()
    }

    pub(crate) async fn add_app(&self, public: bool) -> RegisteredApp {
        let new = NewApp {
            name: "App <1>".to_owned(),
            redirect_uris: vec![REDIRECT.to_owned()],
            public,
            ..NewApp::default()
        };
        self.drive.add_app(new).await.unwrap()
    }

    /// The token of a new session of `login`.
    pub(crate) async fn token(&self, login: &str) -> String {
        let code = Browser::new(self).code(login).await;
        let opened = self
            .post_json(SESSION, &[], &format!("{{\"code\":\"{code}\"}}"))
            .await;
        opened.json()["accessToken"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn post_json(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        self.send(request(Method::POST, path, headers, body)).await
    }

    pub(crate) async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send(request(Method::GET, path, headers, "")).await
    }

    pub(crate) async fn post_form(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        form: &str,
    ) -> Answer {
        let kind = [("content-type", "application/x-www-form-urlencoded")];
        let headers = [headers, &kind].concat();
        self.send(request(Method::POST, path, &headers, form)).await
    }
}

pub(crate) fn request(
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Request<Body> {
    let mut builder = Request::builder().method(method).uri(path);
    if !headers.iter().any(|(name, _)| *name == "host") {
        builder = builder.header("host", "127.0.0.1:8080");
    }
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    builder.body(Body::from(body.to_owned())).unwrap()
}

impl Answer {
    async fn read(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap();
        Self {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    /// The value of a parameter of the address to which the browser is sent.
    #[track_caller]
    pub(crate) fn redirected(&self, parameter: &str) -> Option<String> {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text);
        let location = self.headers[header::LOCATION].to_str().unwrap();
        let url = url::Url::parse(location).unwrap();
        let found = url.query_pairs().find(|(name, _)| name == parameter);
        found.map(|(_, value)| value.into_owned())
    }

    #[track_caller]
    pub(crate) fn assert_failure(&self, status: u16, code: i64) {
        assert_eq!(
            (self.status.as_u16(), self.json()["code"].as_i64()),
            (status, Some(code))
        );
    }
}

/// Keeps cookies and fills in forms.
pub(crate) struct Browser<'w> {
    world: &'w World,
    pub(crate) cookies: BTreeMap<String, String>,
}

impl<'w> Browser<'w> {
    pub(crate) fn new(world: &'w World) -> Self {
        Self {
            world,
            cookies: BTreeMap::new(),
        }
    }

    pub(crate) async fn send(&mut self, mut request: Request<Body>) -> Answer {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !cookies.is_empty() {
            request
                .headers_mut()
                .insert(header::COOKIE, cookies.join("; ").parse().unwrap());
        }
        let answer = self.world.send(request).await;
        for set in answer.headers.get_all(header::SET_COOKIE) {
            let set = set.to_str().unwrap();
            assert!(set.contains("; HttpOnly; SameSite=Lax"), "{set}");
            let (name, value) = set.split(';').next().unwrap().split_once('=').unwrap();
            if set.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(request(Method::GET, path, &[], "")).await
    }

    /// Sends the form of a page back to the page, with these fields.
    pub(crate) async fn submit(&mut self, path: &str, page: &Answer, fields: &str) -> Answer {
        let csrf = form_token(&page.text);
        let own = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("origin", "http://127.0.0.1:8080"),
        ];
        let body = format!("csrf={csrf}&{fields}");
        self.send(request(Method::POST, path, &own, &body)).await
    }

    /// Logs in on the page at `path`.
    pub(crate) async fn log_in(&mut self, path: &str, login: &str) -> Answer {
        let page = self.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        let fields = format!("login={login}&password={}", PASSWORD.replace(' ', "+"));
        self.submit(path, &page, &fields).await
    }

    /// A code of the built-in client.
    pub(crate) async fn code(&mut self, login: &str) -> String {
        let answer = self
            .log_in("/oauth2/authorize?client_id=coffer", login)
            .await;
        answer.redirected("code").unwrap()
    }
}

/// The hidden field of a form.
#[track_caller]
pub(crate) fn form_token(html: &str) -> String {
    let (_, rest) = html.split_once("name=\"csrf\" value=\"").expect("a form");
    rest.split('"').next().unwrap().to_owned()
}
