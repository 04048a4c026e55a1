//! What somebody leaves behind.

use crate::world::{World, assert_code};
use coffer_core::files::{BatchAct, ListFolder, Search, SearchOrder, SearchScope};
use coffer_core::organisation::{ChangeMember, ChangeSpace};
use coffer_core::{Expect, NodeRef};
use coffer_model::node::SortField;
use coffer_model::space::SpaceKind;
use coffer_model::{Code, NodeId};
use coffer_store::{Sql, args};

/// The administrator, who leaves and who receives.
struct Company {
    admin: World,
    leaver: World,
    receiver: World,
}

/// A leaver with more nodes than one slice, something in the safe and something in the bin.
struct Estate {
    folders: Vec<NodeId>,
    file: NodeId,
    secret: NodeId,
    thrown_away: NodeId,
}

impl Company {
    async fn new() -> Self {
        let admin = World::new().await;
        let leaver = admin.somebody("leaver").await;
        let receiver = admin.somebody("receiver").await;
        Self {
            admin,
            leaver,
            receiver,
        }
    }

    async fn hand_over(&self) -> coffer_model::Result<coffer_model::JobId> {
        let (leaver, receiver) = (self.leaver.user, self.receiver.user);
        let ctx = self.admin.ctx();
        self.admin.drive.hand_over(&ctx, leaver, receiver).await
    }
}

async fn estate(leaver: &World) -> Estate {
    let mut folders = Vec::new();
    for number in 0..6_u8 {
        let folder = leaver.folder(NodeRef::Root, &format!("f{number}")).await;
        for file in 0..120 {
            let name = format!("file {file}");
            leaver
                .upload(NodeRef::Id(folder), &name, &[number; 10])
                .await;
        }
        folders.push(folder);
    }
    let file = leaver.upload(NodeRef::Root, "report.txt", b"report").await;
    let secret = leaver.upload(NodeRef::Safe, "secret.txt", b"secret").await;
    let thrown_away = leaver.upload(NodeRef::Root, "old.txt", b"old").await;
    leaver.recycle(thrown_away).await;
    Estate {
        folders,
        file,
        secret,
        thrown_away,
    }
}

/// Names in a folder, or in the recycle bin.
async fn names(world: &World, folder: NodeRef, bin: bool) -> Vec<String> {
    let list = ListFolder {
        space: world.space,
        expect: Expect::Any,
        folder,
        bin,
        sort: SortField::Name,
        descending: false,
        file_type: None,
        after: None,
        limit: 1_000,
    };
    let listed = world.drive.list_folder(&world.ctx(), list).await.unwrap();
    let names = listed.entries.iter();
    names.map(|entry| entry.name.as_str().to_owned()).collect()
}

/// How many names in the own space have this part.
async fn hits(world: &World, part: &str) -> u32 {
    let search = Search {
        scope: SearchScope::Personal,
        space: None,
        parent: None,
        recursive: true,
        recycled: false,
        name: Some(part.to_owned()),
        file_type: None,
        size: None,
        edited: None,
        creator: None,
        order: SearchOrder {
            sort: SortField::Name,
            descending: false,
        },
        after: None,
        limit: 10,
    };
    let found = world.drive.search(&world.ctx(), search).await.unwrap();
    found.total
}

/// That everything is where it belongs, whatever happened on the way.
async fn assert_passed(company: &Company, estate: &Estate, used: u64) {
    let receiver = &company.receiver;
    assert_eq!(names(receiver, NodeRef::Root, false).await, ["leaver"]);
    assert_eq!(names(receiver, NodeRef::Safe, false).await, ["leaver"]);
    assert_eq!(receiver.read(estate.file).await.unwrap(), b"report");
    assert_eq!(receiver.read(estate.secret).await.unwrap(), b"secret");
    let folder = receiver.parent_of(estate.file).await.unwrap();
    let inside = names(receiver, NodeRef::Id(folder), false).await;
    assert_eq!(inside, ["f0", "f1", "f2", "f3", "f4", "f5", "report.txt"]);
    assert_eq!(receiver.view().await.used, used);
}

/// That the leaver and the old space are gone.
async fn assert_gone(company: &Company) {
    let Company { admin, leaver, .. } = company;
    assert_code(
        admin.drive.member(&admin.ctx(), leaver.user).await,
        Code::NotFound,
    );
    let space = admin.drive.space(&admin.ctx(), leaver.space).await;
    assert_code(space, Code::SpaceNotFound);
    let heir = admin.drive.receiver_for(&admin.ctx(), leaver.user).await;
    assert_eq!(heir.unwrap().id, company.receiver.user);
    admin.assert_whole().await;
}

