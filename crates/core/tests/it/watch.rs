//! What open pages are told, and for how long, by a clock that the test turns.

use crate::world::World;
use coffer_core::files::BatchAct;
use coffer_core::identity::provider::{CodeRequest, Scope};
use coffer_core::watch::{
    CutOff, FolderChange, Told, Watch, WatchCommand, WatchEvent, WatchFrom, WatchPosition,
};
use coffer_core::{Drive, NodeRef};
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

async fn session(world: &World) -> String {
    let login = world.drive.log_in("admin", "correct horse", "192.0.2.1");
    let login = login.await.unwrap().login;
    let client = world.drive.built_in_client();
    let request = CodeRequest {
        redirect_uri: client.redirect_uris[0].clone(),
        client,
        scope: Scope::parse("openid"),
        nonce: None,
        challenge: None,
    };
    let code = world.drive.issue_code(request, &login).await.unwrap();
    world.drive.open_session(&code, None).await.unwrap().token
}

async fn watch(world: &World, token: &str, from: WatchFrom) -> (Watch, CutOff) {
    let cut_off = CutOff::default();
    let command = WatchCommand {
        token: token.to_owned(),
        folders: vec![(world.space, NodeRef::Root)],
        from,
        cut_off: cut_off.clone(),
    };
    let watch = world.drive.watch(&world.ctx(), command).await.unwrap();
    (watch, cut_off)
}

/// A page behind its greeting.
async fn greeted(world: &World, token: &str) -> (Watch, CutOff) {
    let (mut page, cut_off) = watch(world, token, WatchFrom::Now).await;
    let hello = page.next().await.unwrap();
    assert!(matches!(
        hello[..],
        [Told {
            event: WatchEvent::Hello {
                unread: 0,
                resumed: false
            },
            ..
        }]
    ));
    (page, cut_off)
}

/// What rings, until the guard is dropped.
fn ringing(drive: &Drive) -> impl Drop {
    let stop = CancellationToken::new();
    let (drive, stopped) = (drive.clone(), stop.clone());
    TaskTracker::new().spawn(async move { drive.run_watch(stopped).await });
    stop.drop_guard()
}

fn changes(told: &[Told]) -> &[FolderChange] {
    let change = told.iter().find_map(|told| match &told.event {
        WatchEvent::Change(changes) => Some(changes),
        _ => None,
    });
    change.unwrap()
}

#[tokio::test(start_paused = true)]
async fn who_reads_nothing_is_cut_off_and_who_waits_is_not() {
    let world = World::new().await;
    let token = session(&world).await;
    let _ringing = ringing(&world.drive);
    let (_stalled, cut_off) = greeted(&world, &token).await;
    let (mut waiting, spared) = greeted(&world, &token).await;
    let began = Instant::now();
    let reading = async {
        while began.elapsed() < Duration::from_secs(100) {
            waiting.next().await.unwrap();
        }
    };
    let cut = async {
        cut_off.wait().await;
        began.elapsed()
    };
    let ((), after) = tokio::join!(reading, cut);
    assert!((30..35).contains(&after.as_secs()), "{after:?}");
    let spared = tokio::time::timeout(Duration::from_secs(1), spared.wait()).await;
    assert!(spared.is_err());
}

#[tokio::test(start_paused = true)]
async fn silence_is_broken_and_keeps_no_session_alive() {
    let world = World::new().await;
    let token = session(&world).await;
    let (mut page, _) = greeted(&world, &token).await;
    for _ in 0..3 {
        let began = Instant::now();
        assert!(page.next().await.unwrap().is_empty());
        assert_eq!(began.elapsed().as_secs(), 15);
    }
    world.pass(19 * 60);
    assert!(page.next().await.unwrap().is_empty());
    world.pass(2 * 60);
    assert!(page.next().await.is_none());
}

#[tokio::test]
async fn jobs_are_told_once_a_second_and_their_end_always() {
    let world = World::new().await;
    let token = session(&world).await;
    let _ringing = ringing(&world.drive);
    let (mut page, _) = greeted(&world, &token).await;
    let mut reports = Vec::new();
    let mut told = 0;
    for name in ["a", "b", "c"] {
        let folder = world.folder(NodeRef::Root, name).await;
        world.batch(BatchAct::Recycle, &[folder]).await;
        while told < 1 + reports.len() {
            let jobs = page.next().await.unwrap();
            let jobs = jobs
                .iter()
                .filter(|told| matches!(told.event, WatchEvent::Job(_)));
            told += jobs.count();
        }
        reports.push(Instant::now());
    }
    for two in reports.windows(2) {
        let between = two[1] - two[0];
        assert!(between >= Duration::from_secs(1), "{between:?}");
    }
}

