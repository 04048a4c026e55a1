//! Logging in at the built-in provider as a person without a browser does.

use reqwest::header::LOCATION;
use serde_json::json;
use url::Url;

use super::KooDrive;
use crate::Answer;

/// What a session's answer says.
#[derive(Debug, Clone)]
pub struct Login {
    /// The token with its prefix.
    pub token: String,
    /// The person.
    pub user: String,
    /// The session id, for refreshing.
    pub session: String,
}

impl KooDrive {
    /// Logs in and answers a client with the token.
    pub async fn log_in(url: &str, login: &str, password: &str) -> (Self, Login) {
        let client = Self::anonymous(url);
        let code = client
            .authorization_code(login, password)
            .await
            .expect("the password is right");
        let opened = client.create_session(&code).await;
        let session = opened
            .headers
            .get("x-session-id")
            .map(|id| id.to_str().unwrap().to_owned());
        let body = opened.ok();
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        let login = Login {
            token: text("accessToken"),
            user: text("userId"),
            session: session.unwrap_or_default(),
        };
        (client.with_token(&login.token), login)
    }

    /// The code that the login page gives for a password; `None` when it shows the form again.
    pub async fn authorization_code(&self, login: &str, password: &str) -> Option<String> {
        let asked = self.auth_code_url("localhost").await.ok();
        let uri = asked["uri"]
            .as_str()
            .expect("the address of the login page");
        let browser = reqwest::Client::builder()
            .no_proxy()
            .cookie_store(true)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        let page = browser.get(uri).send().await.unwrap();
        assert_eq!(page.status(), 200, "{uri}");
        let page = page.text().await.unwrap();
        let (_, rest) = page
            .split_once("name=\"csrf\" value=\"")
            .expect("the login form");
        let (csrf, _) = rest.split_once('"').unwrap();
        let form = [("csrf", csrf), ("login", login), ("password", password)];
        let answer = browser.post(uri).form(&form).send().await.unwrap();
        let location = answer.headers().get(LOCATION)?.to_str().unwrap().to_owned();
        let location = Url::parse(&location).unwrap();
        let code = location.query_pairs().find(|(name, _)| name == "code");
        code.map(|(_, code)| code.into_owned())
    }

    /// 4.5.1: whose token it is.
    pub async fn session_auth(&self) -> Answer {
        self.get("/session/auth").await
    }

    /// 4.5.2: the address of the login page.
    pub async fn auth_code_url(&self, domain: &str) -> Answer {
        self.get(&format!("/session/authCodeURL?domain={domain}"))
            .await
    }

    /// 4.5.3: opens a session with a code.
    pub async fn create_session(&self, code: &str) -> Answer {
        self.post("/session/", &json!({"code": code})).await
    }

    /// 4.5.4: another token for the session.
    pub async fn refresh(&self, session: &str) -> Answer {
        self.with_header("x-session-id", session)
            .post("/session/refresh", &json!({}))
            .await
    }

    /// 4.5.5: ends the session.
    pub async fn log_off(&self) -> Answer {
        self.get("/session/logoff").await
    }
}