#[tokio::test]
async fn everything_is_in_its_new_place_at_once_and_stays_there_whenever_servers_are_killed() {
    for steps in 0..4 {
        let company = Company::new().await;
        let Company {
            admin, receiver, ..
        } = &company;
        let estate = estate(&company.leaver).await;
        let used = company.leaver.view().await.used;
        company.hand_over().await.unwrap();
        assert_passed(&company, &estate, used).await;
        for _ in 0..steps {
            assert!(admin.step_job().await);
            assert_passed(&company, &estate, used).await;
            admin.assert_whole().await;
        }
        if admin
            .drive
            .member(&admin.ctx(), company.leaver.user)
            .await
            .is_ok()
        {
            admin.take_job_and_die().await;
            assert_passed(&company, &estate, used).await;
            admin.assert_whole().await;
            admin.pass(61);
        }
        admin.run_jobs().await;
        assert_passed(&company, &estate, used).await;
        assert_gone(&company).await;
        assert_eq!(names(receiver, NodeRef::Root, true).await, ["old.txt"]);
        assert_eq!(hits(receiver, "file 7").await, 6 * 11);
        receiver
            .act(BatchAct::Restore, estate.thrown_away)
            .await
            .unwrap();
        assert_eq!(receiver.read(estate.thrown_away).await.unwrap(), b"old");
        admin.sweep_long().await;
        admin.assert_whole().await;
    }
}

#[tokio::test]
async fn the_receiver_works_with_it_while_the_rows_follow() {
    for steps in 0..3 {
        let company = Company::new().await;
        let Company {
            admin, receiver, ..
        } = &company;
        let estate = estate(&company.leaver).await;
        company.hand_over().await.unwrap();
        for _ in 0..steps {
            assert!(admin.step_job().await);
        }
        let [a, b, c, ..] = estate.folders[..] else {
            panic!("there are six");
        };
        // Into another folder, out of the tree, away for good, into the bin and back.
        receiver.move_to(a, NodeRef::Id(b)).await.unwrap();
        receiver.move_to(estate.file, NodeRef::Root).await.unwrap();
        receiver.act(BatchAct::Erase, c).await.unwrap();
        receiver.recycle(b).await;
        receiver.act(BatchAct::Restore, b).await.unwrap();
        let new = receiver.upload(NodeRef::Id(a), "new", b"new").await;
        receiver.recycle(a).await;
        admin.run_jobs().await;
        admin.assert_whole().await;
        assert_gone(&company).await;
        receiver.act(BatchAct::Restore, a).await.unwrap();
        assert_eq!(receiver.read(new).await.unwrap(), b"new");
        assert_eq!(receiver.read(estate.file).await.unwrap(), b"report");
        // Five folders of 120 files of 10 bytes, and what lay outside them.
        assert_eq!(receiver.view().await.used, 5 * 1_200 + 6 + 6 + 3 + 3);
        admin.assert_whole().await;
    }
}

#[tokio::test]
async fn the_receiver_erases_it_while_the_rows_follow() {
    for steps in 0..3 {
        let company = Company::new().await;
        let Company {
            admin, receiver, ..
        } = &company;
        let estate = estate(&company.leaver).await;
        let inside = company
            .leaver
            .folder(NodeRef::Id(estate.folders[0]), "x")
            .await;
        company.leaver.recycle(inside).await;
        company.hand_over().await.unwrap();
        for _ in 0..steps {
            assert!(admin.step_job().await);
        }
        let top = receiver.parent_of(estate.file).await.unwrap();
        receiver.act(BatchAct::Erase, top).await.unwrap();
        admin.run_jobs().await;
        assert_gone(&company).await;
        // What had been thrown away before has entries of its own and stays.
        let mut bin = names(receiver, NodeRef::Root, true).await;
        bin.sort_unstable();
        assert_eq!(bin, ["old.txt", "x"]);
        assert_eq!(receiver.view().await.used, 3 + 6);
        admin.assert_whole().await;
    }
}

#[tokio::test]
async fn what_the_leaver_was_erasing_is_erased_and_counts_for_nobody() {
    let company = Company::new().await;
    let Company { admin, leaver, .. } = &company;
    let estate = estate(leaver).await;
    leaver
        .act(BatchAct::Erase, estate.folders[0])
        .await
        .unwrap();
    leaver
        .drive
        .empty_bin(&leaver.ctx(), leaver.space)
        .await
        .unwrap();
    company.hand_over().await.unwrap();
    admin.run_jobs().await;
    assert_gone(&company).await;
    let left = 5 * 1_200 + 6 + 6;
    let used = company.receiver.view().await.used;
    // Whether the bin was emptied before its entries had passed does not matter.
    assert!(used == left || used == left + 3, "{used}");
    admin.assert_whole().await;
}

