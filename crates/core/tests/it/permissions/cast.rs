//! The people of a play, their departments and groups, and the spaces that they have.

use super::rules::{Owner, Person, RIGHTS, Rank, Rules, all, editor, reader};
use crate::world::World;
use coffer_core::organisation::NewDepartment;
use coffer_core::organisation::groups::{ChangeGroup, NewGroupSpace};
use coffer_core::{Ctx, NodeRef};
use coffer_model::group::{GroupName, IconUrl};
use coffer_model::organisation::GroupRole;
use coffer_model::rights::{Right, Rights};
use coffer_model::space::{SpaceKind, SpaceView};
use coffer_model::user::Role;
use coffer_model::{DepartmentId, GroupId, Name, RoleId, TenantId, UserId};
use coffer_store::rights::RoleRow;

/// Name, number of the department, rank; the first is the administrator of the world.
const PEOPLE: [(&str, usize, Rank); 10] = [
    ("admin", 0, Rank::SuperAdministrator),
    ("owner", 1, Rank::Member),
    ("member", 1, Rank::Member),
    ("boss", 1, Rank::DepartmentAdministrator),
    ("chief", 0, Rank::DepartmentAdministrator),
    ("deputy", 2, Rank::DepartmentAdministrator),
    ("worker", 2, Rank::Member),
    ("manager", 3, Rank::Member),
    ("mate", 3, Rank::Member),
    ("outsider", 3, Rank::Member),
];
const OWNER: usize = 1;
const MANAGER: usize = 7;
const MATE: usize = 8;
const OUTSIDER: usize = 9;
/// Somebody of another tenant.
pub(super) const STRANGER: usize = PEOPLE.len();
/// The department above each: the company, a division, a team in it, and another division.
const ABOVE: [Option<usize>; 4] = [None, Some(0), Some(1), Some(0)];

pub(super) struct Cast {
    pub(super) world: World,
    pub(super) people: Vec<World>,
    pub(super) departments: Vec<DepartmentId>,
    pub(super) groups: Vec<GroupId>,
    pub(super) roles: Vec<RoleId>,
    pub(super) spaces: Vec<SpaceView>,
}

impl Cast {
    /// Everybody, with the model of it: trees with nothing but roots.
    pub(super) async fn assemble(defined: [Vec<usize>; 3]) -> (Self, Rules) {
        let world = World::new().await;
        let departments = departments(&world).await;
        let mut people = vec![world.clone()];
        for (name, department, rank) in &PEOPLE[1..] {
            let mut person = world.somebody(name).await;
            person.department = departments[*department];
            person.role = role_of(*rank);
            people.push(person);
        }
        let mut stranger = world.clone();
        stranger.user = UserId(77);
        people.push(stranger);
        let groups = groups(&people).await;
        let roles = roles(&world, &defined).await;
        let mut cast = Self {
            world,
            people,
            departments,
            groups,
            roles,
            spaces: Vec::new(),
        };
        let mut rules = cast.rules(&defined);
        cast.open_spaces(&mut rules).await;
        (cast, rules)
    }

    /// The call of somebody.
    pub(super) fn ctx(&self, person: usize) -> Ctx {
        let mut ctx = self.people[person].ctx();
        if person == STRANGER {
            ctx.tenant = TenantId(ctx.tenant.0 + 1);
        }
        ctx
    }

    fn rules(&self, defined: &[Vec<usize>; 3]) -> Rules {
        let people = PEOPLE.map(|(_, department, rank)| Person {
            rank,
            department,
            foreign: false,
        });
        let mut rules = Rules {
            people: people.to_vec(),
            above: ABOVE.to_vec(),
            groups: vec![
                vec![(OWNER, true), (MANAGER, true), (MATE, false)],
                vec![(OUTSIDER, true), (2, false), (6, false)],
            ],
            ..Rules::default()
        };
        rules.people.push(Person {
            rank: Rank::SuperAdministrator,
            department: 0,
            foreign: true,
        });
        let uploader = ["readable", "uploadable"].into();
        let previewer = ["readable", "previewable"].into();
        rules.roles = vec![all(), editor(), uploader, reader(), previewer];
        let defined = defined.iter().map(|role| role.iter().map(|at| RIGHTS[*at]));
        rules.roles.extend(defined.map(Iterator::collect));
        rules
    }

