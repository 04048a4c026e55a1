//! `/events` as connections: how many there are, and when they end.

use crate::events::{assert_refused, open, watching};
use crate::groups::group;
use crate::support::{BINARY, Person, alone_on_both_databases};
use coffer_testkit::{Database, KooDrive, Place, Server};
use futures_util::future::join_all;
use reqwest::header::RETRY_AFTER;
use serde_json::json;
use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::time::MissedTickBehavior;

alone_on_both_databases! {
    streams_end_when_the_server_stops,
    a_stream_ends_with_its_session,
    hundreds_of_streams_hear_of_one_change,
    pages_of_a_busy_space_ask_seldom_and_see_all,
}

/// Adds people as the administrator does at the command line, and logs them in.
async fn people(server: &mut Server, count: usize) -> Vec<Person> {
    let mut people = Vec::new();
    for number in 0..count {
        let name = format!("watcher{number}");
        let add = ["user", "add", "--password-stdin", &name];
        server.run(&add, &format!("{}\n", Place::PASSWORD));
        people.push(Person::log_in(server.url(), &name).await);
    }
    people
}

async fn streams_end_when_the_server_stops(server: &mut Server) {
    let person = Person::log_in(server.url(), Place::ADMIN).await;
    let mut pages = Vec::new();
    for _ in 0..5 {
        pages.push(open(&person, "").await);
    }
    let told = Instant::now();
    server.stop();
    assert!(
        told.elapsed() < Duration::from_secs(10),
        "{:?}",
        told.elapsed()
    );
    for page in &mut pages {
        assert_eq!(page.next().await, None);
    }
    // The page comes back to where it was.
    let last = {
        server.start_again();
        let mut person = person.clone();
        person.reconnect();
        person.events("", None).await.told("hello").await.id
    };
    server.kill();
    server.start_again();
    let mut person = person;
    person.reconnect();
    let mut page = person.events("", Some(&last)).await;
    assert_eq!(page.told("hello").await.data["resumed"], true);
}

async fn a_stream_ends_with_its_session(server: &mut Server) {
    let admin = Person::log_in(server.url(), Place::ADMIN).await;
    let watchers = people(server, 2).await;
    let [left, disabled] = &watchers[..] else {
        unreachable!("two were added");
    };
    // Logging off ends it at once, and no other session of the same person.
    let again = Person::log_in(server.url(), &left.name).await;
    let (mut page, mut other) = (open(left, "").await, open(&again, "").await);
    let told = Instant::now();
    left.log_off().await.ok();
    assert_eq!(page.next().await, None);
    assert!(
        told.elapsed() < Duration::from_secs(5),
        "{:?}",
        told.elapsed()
    );
    let team = group(&admin, "Team").await;
    admin.add_members(&team, &[left.user()]).await.ok();
    other.told("message").await;
    // Who is locked out hears no more, not even what was meant for all.
    let mut page = open(disabled, "").await;
    let body = json!({"status": 1});
    admin.change_user(disabled.user(), &body).await.ok();
    assert_eq!(page.next().await, None);
}

/// The space of everybody.
async fn space_of_all(person: &Person) -> String {
    let spaces = person.spaces(person.user(), "").await.ok();
    let mut spaces = spaces["data"].as_array().unwrap().iter();
    let space = spaces.find(|space| space["type"] == 0).unwrap();
    space["containerId"].as_str().unwrap().to_owned()
}

/// What a server counted so far.
async fn counted(server: &Server, name: &str) -> u64 {
    let metrics = reqwest::get(format!("{}/metrics", server.url()));
    let metrics = metrics.await.unwrap().text().await.unwrap();
    let number = metrics.lines().find_map(|line| line.strip_prefix(name));
    number.unwrap_or("0").trim().parse().unwrap()
}

async fn pages_of_a_busy_space_ask_seldom_and_see_all(server: &mut Server) {
    const LOOKS: &str = "coffer_event_looks_total";
    const MADE: usize = 100;
    let admin = Person::log_in(server.url(), Place::ADMIN).await;
    let watchers = people(server, 2).await;
    let space = &space_of_all(&admin).await;
    let query = watching(space, &["root"]);
    let streams = (0..20).map(|number| open(&watchers[number % 2], &query));
    let mut pages = join_all(streams).await;
    let (before, began) = (counted(server, LOOKS).await, Instant::now());
    let writing = async {
        let mut made = BTreeSet::new();
        // So few that each event names all of them.
        let mut beat = tokio::time::interval(Duration::from_millis(20));
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        for number in 0..MADE {
            beat.tick().await;
            let folder = admin.folder(space, "root", &number.to_string()).await.ok();
            made.insert(folder["id"].as_str().unwrap().to_owned());
        }
        made
    };
    let reading = join_all(pages.iter_mut().map(async |page| {
        let mut seen = BTreeSet::new();
        while seen.len() < MADE {
            let told = page.told("change").await;
            let change = &told.data["folders"][0];
            assert_eq!(change["more"], false, "{change}");
            let files = change["files"].as_array().unwrap().iter();
            seen.extend(files.map(|file| file.as_str().unwrap().to_owned()));
        }
        seen
    }));
    let (made, seen) = futures_util::join!(writing, reading);
    for seen in seen {
        assert_eq!(seen, made);
    }
    // Four looks a second, one at once, and one that was under way.
    let (looks, took) = (counted(server, LOOKS).await - before, began.elapsed());
    let each = took.as_millis() / 250 + 2;
    assert!(
        u128::from(looks) <= 20 * each,
        "{looks} looks of 20 pages in {took:?}"
    );
}

