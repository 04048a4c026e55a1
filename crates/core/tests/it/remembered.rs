//! Any sequence of acts leaves the lists of stars and of what was used last as a naive model has them, and
//! neither list ever shows what may not be seen.

use crate::world::World;
use coffer_core::NodeRef;
use coffer_core::favourites::{ListFavourites, Sight, StarItem};
use coffer_core::files::{BatchAct, Rename};
use coffer_model::node::OnClash;
use coffer_model::space::SpaceKind;
use coffer_model::{DepartmentId, NodeId, Timestamp};
use proptest::prelude::*;
use std::collections::HashMap;

const HOUR: i64 = 3_600_000_000;
/// Folders come first; the second lies in the first.
const FOLDERS: usize = 3;
const NODES: usize = 9;

#[derive(Debug, Clone, Copy)]
enum Act {
    Star(usize),
    Unstar(usize),
    View(usize),
    Link(usize),
    /// A change by the member.
    Edit(usize),
    Rename(usize),
    Move(usize, usize),
    Recycle(usize),
    Restore(usize),
    Erase(usize),
    Lose,
    Regain,
    Write,
    /// Rows of what was erased go; until then they are there and must not be seen.
    Work,
    Wait,
}

fn act() -> impl Strategy<Value = Act> {
    let node = 0..NODES;
    prop_oneof![
        6 => node.clone().prop_map(Act::Star),
        1 => node.clone().prop_map(Act::Unstar),
        4 => node.clone().prop_map(Act::View),
        2 => node.clone().prop_map(Act::Link),
        3 => node.clone().prop_map(Act::Edit),
        1 => node.clone().prop_map(Act::Rename),
        2 => (node.clone(), 0..FOLDERS).prop_map(|(node, folder)| Act::Move(node, folder)),
        3 => node.clone().prop_map(Act::Recycle),
        3 => node.clone().prop_map(Act::Restore),
        1 => node.prop_map(Act::Erase),
        1 => Just(Act::Lose),
        2 => Just(Act::Regain),
        2 => Just(Act::Write),
        1 => Just(Act::Work),
        1 => Just(Act::Wait),
    ]
}

#[derive(Debug, Clone)]
struct Node {
    id: NodeId,
    name: String,
    parent: Option<usize>,
    recycled: bool,
    gone: bool,
}

/// What one line of a list shows: `None` when nothing may be seen.
type Shown = (NodeId, Option<(String, bool)>);

struct Play {
    admin: World,
    member: World,
    department: DepartmentId,
    nodes: Vec<Node>,
    stars: HashMap<usize, Timestamp>,
    used: HashMap<usize, (Timestamp, bool)>,
    renames: usize,
}

impl Play {
    async fn new() -> Self {
        let mut admin = World::new().await;
        let (ctx, department) = (admin.ctx(), admin.department);
        let kind = SpaceKind::Department;
        let space = admin.drive.space_of_owner(&ctx, kind, department.0).await;
        let mut member = admin.somebody("member").await;
        admin.space = space.unwrap().id;
        member.space = admin.space;
        let mut play = Self {
            admin,
            member,
            department,
            nodes: Vec::new(),
            stars: HashMap::new(),
            used: HashMap::new(),
            renames: 0,
        };
        for number in 0..NODES {
            let parent = [None, Some(0), None][number % 3];
            let place = parent.map_or(NodeRef::Root, |parent: usize| {
                NodeRef::Id(play.nodes[parent].id)
            });
            let name = format!("node {number}");
            let id = if number < FOLDERS {
                play.admin.folder(place, &name).await
            } else {
                play.admin.upload(place, &name, &[number as u8]).await
            };
            play.nodes.push(Node {
                id,
                name,
                parent,
                recycled: false,
                gone: false,
            });
        }
        play
    }

    fn way(&self, node: usize) -> Vec<usize> {
        let mut way = vec![node];
        while let Some(parent) = self.nodes[way[way.len() - 1]].parent {
            way.push(parent);
        }
        way
    }

    fn recycled(&self, node: usize) -> bool {
        self.way(node).iter().any(|step| self.nodes[*step].recycled)
    }

    fn live(&self, node: usize) -> bool {
        !self.nodes[node].gone && !self.recycled(node)
    }