    async fn open_spaces(&mut self, rules: &mut Rules) {
        let owners = [
            (
                SpaceKind::Personal,
                self.people[OWNER].user.0,
                Owner::Person(OWNER),
            ),
            (
                SpaceKind::Department,
                self.departments[1].0,
                Owner::Department(1),
            ),
            (SpaceKind::Group, self.groups[0].0, Owner::Group(0)),
        ];
        for (number, (kind, id, owner)) in owners.into_iter().enumerate() {
            let ctx = self.ctx(if number == 0 { OWNER } else { 0 });
            let space = self.world.drive.space_of_owner(&ctx, kind, id).await;
            let space = space.unwrap();
            for root in [space.root, space.safe] {
                rules.tree.add((root, number), None, "", None);
            }
            rules.spaces.push(owner);
            self.spaces.push(space);
        }
    }

    /// Some folders and files to begin with, the same in each space: one another's children.
    pub(super) async fn furnish(&self, rules: &mut Rules) {
        const FOLDERS: [(&str, Option<usize>); 6] = [
            ("ant", None),
            ("bee", None),
            ("cat", Some(0)),
            ("antler", Some(2)),
            ("beetle", Some(3)),
            ("catbird", Some(0)),
        ];
        const FILES: [(&str, usize, usize); 3] = [("bee", 2, 1), ("ant", 4, 2), ("antler", 0, 1)];
        for (number, space) in self.spaces.iter().enumerate() {
            let mut by = self.people[if number == 0 { OWNER } else { 0 }].clone();
            by.space = space.id;
            let root = number * 2;
            let mut made = Vec::new();
            for (name, parent) in FOLDERS {
                let parent = parent.map_or(root, |at| made[at]);
                let id = by
                    .folder(NodeRef::Id(rules.tree.nodes[parent].id), name)
                    .await;
                made.push(rules.tree.add((id, number), Some(parent), name, None));
            }
            for (name, parent, size) in FILES {
                let parent = made[parent];
                let place = NodeRef::Id(rules.tree.nodes[parent].id);
                let id = by.upload(place, name, &vec![7; size]).await;
                rules.tree.add((id, number), Some(parent), name, Some(size));
            }
        }
    }
}

fn role_of(rank: Rank) -> Role {
    match rank {
        Rank::Member => Role::Member,
        Rank::DepartmentAdministrator => Role::DepartmentAdministrator,
        Rank::SuperAdministrator => Role::SuperAdministrator,
    }
}

async fn departments(world: &World) -> Vec<DepartmentId> {
    let mut departments = vec![world.department];
    for above in ABOVE.into_iter().flatten() {
        let new = NewDepartment {
            name: format!("department {}", departments.len()),
            parent: departments[above],
        };
        let made = world.drive.create_department(&world.ctx(), new).await;
        departments.push(made.unwrap());
    }
    departments
}

/// A group with a space, and one without.
async fn groups(people: &[World]) -> Vec<GroupId> {
    let drive = &people[OWNER].drive;
    let name = |text| GroupName::parse("name", text).unwrap();
    let ctx = people[OWNER].ctx();
    let new = NewGroupSpace {
        name: name("space"),
        icon_url: IconUrl::default(),
        capacity: None,
        people: vec![people[MANAGER].user, people[MATE].user],
    };
    let space = drive.open_group_space(&ctx, new).await.unwrap().group;
    let change = ChangeGroup {
        id: space,
        kind: None,
        name: None,
        icon_url: None,
        pinned: None,
        role: Some((people[MANAGER].user, GroupRole::Manager)),
    };
    drive.change_group(&ctx, change).await.unwrap();
    let ctx = people[OUTSIDER].ctx();
    let plain = drive.create_group(&ctx, name("people")).await.unwrap();
    let joining = vec![people[2].user, people[6].user];
    drive.add_group_members(&ctx, plain, joining).await.unwrap();
    vec![space, plain]
}

/// The ids of all roles: five that are built in, and the defined ones.
async fn roles(world: &World, defined: &[Vec<usize>; 3]) -> Vec<RoleId> {
    let mut roles: Vec<RoleId> = (1..=5).map(RoleId).collect();
    for (number, names) in defined.iter().enumerate() {
        let name = format!("role {number}");
        let rights = names.iter().map(|at| Right::from_key(RIGHTS[*at]).unwrap());
        let row = RoleRow {
            id: RoleId(1_000 + number as i64),
            tenant: world.ctx().tenant,
            name: name.clone(),
            rights: rights.fold(Rights::NONE, Rights::with),
            creator: world.user,
            created_at: world.now(),
            updated_at: world.now(),
        };
        roles.push(row.id);
        let key = Name::stored(name).key();
        let inserted = world
            .store
            .write(move |tx| coffer_store::rights::insert_role(tx, &row, &key));
        inserted.await.unwrap();
    }
    roles
}
