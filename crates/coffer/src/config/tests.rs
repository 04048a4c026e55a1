use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use coffer_store::DatabaseUrl;

use super::*;

/// Loads a file with this text, and these variables.
fn load(toml: &str, variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("test.toml");
    std::fs::write(&file, toml).unwrap();
    let variables = variables
        .iter()
        .map(|(name, value)| (OsString::from(name), OsString::from(value)));
    Config::load(Some(&file), variables)
}

/// The faults, without the folder of the file.
fn faults(toml: &str, variables: &[(&str, &str)]) -> Vec<String> {
    let Err(error) = load(toml, variables) else {
        panic!("accepted: {toml} {variables:?}");
    };
    let without_folder = |fault: String| match fault.find("test.toml") {
        Some(at) => fault[at..].to_owned(),
        None => fault,
    };
    error.0.into_iter().map(without_folder).collect()
}

#[test]
fn the_environment_wins_over_the_file_and_the_file_over_the_default() {
    let toml = "[limits]\nheader_bytes = 10000\nmax_connections = 7\n";
    let config = load(toml, &[("COFFER_LIMITS_HEADER_BYTES", "20000")]).unwrap();
    assert_eq!(config.settings.limits.header_bytes, 20_000);
    assert_eq!(config.settings.limits.max_connections, 7);
    assert_eq!(config.settings.limits.keep_alive, Duration::from_secs(75));
    let origin = |name| {
        let found = config
            .effective
            .iter()
            .find(|effective| effective.key.name == name);
        found.unwrap().origin.clone()
    };
    assert_eq!(
        origin("limits.header_bytes"),
        Origin::Environment("COFFER_LIMITS_HEADER_BYTES".to_owned())
    );
    assert!(matches!(origin("limits.max_connections"), Origin::File(_)));
    assert_eq!(origin("limits.keep_alive_seconds"), Origin::Default);
}

#[test]
fn places_follow_the_data_folder_and_the_address() {
    let variables = [
        ("COFFER_DATA_DIR", "/srv/c"),
        ("COFFER_LISTEN", "127.0.0.1:9"),
    ];
    let settings = load("", &variables).unwrap().settings;
    assert_eq!(
        settings.database_url,
        DatabaseUrl::Sqlite(PathBuf::from("/srv/c/coffer.db"))
    );
    assert_eq!(
        settings.blobs,
        BlobPlace::Disk(PathBuf::from("/srv/c/blobs"))
    );
    assert_eq!(
        settings.server_key_file(),
        PathBuf::from("/srv/c/server.key")
    );
    assert_eq!(settings.public_url, "http://127.0.0.1:9");
    let nowhere = [
        ("COFFER_DATABASE_URL", "sqlite::memory:"),
        ("COFFER_BLOBS", "memory:"),
    ];
    let settings = load("", &nowhere).unwrap().settings;
    assert_eq!(
        (settings.database_url, settings.blobs),
        (DatabaseUrl::Memory, BlobPlace::Memory)
    );
    assert_eq!(
        faults("blobs = \"s3:x\"", &[]),
        ["test.toml: blobs: expected \"disk:FOLDER\" or \"memory:\""]
    );
    let tls = "[tls]\ncertificate = \"a.pem\"\nkey = \"b.pem\"\n";
    assert_eq!(
        load(tls, &variables).unwrap().settings.public_url,
        "https://127.0.0.1:9"
    );
}

#[test]
fn the_public_address_follows_the_port_that_was_free() {
    let bound = "127.0.0.1:4321".parse().unwrap();
    let mut settings = load("", &[("COFFER_LISTEN", "127.0.0.1:0")])
        .unwrap()
        .settings;
    settings.listened_on(bound);
    assert_eq!(settings.public_url, "http://127.0.0.1:4321");
    let variables = [
        ("COFFER_LISTEN", "127.0.0.1:0"),
        ("COFFER_PUBLIC_URL", "https://d.example"),
    ];
    let mut settings = load("", &variables).unwrap().settings;
    settings.listened_on(bound);
    assert_eq!(
        (settings.listen, settings.public_url.as_str()),
        (bound, "https://d.example")
    );
}