    fn lost(&self) -> bool {
        self.member.department != self.department
    }

    async fn perform(&mut self, act: Act) {
        self.admin.pass(7);
        match act {
            Act::Star(node) => self.star(node).await,
            Act::Unstar(node) => {
                let ctx = self.member.ctx();
                let ids = vec![self.nodes[node].id];
                self.member.drive.unstar(&ctx, ids).await.unwrap();
                self.stars.remove(&node);
            }
            Act::View(node) => {
                let ctx = self.member.ctx();
                let (drive, space) = (&self.member.drive, self.member.space);
                let seen = drive.node_detail(&ctx, space, self.nodes[node].id).await;
                assert_eq!(seen.is_ok(), !self.lost() && !self.nodes[node].gone);
                if self.live(node) {
                    self.note(node, false);
                }
            }
            Act::Link(node) => {
                let ctx = self.member.ctx();
                let (drive, space) = (&self.member.drive, self.member.space);
                let ids = vec![self.nodes[node].id];
                let links = drive.download_links(&ctx, space, ids).await;
                assert_eq!(links.is_ok(), !self.lost());
                if self.live(node) {
                    self.note(node, false);
                }
            }
            Act::Edit(node) => {
                let renamed = self.rename(&self.member.clone(), node).await;
                assert_eq!(renamed, !self.lost() && self.live(node));
                if renamed {
                    self.note(node, true);
                }
            }
            Act::Rename(node) => {
                let renamed = self.rename(&self.admin.clone(), node).await;
                assert_eq!(renamed, self.live(node));
            }
            Act::Move(node, folder) => self.move_to(node, folder).await,
            Act::Recycle(node) => {
                let done = self.admin.act(BatchAct::Recycle, self.nodes[node].id).await;
                assert_eq!(done.is_ok(), self.live(node), "{done:?}");
                self.nodes[node].recycled |= done.is_ok();
            }
            Act::Restore(node) => self.restore(node).await,
            Act::Erase(node) => self.erase(node).await,
            Act::Lose => self.member.department = DepartmentId(self.department.0 + 1),
            Act::Regain => self.member.department = self.department,
            Act::Write => self.member.drive.write_recents().await.unwrap(),
            Act::Work => self.admin.run_jobs().await,
            Act::Wait => self.admin.pass(3_000),
        }
    }

    async fn star(&mut self, node: usize) {
        let item = StarItem {
            space: self.member.space,
            node: self.nodes[node].id,
        };
        let ctx = self.member.ctx();
        let outcome = self.member.drive.star(&ctx, vec![item]).await.unwrap();
        assert_eq!(outcome[0].is_ok(), !self.lost() && self.live(node));
        if outcome[0].is_ok() {
            self.stars.entry(node).or_insert(ctx.now);
        }
    }

    fn note(&mut self, node: usize, edited: bool) {
        if self.lost() || node < FOLDERS {
            return;
        }
        let now = self.member.now();
        match self.used.get(&node) {
            Some((at, true)) if !edited && now.0 < at.0 + HOUR => {}
            _ => {
                self.used.insert(node, (now, edited));
            }
        }
    }

    async fn rename(&mut self, by: &World, node: usize) -> bool {
        self.renames += 1;
        let name = format!("name {}", self.renames);
        let command = Rename {
            space: by.space,
            node: self.nodes[node].id,
            name: name.clone(),
            on_clash: OnClash::Refuse,
        };
        let renamed = by.drive.rename(&by.ctx(), command).await.is_ok();
        if renamed {
            self.nodes[node].name = name;
        }
        renamed
    }

    async fn move_to(&mut self, node: usize, folder: usize) {
        let target = NodeRef::Id(self.nodes[folder].id);
        let movable = self.live(node) && self.live(folder) && !self.way(folder).contains(&node);
        if movable && self.nodes[node].parent != Some(folder) {
            let id = self.nodes[node].id;
            self.admin.move_to(id, target).await.unwrap();
            self.nodes[node].parent = Some(folder);
        }
    }