#[tokio::test]
async fn who_watches_what_is_busy_looks_four_times_a_second_and_misses_nothing() {
    let world = World::new().await;
    let token = session(&world).await;
    let _ringing = ringing(&world.drive);
    let (mut page, _) = greeted(&world, &token).await;
    let enough = CancellationToken::new();
    let writing = async {
        let mut made = BTreeSet::new();
        // So few that each look names all of them.
        let mut beat = tokio::time::interval(Duration::from_millis(20));
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while !enough.is_cancelled() {
            beat.tick().await;
            let name = made.len().to_string();
            made.insert(world.folder(NodeRef::Root, &name).await);
        }
        made
    };
    let reading = async {
        let (mut seen, mut looks) = (BTreeSet::new(), Vec::new());
        while looks.len() < 5 {
            let told = page.next().await.unwrap();
            looks.push(Instant::now());
            seen.extend(
                changes(&told)
                    .iter()
                    .flat_map(|change| change.nodes.clone()),
            );
        }
        enough.cancel();
        (seen, looks)
    };
    let (made, (mut seen, looks)) = tokio::join!(writing, reading);
    for two in looks.windows(2) {
        let between = two[1] - two[0];
        assert!(between >= Duration::from_millis(250), "{between:?}");
    }
    while seen != made {
        let told = page.next().await.unwrap();
        seen.extend(
            changes(&told)
                .iter()
                .flat_map(|change| change.nodes.clone()),
        );
    }
}

#[tokio::test(start_paused = true)]
async fn what_breaks_a_silence_is_told_at_once() {
    let world = World::new().await;
    let token = session(&world).await;
    let _ringing = ringing(&world.drive);
    let (mut page, _) = greeted(&world, &token).await;
    world.folder(NodeRef::Root, "before").await;
    page.next().await.unwrap();
    tokio::time::advance(Duration::from_secs(1)).await;
    world.folder(NodeRef::Root, "folder").await;
    let began = Instant::now();
    assert_eq!(changes(&page.next().await.unwrap()).len(), 1);
    assert!(
        began.elapsed() <= Duration::from_millis(100),
        "{:?}",
        began.elapsed()
    );
}

#[tokio::test]
async fn who_stops_waiting_and_waits_again_misses_nothing() {
    let world = World::new().await;
    let token = session(&world).await;
    let _ringing = ringing(&world.drive);
    let (mut page, _) = greeted(&world, &token).await;
    world.folder(NodeRef::Root, "first").await;
    page.next().await.unwrap();
    let second = world.folder(NodeRef::Root, "second").await;
    let began = Instant::now();
    let told = loop {
        let told = tokio::time::timeout(Duration::from_millis(20), page.next()).await;
        if let Ok(told) = told {
            break told.unwrap();
        }
    };
    // Long before the silence in which everything is looked at.
    assert!(
        began.elapsed() < Duration::from_secs(8),
        "{:?}",
        began.elapsed()
    );
    assert!(changes(&told)[0].nodes.contains(&second), "{told:?}");
}

#[tokio::test]
async fn many_changes_are_told_as_many() {
    let world = World::new().await;
    let token = session(&world).await;
    let (mut page, _) = greeted(&world, &token).await;
    let (mut late, _) = greeted(&world, &token).await;
    for number in 0..60 {
        world.folder(NodeRef::Root, &number.to_string()).await;
    }
    let told = page.next().await.unwrap();
    let [change] = changes(&told) else {
        panic!("one folder: {told:?}");
    };
    assert_eq!((change.nodes.len(), change.more), (50, true));
    for number in 60..250 {
        world.folder(NodeRef::Root, &number.to_string()).await;
    }
    let told = late.next().await.unwrap();
    let [change] = changes(&told) else {
        panic!("one folder: {told:?}");
    };
    assert_eq!((change.nodes.len(), change.more), (0, true));
}

#[tokio::test]
async fn a_page_that_saw_what_is_not_there_begins_anew() {
    let world = World::new().await;
    let token = session(&world).await;
    let (mut page, _) = watch(&world, &token, WatchFrom::Now).await;
    let now = page.next().await.unwrap().remove(0).position;
    // Numbers of messages and jobs, a space and its stamp: each a later one than there is.
    let bytes = now.to_bytes();
    for number in [0, 1, 3] {
        let mut later = bytes.clone();
        later[number * 8 + 6] += 1;
        let later = WatchPosition::from_bytes(&later).unwrap();
        let (mut page, _) = watch(&world, &token, WatchFrom::Position(later)).await;
        let told = page.next().await.unwrap();
        let events: Vec<_> = told.iter().map(|told| &told.event).collect();
        let anew = matches!(
            events[..],
            [WatchEvent::Hello { resumed: false, .. }, WatchEvent::Reset]
        );
        assert!(anew, "{number}: {events:?}");
        assert_eq!(told[1].position, now);
    }
    let (mut page, _) = watch(&world, &token, WatchFrom::Position(now)).await;
    let told = page.next().await.unwrap();
    assert!(matches!(
        told[0].event,
        WatchEvent::Hello { resumed: true, .. }
    ));
}

#[tokio::test]
async fn a_server_that_stops_ends_every_watch() {
    let world = World::new().await;
    let token = session(&world).await;
    let ringing = ringing(&world.drive);
    let (mut page, _) = greeted(&world, &token).await;
    drop(ringing);
    assert!(page.next().await.is_none());
    let command = WatchCommand {
        token,
        folders: Vec::new(),
        from: WatchFrom::Now,
        cut_off: CutOff::default(),
    };
    let refused = world.drive.watch(&world.ctx(), command).await.unwrap_err();
    assert_eq!(refused.code(), coffer_model::Code::Busy);
}
