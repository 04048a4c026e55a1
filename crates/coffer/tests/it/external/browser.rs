//! A browser: keeps cookies and follows redirects, one at a time.

use reqwest::header::{ACCEPT_LANGUAGE, HeaderValue, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, StatusCode, Url};
use serde_json::{Value, json};

/// One browser of one person.
#[derive(Clone)]
pub(super) struct Browser(Client);

/// Where a browser has come to.
#[derive(Debug)]
pub(super) struct Landed {
    pub(super) url: Url,
    pub(super) status: StatusCode,
    pub(super) text: String,
    /// What every answer on the way set.
    pub(super) cookies: Vec<String>,
    pub(super) headers: reqwest::header::HeaderMap,
}

impl Landed {
    /// A parameter of the address.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        let mut pairs = self.url.query_pairs();
        pairs
            .find(|(found, _)| found == name)
            .map(|(_, value)| value.into_owned())
    }

    /// The code that our own client was given at last.
    #[track_caller]
    pub(super) fn code(&self) -> String {
        assert_eq!(self.url.path(), "/oauth2/callback", "{self:?}");
        assert_eq!(self.parameter("state").unwrap(), "of the client");
        self.parameter("code")
            .unwrap_or_else(|| panic!("no code: {self:?}"))
    }

    /// The error that our own client was told at last.
    #[track_caller]
    pub(super) fn error(&self) -> String {
        assert_eq!(self.url.path(), "/oauth2/callback", "{self:?}");
        assert_eq!(self.parameter("state").unwrap(), "of the client");
        self.parameter("error").unwrap()
    }

    /// Checks that this is a page that says why there is no login.
    #[track_caller]
    pub(super) fn refused(&self, status: u16, words: &str) {
        assert_eq!(self.status.as_u16(), status, "{self:?}");
        assert!(self.text.contains(words), "{words}: {self:?}");
        assert!(self.text.contains("role=\"alert\""), "{self:?}");
        let made = self
            .cookies
            .iter()
            .any(|set| set.starts_with("coffer-login="));
        assert!(!made, "somebody is logged in: {self:?}");
    }

    /// What the issuer's login page was asked for.
    #[track_caller]
    pub(super) fn asked(&self) -> Value {
        assert!(self.url.path().starts_with("/interaction/"), "{self:?}");
        serde_json::from_str(&self.text).unwrap()
    }
}

impl Browser {
    pub(super) fn new() -> Self {
        Self::in_language("en")
    }

    /// A browser whose person reads this language.
    pub(super) fn in_language(tag: &'static str) -> Self {
        let languages = [(ACCEPT_LANGUAGE, HeaderValue::from_static(tag))];
        let client = Client::builder()
            .cookie_store(true)
            .default_headers(languages.into_iter().collect())
            .redirect(Policy::none());
        Self(client.build().unwrap())
    }

    /// Goes to a page and wherever that leads.
    pub(super) async fn open(&self, url: &str) -> Landed {
        self.follow(self.0.get(url), None).await
    }

    /// Goes to the issuer's login page, and says there who it is.
    pub(super) async fn log_in(&self, start: &str, name: &str) -> Landed {
        let page = self.open(start).await;
        self.answer(&page, json!({"login": name})).await
    }

    /// Says something on the issuer's login page.
    pub(super) async fn answer(&self, page: &Landed, what: Value) -> Landed {
        assert!(page.url.path().starts_with("/interaction/"), "{page:?}");
        let request = self.0.post(page.url.clone()).json(&what);
        self.follow(request, None).await
    }

    /// Logs in, but stops before the page with this path: answers its address.
    pub(super) async fn log_in_until(&self, start: &str, name: &str, path: &str) -> String {
        let page = self.open(start).await;
        let request = self.0.post(page.url.clone()).json(&json!({"login": name}));
        self.follow(request, Some(path)).await.url.to_string()
    }

    /// Sends a form.
    pub(super) async fn send(&self, url: &str, form: &[(&str, &str)]) -> Landed {
        self.follow(self.0.post(url).form(form), None).await
    }

    async fn follow(&self, mut request: RequestBuilder, stop: Option<&str>) -> Landed {
        let mut cookies = Vec::new();
        for _ in 0..20 {
            let response = request.send().await.unwrap();
            let set = response.headers().get_all(SET_COOKIE).iter();
            cookies.extend(set.map(|value| value.to_str().unwrap().to_owned()));
            let url = response.url().clone();
            let next = match response.headers().get(LOCATION) {
                Some(next) if response.status().is_redirection() => {
                    Some(url.join(next.to_str().unwrap()).unwrap())
                }
                _ => None,
            };
            let Some(next) = next else {
                return Landed {
                    url,
                    status: response.status(),
                    headers: response.headers().clone(),
                    text: response.text().await.unwrap(),
                    cookies,
                };
            };
            if stop == Some(next.path()) {
                return Landed {
                    url: next,
                    status: response.status(),
                    headers: response.headers().clone(),
                    text: String::new(),
                    cookies,
                };
            }
            request = self.0.get(next);
        }
        panic!("the browser goes round in circles");
    }
}

/// The value of a form's hidden field.
#[track_caller]
pub(super) fn hidden(page: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let (_, rest) = page
        .split_once(&start)
        .unwrap_or_else(|| panic!("no {name} in {page}"));
    rest.split('"').next().unwrap().to_owned()
}