#[test]
fn unknown_keys_are_refused_with_the_nearest_name() {
    assert_eq!(
        faults(
            "listn = \"x\"\n[limits]\nheader_byte = 1\n[zebra]\nstripes = 2\n",
            &[]
        ),
        [
            "test.toml: unknown key limits.header_byte, did you mean limits.header_bytes?",
            "test.toml: unknown key listn, did you mean listen?",
            "test.toml: unknown key zebra.stripes",
        ]
    );
    assert_eq!(
        faults(
            "",
            &[
                ("COFFER_LISTENS", "x"),
                ("COFFER_SOMETHING_ELSE_ENTIRELY", "y")
            ]
        ),
        [
            "environment: unknown variable COFFER_LISTENS, did you mean COFFER_LISTEN?",
            "environment: unknown variable COFFER_SOMETHING_ELSE_ENTIRELY",
        ]
    );
}

#[test]
fn variables_of_others_are_left_alone() {
    let variables = [
        ("COFFER_CONFIG", "x"),
        ("COFFER_TEST_POSTGRES", "x"),
        ("COFFER_PORT", "tcp://10.0.0.1:80"),
        ("COFFER_PORT_80_TCP_ADDR", "10.0.0.1"),
        ("COFFER_SERVICE_HOST", "10.0.0.1"),
        ("COFFER_SERVICE_PORT_HTTP", "80"),
        ("COFFER_LISTEN", ""),
        ("HOME", "/"),
    ];
    let settings = load("", &variables).unwrap().settings;
    assert_eq!(settings.listen.to_string(), "127.0.0.1:8080");
}

#[test]
fn a_wrong_value_is_named_with_its_key_and_place() {
    assert_eq!(
        faults(
            "listen = 5\ntrusted_proxies = [\"10.0.0.0/33\"]\n",
            &[("COFFER_LIMITS_HEADER_BYTES", "lots")]
        ),
        [
            "test.toml: listen: expected text",
            "environment: COFFER_LIMITS_HEADER_BYTES (limits.header_bytes): expected a whole number from 8192 to 1048576",
            "test.toml: trusted_proxies: expected addresses such as \"10.0.0.0/8\" or \"::1\", not \"10.0.0.0/33\"",
        ]
    );
    assert_eq!(
        faults("[log]\nformat = \"xml\"\n", &[("COFFER_LISTEN", "8080")]),
        [
            "environment: COFFER_LISTEN (listen): expected an address with a port, such as \"0.0.0.0:8080\"",
            "test.toml: log.format: expected \"text\" or \"json\"",
        ]
    );
    assert_eq!(
        faults("[limits]\nmax_connections = -1\n", &[]),
        ["test.toml: limits.max_connections: expected a whole number from 1 to 1000000"]
    );
}

#[test]
fn a_syntax_error_names_its_line_and_does_not_quote_it() {
    let found = faults(
        "listen = \"127.0.0.1:1\"\n[admin]\npassword = \"hunter2\n",
        &[],
    );
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("test.toml line 3: "), "{found:?}");
    assert!(!found[0].contains("hunter2"), "{found:?}");
}

#[test]
fn a_file_that_was_named_has_to_be_there() {
    let error = Config::load(Some("/nowhere/at/all.toml".as_ref()), [])
        .err()
        .unwrap();
    assert!(error.0[0].starts_with("/nowhere/at/all.toml: "), "{error}");
}

#[test]
fn pairs_are_set_together() {
    assert_eq!(
        faults("[tls]\nkey = \"k.pem\"\n", &[("COFFER_ADMIN_USER", "root")]),
        [
            "tls.certificate and tls.key have to be set together",
            "admin.user and admin.password have to be set together",
        ]
    );
}

#[test]
fn what_is_shown_holds_no_secret_and_reads_back() {
    let variables = [
        ("COFFER_ADMIN_USER", "root"),
        ("COFFER_ADMIN_PASSWORD", "hunter2"),
        ("COFFER_KEYS_SERVER_KEY", &"ab".repeat(32)),
        (
            "COFFER_DATABASE_URL",
            "postgres://joe:hunter2@db/coffer?sslpassword=hunter2&x=y",
        ),
        ("COFFER_TRUSTED_PROXIES", "10.0.0.0/8, ::1"),
    ];
    let config = load("", &variables).unwrap();
    let shown = config.show();
    assert!(
        !shown.contains("hunter2") && !shown.contains("abab"),
        "{shown}"
    );
    assert!(!format!("{:?}", config.settings.database_url).contains("hunter2"));
    let expected = "database_url = \"postgres://joe:***@db/coffer?sslpassword=***&x=y\" # COFFER_DATABASE_URL\n";
    assert!(shown.contains(expected), "{shown}");
    assert!(shown.contains("# default\n"), "{shown}");
    let table: toml::Table = shown.parse().unwrap();
    assert_eq!(table["trusted_proxies"].as_array().unwrap().len(), 2);
    assert_eq!(table["admin"]["password"].as_str(), Some("***"));
}

