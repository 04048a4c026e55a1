//! A real OpenID Connect provider, and a server that people log in at by way of it.

use crate::support::{self, BINARY};
use coffer_core::identity::Identity;
use coffer_core::organisation::NewMember;
use coffer_core::{Access, Actor};
use coffer_model::user::Role;
use coffer_model::{DepartmentId, Locale};
use coffer_testkit::{Database, KooDrive, Place, Server};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

pub(super) const CLIENT: &str = "coffer at the issuer";
/// Where the issuer sends browsers back.
pub(super) const CALLBACK: &str = "/oauth2/external/callback";
pub(super) const SECRET: &str = "a secret: with +% signs";

/// The provider's process. It ends with its standard input, however this process ends.
pub(super) struct Issuer {
    child: Child,
    /// Kept open: it warns there, and a closed pipe would end it.
    _stdout: BufReader<ChildStdout>,
    stdin: Option<ChildStdin>,
    pub(super) url: String,
    http: reqwest::Client,
}

impl Issuer {
    fn start() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oidc");
        assert!(
            folder.join("node_modules").exists(),
            "the provider for tests is not installed: run scripts/install-tools"
        );
        let mut child = Command::new("node")
            .arg("issuer.mjs")
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("node: {error}: run scripts/install-tools"));
        let mut line = String::new();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut line).unwrap();
        Self {
            _stdout: stdout,
            stdin: child.stdin.take(),
            child,
            url: line.trim_end().to_owned(),
            http: reqwest::Client::new(),
        }
    }

    /// Tells it to play a part; answers what it has counted.
    pub(super) async fn play(&self, part: &str, what: Value) -> Value {
        let url = format!("{}/test/{part}", self.url);
        let response = self.http.post(url).json(&what).send().await.unwrap();
        assert_eq!(response.status(), 200, "{part}");
        response.json().await.unwrap()
    }

    /// How often one of its paths was asked for.
    pub(super) async fn count(&self, path: &str) -> u64 {
        let counted = self.play("counts", Value::Null).await;
        counted["counts"][path].as_u64().unwrap_or_default()
    }

    /// Makes it issue ID tokens that say this instead, from now on.
    pub(super) async fn forge(&self, forgery: Value) {
        self.play("forgery", forgery).await;
    }
}

impl Drop for Issuer {
    fn drop(&mut self) {
        drop(self.stdin.take());
        let _ = self.child.wait();
    }
}

/// A server with its issuer. Alice and Bob are members whom the issuer knows, Bob is disabled; Carol
/// is known to the issuer alone.
pub(super) struct World {
    pub(super) server: Server,
    pub(super) issuer: Issuer,
}

impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.server.show_log(0);
        }
    }
}

impl World {
    /// Starts both; `None` when tests on this database are switched off.
    pub(super) async fn start(database: Database, variables: &[(&str, &str)]) -> Option<Self> {
        let issuer = Issuer::start();
        let mut place = Place::make(database)?
            .with("COFFER_LOG", "info,coffer_api=debug")
            .with("COFFER_OIDC_ISSUER", &issuer.url)
            .with("COFFER_OIDC_CLIENT_ID", CLIENT)
            .with("COFFER_OIDC_CLIENT_SECRET", SECRET)
            .with("COFFER_OIDC_NAME", "Example & Co");
        for (name, value) in variables {
            place = place.with(name, value);
        }
        people(&place).await;
        let world = Self {
            server: Server::start(Path::new(BINARY), place),
            issuer,
        };
        world.register(json!({})).await;
        for name in ["alice", "bob", "carol"] {
            let account = json!({
                "sub": name,
                "name": format!("{name} of the issuer"),
                "email": format!("{name}@EXAMPLE.com"),
                "phone_number": "+49 30 1234",
            });
            world.issuer.play("account", account).await;
        }
        Some(world)
    }

    /// Registers the server at the issuer, with this beside or instead of what is usual.
    pub(super) async fn register(&self, metadata: Value) {
        let at = |path: &str| format!("{}/oauth2/external/{path}", self.server.url());
        let mut client = json!({
            "client_id": CLIENT,
            "client_secret": SECRET,
            "redirect_uris": [at("callback")],
            "post_logout_redirect_uris": [at("logged_out")],
            "backchannel_logout_uri": at("backchannel_logout"),
            "backchannel_logout_session_required": true,
        });
        if metadata["token_endpoint_auth_method"] == "none" {
            client.as_object_mut().unwrap().remove("client_secret");
        }
        for (name, value) in metadata.as_object().unwrap() {
            client[name] = value.clone();
        }
        self.issuer.play("client", client).await;
    }

    /// The page that our own clients send a browser to.
    pub(super) fn authorize(&self, more: &str) -> String {
        format!(
            "{}/oauth2/authorize?client_id=coffer&state=of+the+client{more}",
            self.server.url()
        )
    }

    /// The page that sends a browser on to the issuer.
    pub(super) fn departure(&self, more: &str) -> String {
        self.authorize(more)
            .replace("/authorize?", "/external/login?")
    }

    /// A client of the server with the session that a code opens.
    pub(super) async fn session(&self, code: &str) -> KooDrive {
        let stranger = KooDrive::anonymous(self.server.url());
        let body = stranger.create_session(code).await.ok();
        stranger.with_token(body["accessToken"].as_str().unwrap())
    }

    /// A number that the server counts.
    pub(super) async fn metric(&self, line: &str) -> u64 {
        let url = format!("{}/metrics", self.server.url());
        let text = reqwest::get(url).await.unwrap().text().await.unwrap();
        let mut found = text.lines().filter_map(|found| found.strip_prefix(line));
        found.next().map_or(0, |rest| rest.trim().parse().unwrap())
    }
}

/// Makes the tenant and its people while no server runs.
async fn people(place: &Place) {
    let typed = format!("{}\n", Place::PASSWORD);
    place.run(
        Path::new(BINARY),
        &["init", "--password-stdin", Place::ADMIN],
        &typed,
    );
    let drive = support::open(place).await;
    let logins = drive.list_logins("").await.unwrap();
    let identity = Identity {
        tenant: logins[0].tenant,
        actor: Actor {
            user: logins[0].user,
            role: Role::SuperAdministrator,
            department: DepartmentId(0),
            app: None,
            access: Access::Full,
        },
    };
    let ctx = identity.into_ctx(Locale::En, drive.now(), String::new());
    for name in ["alice", "bob"] {
        let member = NewMember {
            subject: name.to_owned(),
            department: None,
            role: Role::Member,
            name: String::new(),
            mobile: String::new(),
            email: String::new(),
            account: None,
        };
        let id = drive.add_member(&ctx, member).await.unwrap();
        drive.set_user_disabled(id, name == "bob").await.unwrap();
    }
    drive.close().await;
}