async fn hundreds_of_streams_hear_of_one_change(server: &mut Server) {
    const EACH: usize = 16;
    let admin = Person::log_in(server.url(), Place::ADMIN).await;
    let watchers = people(server, 13).await;
    let space = &space_of_all(&admin).await;
    let query = watching(space, &["root"]);
    let streams = watchers
        .iter()
        .flat_map(|person| std::iter::repeat_n(person, EACH));
    let mut pages = join_all(streams.map(|person| open(person, &query))).await;
    assert_eq!(pages.len(), 208);
    let refused = watchers[0].try_events(&query, None).await.unwrap_err();
    assert_refused(&refused, 429, "too_many_requests");
    assert!(refused.headers.contains_key(RETRY_AFTER));
    admin.folder(space, "root", "for all").await.ok();
    for page in &mut pages {
        let told = page.told("change").await;
        assert_eq!(told.data["folders"][0]["acts"], json!(["create_folder"]));
    }
    let gauge = reqwest::get(format!("{}/metrics", server.url()))
        .await
        .unwrap();
    let gauge = gauge.text().await.unwrap();
    assert!(gauge.contains("coffer_event_streams 208"), "{gauge}");
    // A page that is closed makes room for another.
    pages.truncate(EACH - 1);
    coffer_testkit::eventually("there is room again", || async {
        watchers[0].try_events(&query, None).await.ok()
    })
    .await;
}

#[tokio::test]
async fn there_are_only_so_many_streams() {
    let place = Place::make(Database::Sqlite).unwrap();
    let place = place.with("COFFER_LIMITS_EVENT_STREAMS", "2");
    let server = Server::start(Path::new(BINARY), place);
    let person = Person::log_in(server.url(), Place::ADMIN).await;
    let _pages = (open(&person, "").await, open(&person, "").await);
    let refused = person.try_events("", None).await.unwrap_err();
    assert_refused(&refused, 503, "busy");
    assert!(refused.headers.contains_key(RETRY_AFTER));
}

/// What one server writes, those who wait at another hear.
#[tokio::test]
async fn two_servers_on_one_database_hear_of_each_other() {
    let Some(place) = Place::make(Database::Postgres) else {
        return;
    };
    let mut server = Server::start(Path::new(BINARY), place);
    let second = server.beside();
    let watchers = people(&mut server, 2).await;
    let (writer, reader) = (&watchers[0], &watchers[1]);
    let elsewhere: KooDrive = reader.at(second.url());
    let space = reader.container();
    let mut page = elsewhere.events(&watching(space, &["root"]), None).await;
    let mut last = page.told("hello").await.id;
    let teams = [group(writer, "One").await, group(writer, "Two").await];
    let there = writer.at(second.url());
    let mut seen = Vec::new();
    // Both servers write at once; the reader comes back to the one and the other.
    let writing = join_all([(writer as &KooDrive, &teams[0]), (&there, &teams[1])].map(
        |(client, team)| async move {
            for _ in 0..10 {
                client.add_members(team, &[reader.user()]).await.ok();
                client.remove_members(team, &[reader.user()]).await.ok();
            }
        },
    ));
    let reading = async {
        for round in 0..40 {
            let told = page.told("message").await;
            last = told.id;
            seen.push(told.data["id"].as_str().unwrap().to_owned());
            if round % 5 == 0 {
                let at: &KooDrive = if round % 2 == 0 { reader } else { &elsewhere };
                page = at.events(&watching(space, &["root"]), Some(&last)).await;
                page.told("hello").await;
            }
        }
    };
    futures_util::join!(reading, writing);
    let list = reader.messages("?pageSize=100").await.ok();
    let messages = list["messages"].as_array().unwrap().iter();
    let mut stored: Vec<_> = messages
        .map(|message| message["id"].as_str().unwrap())
        .collect();
    stored.sort_unstable();
    seen.sort_unstable();
    assert_eq!(seen, stored);
    // A change of a folder too.
    let mut page = elsewhere.events(&watching(space, &["root"]), None).await;
    page.told("hello").await;
    reader.folder(space, "root", "new").await.ok();
    page.told("change").await;
}