#[test]
fn a_wrong_secret_is_not_repeated_in_the_message() {
    let found = faults("", &[("COFFER_KEYS_SERVER_KEY", "hunter2")]);
    assert_eq!(
        found,
        ["environment: COFFER_KEYS_SERVER_KEY (keys.server_key): expected 64 hexadecimal digits"]
    );
}

#[test]
fn the_example_sets_nothing_and_every_line_of_it_can_be_switched_on() {
    assert!(
        example_toml()
            .parse::<toml::Table>()
            .unwrap()
            .values()
            .all(|section| section.as_table().is_some_and(toml::Table::is_empty))
    );
    let mut uncommented = String::new();
    for line in example_toml()
        .lines()
        .filter(|line| !line.ends_with("= \"\""))
    {
        let setting = line.strip_prefix('#').filter(|rest| !rest.starts_with(' '));
        uncommented.push_str(setting.unwrap_or(line));
        uncommented.push('\n');
    }
    let from_example = load(&uncommented, &[]).unwrap();
    let from_nothing = load("", &[]).unwrap();
    for (left, right) in from_example.effective.iter().zip(&from_nothing.effective) {
        assert_eq!(left.value, right.value, "{}", left.key.name);
    }
}

#[test]
fn keys_without_a_section_come_first_and_sections_are_not_split() {
    let mut sections: Vec<_> = KEYS.iter().map(|key| key.section().0).collect();
    sections.dedup();
    assert_eq!(sections[0], "");
    let count = sections.len();
    sections.sort_unstable();
    sections.dedup();
    assert_eq!(sections.len(), count);
}

#[test]
fn variables_follow_from_the_name_except_for_the_log() {
    for key in KEYS {
        let rule = format!("COFFER_{}", key.name.replace('.', "_").to_uppercase());
        let expected = if key.name == "log.filter" {
            "COFFER_LOG"
        } else {
            &rule
        };
        assert_eq!(key.environment(), expected);
    }
}

#[test]
fn public_addresses_are_addresses_of_web_servers() {
    let url =
        |text| load("", &[("COFFER_PUBLIC_URL", text)]).map(|config| config.settings.public_url);
    assert_eq!(
        url("https://drive.example.com/").unwrap(),
        "https://drive.example.com"
    );
    assert_eq!(
        url("http://[::1]:8080/drive").unwrap(),
        "http://[::1]:8080/drive"
    );
    for text in [
        "drive.example.com",
        "ftp://x",
        "https://x/?q",
        "https://x/#a",
        "https://",
    ] {
        assert!(url(text).is_err(), "{text}");
    }
}

#[test]
fn origins_have_no_path() {
    let origins = |text| {
        load("", &[("COFFER_CORS_ORIGINS", text)]).map(|config| config.settings.cors_origins)
    };
    assert_eq!(
        origins("https://a.example, *").unwrap(),
        ["https://a.example", "*"]
    );
    assert!(origins("https://a.example/path").is_err());
}

#[test]
fn origins_that_may_embed_are_spelled_as_browsers_do() {
    let origins =
        |text| load("", &[("COFFER_SDK_ORIGINS", text)]).map(|config| config.settings.sdk_origins);
    let listed = "https://a.example,http://127.0.0.1:8081,http://[::1]:3000";
    assert_eq!(origins(listed).unwrap().join(","), listed);
    for text in [
        "*",
        "a.example",
        "https://a.example/path",
        "https://A.example",
        "https://a.example:443",
        "http://a.example:80",
        "https://somebody@a.example",
        "https://a.example;script-src",
        "https://a.example, *",
    ] {
        assert!(origins(text).is_err(), "{text}");
    }
    // Nothing is listed unless somebody does.
    assert!(load("", &[]).unwrap().settings.sdk_origins.is_empty());
}

#[test]
fn networks_contain_what_shares_their_prefix() {
    let contains = |network: &str, address: &str| {
        network
            .parse::<Network>()
            .unwrap()
            .contains(address.parse().unwrap())
    };
    assert!(contains("10.0.0.0/8", "10.255.0.1"));
    assert!(!contains("10.0.0.0/8", "11.0.0.1"));
    assert!(contains("0.0.0.0/0", "200.1.2.3"));
    assert!(!contains("0.0.0.0/0", "2001:db8::1"));
    assert!(contains("127.0.0.1", "::ffff:127.0.0.1"));
    assert!(contains("2001:db8::/32", "2001:db8:1::1"));
    assert!(contains("::/0", "fe80::1"));
    assert!(!contains("::1", "::2"));
}
