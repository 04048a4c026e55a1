//! The table of every configuration key.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use axum::http::Uri;

use super::key::{Key, Preset, Secrecy};
use super::settings::{BlobPlace, LogFormat, Settings};

/// The largest number of bytes that a size key takes: 1 TiB.
const TEBIBYTE: u64 = 1 << 40;
const HOUR: u64 = 3600;

/// Every key, in the order of the documents: those without a section first, as TOML wants.
pub static KEYS: &[Key] = &[
    Key::text(
        "listen",
        Preset::Text("127.0.0.1:8080"),
        |settings, text| {
            settings.listen = text
                .parse()
                .map_err(|_| "an address with a port, such as \"0.0.0.0:8080\"".to_owned())?;
            Ok(())
        },
        "The address and port to listen on. Port 0 takes a free one.",
    ),
    Key::text(
        "public_url",
        Preset::Derived("http://LISTEN, or https with a certificate", Settings::own_url),
        |settings, text| {
            settings.public_url = public_url(text)?;
            Ok(())
        },
        "The address under which clients reach the server, through proxies if there are any. Links in answers start with it.",
    ),
    Key::text(
        "data_dir",
        Preset::Text("./data"),
        |settings, text| {
            settings.data_dir = path(text)?;
            Ok(())
        },
        "The folder of everything that is not placed elsewhere. It is made when it does not exist.",
    ),
    Key::text(
        "database_url",
        Preset::Derived("sqlite:DATA_DIR/coffer.db", |settings| {
            format!("sqlite:{}", settings.data_dir.join("coffer.db").display())
        }),
        |settings, text| {
            settings.database_url = text.parse().map_err(|_| {
                "\"sqlite:FILE\" or \"postgres://USER:PASSWORD@HOST/DATABASE\"".to_owned()
            })?;
            Ok(())
        },
        "Where the metadata is: \"sqlite:FILE\" or \"postgres://USER:PASSWORD@HOST:PORT/DATABASE\"; for a trial \"sqlite::memory:\", which keeps nothing.",
    )
    .hiding(Secrecy::UrlPassword),
    Key::text(
        "blobs",
        Preset::Derived("disk:DATA_DIR/blobs", |settings| {
            format!("disk:{}", settings.data_dir.join("blobs").display())
        }),
        |settings, text| {
            settings.blobs = BlobPlace::parse(text)?;
            Ok(())
        },
        "Where the content of files is: \"disk:FOLDER\"; for a trial \"memory:\", which keeps nothing.",
    ),
    Key::list(
        "trusted_proxies",
        &[],
        |settings, items| {
            settings.trusted_proxies = parse_each(items)?;
            Ok(())
        },
        "Addresses of the reverse proxies in front of the server, such as \"10.0.0.0/8\". Only their X-Forwarded-For is believed.",
    ),
    Key::text(
        "log.filter",
        Preset::Text("info"),
        |settings, text| {
            text.parse::<tracing_subscriber::EnvFilter>()
                .map_err(|_| "a filter such as \"info\" or \"warn,coffer=debug\"".to_owned())?;
            text.clone_into(&mut settings.log.filter);
            Ok(())
        },
        "Which lines are logged: a level (error, warn, info, debug, trace), also by module: \"info,coffer_store=debug\".",
    )
    .variable("COFFER_LOG"),
    Key::choice(
        "log.format",
        &["text", "json"],
        |settings, word| {
            settings.log.format = if word == "json" { LogFormat::Json } else { LogFormat::Text };
        },
        "How lines look: for people, or a JSON object a line.",
    ),
    Key::text(
        "admin.user",
        Preset::Unset,
        |settings, text| {
            text.clone_into(&mut settings.admin.get_or_insert_default().user);
            Ok(())
        },
        "The login name of the first administrator. Read at first start only.",
    ),
    Key::text(
        "admin.password",
        Preset::Unset,
        |settings, text| {
            text.clone_into(&mut settings.admin.get_or_insert_default().password);
            Ok(())
        },
        "The password of the first administrator. Read at first start only.",
    )
    .hiding(Secrecy::Secret),
    Key::text(
        "tls.certificate",
        Preset::Unset,
        |settings, text| {
            settings.tls.get_or_insert_default().certificate = path(text)?;
            Ok(())
        },
        "PEM file with the server's certificate, followed by those that lead to its authority. SIGHUP reads it again.",
    ),
    Key::text(
        "tls.key",
        Preset::Unset,
        |settings, text| {
            settings.tls.get_or_insert_default().key = path(text)?;
            Ok(())
        },
        "PEM file with the certificate's private key.",
    ),
    Key::whole(
        "limits.max_connections",
        1..=1_000_000,
        4096,
        |settings, number| settings.limits.max_connections = size(number),
        "Connections at once; more wait to be accepted.",
    ),
    Key::whole(
        "limits.header_bytes",
        8192..=1 << 20,
        65_536,
        |settings, number| settings.limits.header_bytes = size(number),
        "Bytes of a request's head.",
    ),
    Key::whole(
        "limits.json_body_bytes",
        1024..=1 << 30,
        4 << 20,
        |settings, number| settings.limits.json_body_bytes = size(number),
        "Bytes of a JSON body. Content of files is not limited by it; forms of the login have 16 KiB.",
    ),
    Key::whole(
        "limits.header_timeout_seconds",
        1..=HOUR,
        30,
        |settings, number| settings.limits.header_timeout = Duration::from_secs(number),
        "How long a request's head, or a TLS handshake, may take.",
    ),
    Key::whole(
        "limits.request_timeout_seconds",
        1..=24 * HOUR,
        120,
        |settings, number| settings.limits.request_timeout = Duration::from_secs(number),
        "How long a request may show no progress: no byte of its body arrives and no answer begins. Long uploads and downloads are not limited by it.",
    ),
    Key::whole(
        "limits.keep_alive_seconds",
        1..=24 * HOUR,
        75,
        |settings, number| settings.limits.keep_alive = Duration::from_secs(number),
        "How long a connection may wait for its next request.",
    ),
    Key::whole(
        "limits.shutdown_seconds",
        0..=HOUR,
        30,
        |settings, number| settings.limits.shutdown = Duration::from_secs(number),
        "How long running requests may take to finish when the server is told to stop.",
    ),
    Key::whole(
        "limits.event_streams",
        1..=1_000_000,
        2048,
        |settings, number| settings.limits.event_streams = size(number),
        "Pages that may wait for events at once; each keeps a connection. One person may have 16 of them.",
    ),
    Key::whole(
        "limits.image_pixels",
        1_000_000..=1_000_000_000,
        100_000_000,
        |settings, number| settings.limits.image_pixels = number,
        "Pixels of the largest picture of which a thumbnail is made; each takes four bytes of memory while it is made.",
    ),
    Key::whole(
        "limits.image_parallel",
        1..=256,
        2,
        |settings, number| settings.limits.image_parallel = size(number),
        "Pictures decoded at once.",
    ),
    Key::whole(
        "limits.archive_entries",
        1..=1_000_000,
        100_000,
        |settings, number| settings.limits.archive_entries = small(number),
        "The most files and folders that an archive may have to be opened.",
    ),
    Key::whole(
        "limits.archive_size",
        1..=TEBIBYTE,
        200 << 30,
        |settings, number| settings.limits.archive_size = number,
        "The most bytes that may come out of one archive.",
    ),
    Key::whole(
        "limits.archive_ratio",
        1..=1_000_000,
        200,
        |settings, number| settings.limits.archive_ratio = number,
        "How many times as long as it is in the archive a file may become. The first 64 MiB may always come out.",
    ),
    Key::whole(
        "database.postgres_workers",
        1..=256,
        12,
        |settings, number| settings.database.postgres_workers = size(number),
        "Connections to PostgreSQL.",
    ),
    Key::whole(
        "database.queue",
        1..=1_000_000,
        1024,
        |settings, number| settings.database.queue = size(number),
        "Writes that may wait for the database before clients are told to come back later.",
    ),
    Key::whole(
        "database.mmap_bytes",
        0..=TEBIBYTE,
        256 << 20,
        |settings, number| settings.database.mmap_bytes = number,
        "Bytes of the SQLite file that are mapped into memory; 0 maps nothing, for filesystems that cannot.",
    ),
    Key::list(
        "cors.origins",
        &[],
        |settings, items| {
            settings.cors_origins = items.iter().map(|item| origin(item)).collect::<Result<_, _>>()?;
            Ok(())
        },
        "Origins of other web applications that may read and write content from the browser, such as \"https://office.example.com\"; \"*\" for any.",
    ),
    Key::list(
        "sdk.origins",
        &[],
        |settings, items| {
            settings.sdk_origins =
                items.iter().map(|item| listed_origin(item)).collect::<Result<_, _>>()?;
            Ok(())
        },
        "Origins of other web applications that may embed the file picker and the preview, such as \"https://office.example.com\". None may unless it is listed.",
    ),
    Key::list(
        "metrics.allow",
        &["127.0.0.0/8", "::1", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"],
        |settings, items| {
            settings.metrics_allow = parse_each(items)?;
            Ok(())
        },
        "Addresses that may read /metrics. Requests through a proxy that is not among trusted_proxies may not, wherever they come from.",
    ),
    Key::whole(
        "uploads.abandon_hours",
        1..=24 * 365,
        24,
        |settings, number| settings.uploads.abandon = Duration::from_secs(number * HOUR),
        "An unfinished upload is given up when no part of it has arrived for this time.",
    ),
    Key::whole(
        "uploads.grace_hours",
        1..=24 * 365,
        24,
        |settings, number| settings.uploads.grace = Duration::from_secs(number * HOUR),
        "Content that nothing refers to any more is kept for this time, so that a restored backup of the database finds it.",
    ),
    Key::whole(
        "login.attempts_per_account",
        1..=1_000_000,
        10,
        |settings, number| settings.login.account_attempts = small(number),
        "Failed logins of one account within the window, after which it has to wait.",
    ),
    Key::whole(
        "login.attempts_per_address",
        1..=1_000_000,
        50,
        |settings, number| settings.login.address_attempts = small(number),
        "Failed logins from one address within the window, after which it has to wait.",
    ),
    Key::whole(
        "login.window_seconds",
        1..=24 * HOUR,
        900,
        |settings, number| settings.login.window = Duration::from_secs(number),
        "The window in which failed logins are counted.",
    ),
    Key::list(
        "login.redirects",
        &[],
        |settings, items| {
            settings.login.redirects =
                items.iter().map(|item| public_url(item).map(|_| item.clone())).collect::<Result<_, _>>()?;
            Ok(())
        },
        "Addresses beside those under public_url to which a login may send the browser back, exactly as front ends on other hosts have them.",
    ),
    Key::text(
        "oidc.issuer",
        Preset::Unset,
        |settings, text| {
            settings.oidc.issuer = issuer(text)?;
            Ok(())
        },
        "An external OpenID Connect provider at which people log in, as its discovery document names itself: \"https://login.example.com/realms/main\". Plain http only on this machine.",
    ),
    Key::text(
        "oidc.client_id",
        Preset::Unset,
        |settings, text| {
            text.clone_into(&mut settings.oidc.client_id);
            Ok(())
        },
        "What this server is called there. Register PUBLIC_URL/oauth2/external/callback as its redirect address.",
    ),
    Key::text(
        "oidc.client_secret",
        Preset::Unset,
        |settings, text| {
            settings.oidc.client_secret = Some(text.to_owned()).filter(|text| !text.is_empty());
            Ok(())
        },
        "The secret that belongs to it. Without one this server is a public client.",
    )
    .hiding(Secrecy::Secret),
    Key::text(
        "oidc.name",
        Preset::Text("SSO"),
        |settings, text| {
            text.clone_into(&mut settings.oidc.name);
            Ok(())
        },
        "What people call the provider: the button says \"Log in with NAME\".",
    ),
    Key::text(
        "oidc.scopes",
        Preset::Text("openid profile email phone"),
        |settings, text| {
            if !text.split(' ').any(|scope| scope == "openid") {
                return Err("scopes with blanks between, \"openid\" among them".to_owned());
            }
            text.clone_into(&mut settings.oidc.scopes);
            Ok(())
        },
        "What is asked for. Leave out what the provider does not know.",
    ),
    Key::text(
        "oidc.tenant",
        Preset::Unset,
        |settings, text| {
            let id = text.parse().map_err(|_| "the number of a tenant".to_owned())?;
            settings.oidc.tenant = Some(id);
            Ok(())
        },
        "The tenant whose people log in there. Needed when there is more than one.",
    ),
    Key::flag(
        "oidc.auto_provision",
        |settings, flag| settings.oidc.auto_provision = flag,
        "Whether somebody who is no member yet becomes one in the root department at the first login, as `coffer tenant set --auto-provision true` says for one tenant. Else the login is refused until an administrator has added the person.",
    ),
    Key::flag(
        "oidc.only",
        |settings, flag| settings.oidc.only = flag,
        "Whether everybody logs in there, and passwords of this server are refused.",
    ),
    Key::whole(
        "oidc.clock_skew_seconds",
        0..=600,
        60,
        |settings, number| settings.oidc.clock_skew = Duration::from_secs(number),
        "How far the provider's clock may be off.",
    ),
    Key::text(
        "keys.server_key",
        Preset::Unset,
        |settings, text| {
            settings.server_key = Some(server_key(text)?);
            Ok(())
        },
        "The key that wraps all other keys: 64 hexadecimal digits. Without it the server makes one at first start and keeps it in DATA_DIR/server.key. Losing it loses what is sealed.",
    )
    .hiding(Secrecy::Secret),
];

fn path(text: &str) -> Result<PathBuf, String> {
    if text.is_empty() {
        return Err("a path".to_owned());
    }
    Ok(PathBuf::from(text))
}

fn size(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn parse_each<T: std::str::FromStr<Err = String>>(items: &[String]) -> Result<Vec<T>, String> {
    items.iter().map(|item| item.parse()).collect()
}

/// An address of a web server: scheme and authority, perhaps a path, nothing behind it.
fn public_url(text: &str) -> Result<String, String> {
    let expected = || "an address such as \"https://drive.example.com\"".to_owned();
    let address: Uri = text.parse().map_err(|_| expected())?;
    let web = matches!(address.scheme_str(), Some("http" | "https"));
    if !web || address.authority().is_none() || address.query().is_some() || text.contains('#') {
        return Err(expected());
    }
    Ok(text.trim_end_matches('/').to_owned())
}

/// An issuer to the letter, a slash at the end included: tokens repeat it so.
fn issuer(text: &str) -> Result<String, String> {
    let expected = || "an address that begins with https://, or http://localhost".to_owned();
    let address = public_url(text).map_err(|_| expected())?;
    let parsed: Uri = address.parse().map_err(|_| expected())?;
    let host = parsed.host().unwrap_or_default();
    let here = host == "localhost"
        || host
            .trim_matches(['[', ']'])
            .parse()
            .is_ok_and(|ip: IpAddr| ip.is_loopback());
    if parsed.scheme_str() == Some("https") || here {
        Ok(text.to_owned())
    } else {
        Err(expected())
    }
}

/// An origin as browsers send it, or `*`.
fn origin(text: &str) -> Result<String, String> {
    if text == "*" {
        return Ok(text.to_owned());
    }
    match public_url(text) {
        Ok(address) if address.matches('/').count() == 2 => Ok(address),
        _ => Err(format!(
            "origins such as \"https://office.example.com\", not \"{text}\""
        )),
    }
}

/// An origin exactly as browsers send it: it is compared with theirs and written into headers.
fn listed_origin(text: &str) -> Result<String, String> {
    let spelled = |c: char| matches!(c, 'a'..='z' | '0'..='9' | '.' | '-' | ':' | '[' | ']' | '/');
    let default_port = match text.split_once("://") {
        Some(("http", host)) => host.ends_with(":80"),
        Some((_, host)) => host.ends_with(":443"),
        None => false,
    };
    match origin(text) {
        Ok(address) if address.chars().all(spelled) && !default_port => Ok(address),
        _ => Err(format!(
            "origins as browsers spell them, such as \"https://office.example.com\", not \"{text}\""
        )),
    }
}

fn server_key(text: &str) -> Result<[u8; 32], String> {
    crate::keys::parse(text).ok_or_else(|| "64 hexadecimal digits".to_owned())
}