    async fn restore(&mut self, node: usize) {
        let Node {
            id, recycled, gone, ..
        } = self.nodes[node];
        if !recycled || gone {
            return;
        }
        if self.admin.act(BatchAct::Restore, id).await.is_ok() {
            // Where it goes to is another test's.
            let parent = self.admin.parent_of(id).await;
            self.nodes[node].parent = self.nodes.iter().position(|other| Some(other.id) == parent);
            self.nodes[node].recycled = false;
        }
    }

    async fn erase(&mut self, node: usize) {
        if self.nodes[node].gone {
            return;
        }
        let done = self.admin.act(BatchAct::Erase, self.nodes[node].id).await;
        if done.is_err() {
            return;
        }
        // What was thrown away before has an entry of its own and stays.
        let goes = |other: usize| {
            let way = self.way(other);
            let top = way.iter().position(|step| *step == node);
            top.is_some_and(|top| way[..top].iter().all(|step| !self.nodes[*step].recycled))
        };
        let gone: Vec<usize> = (0..NODES).filter(|other| goes(*other)).collect();
        for other in &gone {
            self.nodes[*other].gone = true;
        }
        for other in 0..NODES {
            let orphan = self.nodes[other]
                .parent
                .is_some_and(|parent| gone.contains(&parent));
            if orphan && !gone.contains(&other) {
                self.nodes[other].parent = None;
            }
        }
    }

    fn shown(&self, node: usize) -> Shown {
        let facts = || (self.nodes[node].name.clone(), self.recycled(node));
        (self.nodes[node].id, (!self.lost()).then(facts))
    }

    async fn check(&mut self) {
        self.check_recents().await;
        self.check_stars().await;
    }

    async fn check_recents(&self) {
        let mut expected: Vec<(Timestamp, NodeId, bool, Shown)> = self
            .used
            .iter()
            .filter(|(node, _)| !self.nodes[**node].gone)
            .map(|(node, (at, edited))| (*at, self.nodes[*node].id, *edited, self.shown(*node)))
            .collect();
        expected.sort_by_key(|(at, id, _, _)| std::cmp::Reverse((*at, *id)));
        let listed = self.member.drive.list_recents(&self.member.ctx()).await;
        let listed = listed.unwrap().into_iter();
        let listed: Vec<_> = listed
            .map(|recent| {
                let shown = seen(recent.file, &recent.sight);
                (recent.used.at, recent.file, recent.used.edited, shown)
            })
            .collect();
        assert_eq!(listed, expected);
    }

    async fn check_stars(&mut self) {
        let mut order: Vec<(Timestamp, NodeId, usize)> = self
            .stars
            .iter()
            .map(|(node, at)| (*at, self.nodes[*node].id, *node))
            .collect();
        order.sort_unstable_by(|a, b| b.cmp(a));
        let dead = order.iter().filter(|star| self.nodes[star.2].gone).count();
        order.retain(|star| !self.nodes[star.2].gone);
        let expected: Vec<Shown> = order.iter().map(|star| self.shown(star.2)).collect();
        let (mut listed, mut removed, mut after) = (Vec::new(), 0, None);
        loop {
            let command = ListFavourites {
                descending: true,
                file_type: None,
                after,
                limit: 2,
            };
            let ctx = self.member.ctx();
            let page = self
                .member
                .drive
                .list_favourites(&ctx, command)
                .await
                .unwrap();
            removed += page.removed;
            let stars = page.favourites.iter();
            listed.extend(stars.map(|favourite| seen(favourite.star.node, &favourite.sight)));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!((listed, removed), (expected, dead));
        let nodes = &self.nodes;
        self.stars.retain(|node, _| !nodes[*node].gone);
    }
}

fn seen(node: NodeId, sight: &Sight) -> Shown {
    match sight {
        Sight::Hidden => (node, None),
        Sight::Seen(seen) => {
            assert_eq!(seen.node.id, node);
            let name = seen.node.name.as_str().to_owned();
            (node, Some((name, seen.node.recycled_at.is_some())))
        }
    }
}

fn config() -> ProptestConfig {
    let usual = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => usual,
        None => ProptestConfig { cases: 48, ..usual },
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn lists_show_what_the_model_has(acts in prop::collection::vec(act(), 1..60)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut play = Play::new().await;
            for act in acts {
                play.perform(act).await;
                play.check().await;
            }
            play.admin.run_jobs().await;
            play.check().await;
            play.admin.assert_whole().await;
        });
    }
}
