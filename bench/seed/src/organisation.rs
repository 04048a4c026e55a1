//! An organisation as large ones are: a deep tree of departments, one of them wide, people with
//! spaces, groups with members.

use std::time::Instant;

use anyhow::{Context, Result, ensure};
use coffer_core::organisation::groups::NewGroupSpace;
use coffer_core::organisation::{ChangeTenant, ImportRow, MemberList, MemberReach, NewDepartment};
use coffer_core::{Ctx, Drive};
use coffer_model::group::{GroupName, IconUrl};
use coffer_model::space::GIB;
use coffer_model::user::Role;
use coffer_model::{DepartmentId, UserId};
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio_util::sync::CancellationToken;

use crate::call;
use crate::files::Seeder;

/// Changes under way at once: as many as a server has with some users.
const AT_ONCE: usize = 64;
/// People of an import.
const IMPORT: usize = 200;
/// The largest page of people.
const PAGE: u32 = 100;
/// Groups of the administrator, of each kind; nobody is in more of both than twice as many.
const OWN_GROUPS: usize = 100;
/// Members of a usual group beside its owner, and of the administrator's first one of each kind.
const MEMBERS: usize = 9;
const MANY_MEMBERS: [usize; 2] = [499, 199];
/// What the departments are called.
const AREAS: [&str; 4] = ["研发中心", "Sales", "生产部", "Operations"];
/// What people are called.
const NAMES: [&str; 8] = [
    "张伟",
    "Anna Li",
    "王芳",
    "Peter Chen",
    "李娜",
    "Maria Wang",
    "欧阳修远",
    "John Zhao",
];

/// How large it is.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    departments: usize,
    people: usize,
    groups: usize,
    files: usize,
}

impl Size {
    /// The four numbers in their order.
    pub fn read(counts: &[usize]) -> Result<Self> {
        let [departments, people, groups, files] = *counts else {
            anyhow::bail!("DEPARTMENTS PEOPLE GROUPS FILES");
        };
        ensure!(departments >= 200 && people >= 1_000, "too small");
        Ok(Self {
            departments,
            people,
            groups,
            files,
        })
    }

    /// The department that another of the wished ones is below: a hundredth is below the root, a
    /// quarter below the first of these, and each of the others has two below it.
    fn above(self, index: usize) -> Option<usize> {
        let (divisions, wide) = (self.departments / 100, self.departments / 4);
        if index < divisions {
            return None;
        }
        let Some(index) = index.checked_sub(divisions + wide) else {
            return Some(0);
        };
        let pairs = 2 * (divisions - 1);
        Some(match index.checked_sub(pairs) {
            None => 1 + index / 2,
            Some(index) => divisions + wide + index / 2,
        })
    }
}

/// Who makes it.
pub struct Founder {
    drive: Drive,
    administrator: Ctx,
    size: Size,
}

impl Founder {
    /// As the administrator of the tenant.
    pub fn new(drive: Drive, administrator: Ctx, size: Size) -> Self {
        Self {
            drive,
            administrator,
            size,
        }
    }

    /// Makes everything and says how long it took.
    pub async fn found(&self) -> Result<()> {
        let started = Instant::now();
        let said = |what: &str| println!("{what} {:.1}", started.elapsed().as_secs_f64());
        let limits = ChangeTenant {
            capacity: Some((1 << 20) * GIB),
            user_limit: Some(1_000_000),
            group_limit: Some(1_000_000),
            department_space_size: Some(10 * GIB),
            group_space_size: Some(GIB),
            ..ChangeTenant::default()
        };
        let tenant = self.administrator.tenant;
        self.drive.change_tenant(tenant, limits).await?;
        let root = self.departments().await?;
        said("departments");
        self.people(root).await?;
        said("people");
        let people = self.list("").await?;
        self.groups(&people).await?;
        said("groups");
        let leaver = self.list("Leaver").await?;
        let leaver = *leaver.first().context("Leaver")?;
        Seeder::new(self.drive.clone(), self.of(leaver))
            .await?
            .fill(self.size.files)
            .await?;
        said("files");
        Ok(())
    }

    /// A call of an ordinary member.
    fn of(&self, person: UserId) -> Ctx {
        call(&self.drive, self.administrator.tenant, person, Role::Member)
    }