#[tokio::test]
async fn what_cannot_be_handed_over_stays_as_it_was() {
    let company = Company::new().await;
    let Company {
        admin,
        leaver,
        receiver,
    } = &company;
    let file = leaver.upload(NodeRef::Root, "a", &[1; 100]).await;
    // No room.
    receiver.set_capacity(99).await;
    assert_code(company.hand_over().await, Code::QuotaExceeded);
    receiver.set_capacity(1_000).await;
    // A space that cannot be used.
    let disabled = |disabled| ChangeSpace {
        disabled: Some(disabled),
        capacity_gib: None,
    };
    let (ctx, kind) = (admin.ctx(), SpaceKind::Personal);
    let change = admin
        .drive
        .change_space(&ctx, kind, receiver.user.0, disabled(true));
    change.await.unwrap();
    assert_code(company.hand_over().await, Code::SpaceDisabled);
    let change = admin
        .drive
        .change_space(&ctx, kind, receiver.user.0, disabled(false));
    change.await.unwrap();
    // Folders as deep as they can be get no deeper.
    let deepest = leaver.chain(NodeRef::Root, 30).await;
    assert_code(company.hand_over().await, Code::TooDeep);
    leaver.act(BatchAct::Erase, deepest[0]).await.unwrap();
    // Oneself, the same twice, members.
    let drive = &admin.drive;
    let same = drive.hand_over(&ctx, leaver.user, leaver.user).await;
    assert_code(same, Code::BadRequest);
    let own = drive.hand_over(&ctx, admin.user, receiver.user).await;
    assert_code(own, Code::Conflict);
    let by_member = drive
        .hand_over(&leaver.ctx(), receiver.user, leaver.user)
        .await;
    assert_code(by_member, Code::Forbidden);
    assert_eq!(leaver.read(file).await.unwrap(), [1; 100]);
    assert!(names(receiver, NodeRef::Root, false).await.is_empty());
    admin.run_jobs().await;
    admin.assert_whole().await;
}

#[tokio::test]
async fn a_receiver_stays_until_everything_has_arrived() {
    let company = Company::new().await;
    let Company {
        admin, receiver, ..
    } = &company;
    estate(&company.leaver).await;
    company.hand_over().await.unwrap();
    let ctx = admin.ctx();
    let removed = admin.drive.remove_member(&ctx, receiver.user).await;
    assert_code(removed, Code::Conflict);
    let passed_on = admin.drive.hand_over(&ctx, receiver.user, admin.user).await;
    assert_code(passed_on, Code::Conflict);
    admin.run_jobs().await;
    // And then passes everything on, with what was passed to him.
    admin
        .drive
        .hand_over(&ctx, receiver.user, admin.user)
        .await
        .unwrap();
    admin.run_jobs().await;
    assert_eq!(names(admin, NodeRef::Root, false).await, ["receiver"]);
    assert_eq!(hits(admin, "file 119").await, 6);
    admin.assert_whole().await;
}

#[tokio::test]
async fn somebody_without_files_is_handed_over_too() {
    let company = Company::new().await;
    company.hand_over().await.unwrap();
    company.admin.run_jobs().await;
    assert!(
        names(&company.receiver, NodeRef::Root, false)
            .await
            .is_empty()
    );
    assert_gone(&company).await;
}

#[tokio::test]
async fn a_leaver_stays_as_he_is_until_he_is_gone() {
    let company = Company::new().await;
    let Company {
        admin,
        leaver,
        receiver,
    } = &company;
    let third = admin.somebody("third").await;
    estate(leaver).await;
    let job = company.hand_over().await.unwrap();
    let (drive, ctx) = (&admin.drive, admin.ctx());
    assert_eq!(company.hand_over().await.unwrap(), job, "it is under way");
    let to_another = drive.hand_over(&ctx, leaver.user, third.user).await;
    assert_code(to_another, Code::Conflict);
    let change = ChangeMember {
        disabled: Some(false),
        ..ChangeMember::default()
    };
    let let_in_again = drive.change_member(&ctx, leaver.user, change).await;
    assert_code(let_in_again, Code::Conflict);
    let removed = drive.remove_member(&ctx, leaver.user).await;
    assert_code(removed, Code::Conflict);
    let kind = SpaceKind::Personal;
    let space = drive.create_space(&ctx, kind, leaver.user.0, 1).await;
    assert_code(space, Code::Conflict);
    let received = drive.hand_over(&ctx, third.user, leaver.user).await;
    assert_code(received, Code::Conflict);
    admin.run_jobs().await;
    assert_gone(&company).await;
    assert_eq!(names(receiver, NodeRef::Root, false).await, ["leaver"]);
}

#[tokio::test]
async fn what_a_failed_job_left_undone_is_taken_up_again() {
    let company = Company::new().await;
    let Company { admin, leaver, .. } = &company;
    let estate = estate(leaver).await;
    let used = leaver.view().await.used;
    let failed = company.hand_over().await.unwrap();
    assert!(admin.step_job().await);
    static FAIL: Sql = Sql::both("UPDATE job SET status = 3, finished_at = 1 WHERE id = ?1");
    admin
        .store
        .write(move |tx| tx.execute(&FAIL, args![failed]))
        .await
        .unwrap();
    let again = company.hand_over().await.unwrap();
    assert_ne!(again, failed);
    admin.run_jobs().await;
    assert_passed(&company, &estate, used).await;
    assert_gone(&company).await;
}