    /// Makes the departments, those above first; answers the root.
    async fn departments(&self) -> Result<DepartmentId> {
        let roots = self
            .drive
            .list_departments(&self.administrator, None, "")
            .await?;
        let root = roots.first().context("the root")?.id;
        let mut made: Vec<DepartmentId> = Vec::new();
        while made.len() < self.size.departments {
            let known = made.len();
            let there = |index: &usize| self.size.above(*index).is_none_or(|above| above < known);
            let wave = (known..self.size.departments).take_while(there);
            let wave = wave.map(|index| {
                let parent = self.size.above(index).map_or(root, |above| made[above]);
                let name = department(index);
                self.drive
                    .create_department(&self.administrator, NewDepartment { name, parent })
            });
            let wave: Vec<_> = stream::iter(wave).buffered(AT_ONCE).try_collect().await?;
            made.extend(wave);
        }
        Ok(root)
    }

    /// Brings the people in, list by list.
    async fn people(&self, root: DepartmentId) -> Result<()> {
        let everybody: Vec<_> = (0..self.size.people)
            .map(|index| row(index, self.size.departments))
            .collect();
        let stop = CancellationToken::new();
        for rows in everybody.chunks(IMPORT) {
            let rows = rows.to_vec();
            let verified = self
                .drive
                .verify_import(&self.administrator, root, rows)
                .await?;
            if let Some(fault) = verified.rows.into_iter().find_map(Result::err) {
                return Err(fault.into());
            }
            self.drive
                .import_people(&self.administrator, verified.list)
                .await?;
            while self.drive.run_one_job(&stop).await? {}
        }
        Ok(())
    }

    /// Everybody whose name contains `term`, without the administrator, the oldest first.
    async fn list(&self, term: &str) -> Result<Vec<UserId>> {
        let mut people = Vec::new();
        loop {
            let list = MemberList {
                reach: MemberReach {
                    department: None,
                    direct: false,
                },
                term: term.to_owned(),
                space_status: None,
                offset: people.len() as u64,
                limit: PAGE,
            };
            let page = self.drive.list_members(&self.administrator, list).await?;
            people.extend(page.members.iter().map(|row| row.member.id));
            if page.members.len() < PAGE as usize {
                break;
            }
        }
        people.retain(|person| *person != self.administrator.user());
        people.reverse();
        Ok(people)
    }

    /// Makes the groups, three of five with a space.
    async fn groups(&self, people: &[UserId]) -> Result<()> {
        let made = (0..self.size.groups).map(|index| self.group(people, index));
        let mut made = stream::iter(made).buffer_unordered(AT_ONCE);
        while let Some(outcome) = made.next().await {
            outcome?;
        }
        Ok(())
    }

    async fn group(&self, people: &[UserId], index: usize) -> Result<()> {
        let spaces = self.size.groups * 3 / 5;
        let (number, kind) = match index.checked_sub(spaces) {
            None => (index, 0),
            Some(number) => (number, 1),
        };
        let owner = if number < OWN_GROUPS {
            self.administrator.clone()
        } else {
            self.of(people[index % people.len()])
        };
        let members = if number == 0 {
            MANY_MEMBERS[kind]
        } else {
            MEMBERS
        };
        let members: Vec<_> = (1..=members)
            .map(|member| people[(index * 31 + member * 17) % people.len()])
            .collect();
        let area = AREAS[index % AREAS.len()];
        let name = GroupName::parse("name", &format!("{area} 项目 {index}"))?;
        if kind == 0 {
            let space = NewGroupSpace {
                name,
                icon_url: IconUrl::default(),
                capacity: None,
                people: members,
            };
            self.drive.open_group_space(&owner, space).await?;
        } else {
            let group = self.drive.create_group(&owner, name).await?;
            self.drive.add_group_members(&owner, group, members).await?;
        }
        Ok(())
    }
}

fn department(index: usize) -> String {
    format!("{} {index}", AREAS[index % AREAS.len()])
}

/// One person in twenty has no space; the first two are there to leave and to receive.
fn row(index: usize, departments: usize) -> ImportRow {
    let name = match index {
        0 => "Leaver".to_owned(),
        1 => "Receiver".to_owned(),
        _ => format!("{} {index}", NAMES[index % NAMES.len()]),
    };
    ImportRow {
        name,
        subject: format!("person-{index}"),
        mobile: format!("138{:08}", index * 7_919 % 100_000_000),
        email: format!("person-{index}@example.com"),
        department: department(index * 7 % departments),
        personal_gib: (index % 20 != 19).then_some(1),
    }
}
