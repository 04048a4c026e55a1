//! A space in which rights take all the looking that they can: a deep way with roles on it, somebody in many
//! groups who has nothing but these roles, hidden entries, and broken nodes. What the core takes for it is
//! measured here, without a server in between.

use std::time::Instant;

use anyhow::{Context, Result, ensure};
use coffer_core::files::StartBatch;
use coffer_core::files::{BatchAct, CreateFolder, ListFolder, Search, SearchOrder, SearchScope};
use coffer_core::organisation::groups::NewGroupSpace;
use coffer_core::organisation::{AccountOfMember, ChangeTenant, NewMember};
use coffer_core::rights::GrantRoles;
use coffer_core::{Ctx, Drive, Expect, NodeRef};
use coffer_model::group::{GroupName, IconUrl};
use coffer_model::node::{OnClash, SortField};
use coffer_model::rights::{Subject, SubjectKind};
use coffer_model::space::{GIB, SpaceKind};
use coffer_model::user::Role;
use coffer_model::{DepartmentId, GroupId, NodeId, RoleId, SpaceId};
use futures_util::{StreamExt, TryStreamExt, stream};

use crate::call;

/// Changes under way at once.
const AT_ONCE: usize = 64;
/// The role that lets one list and fetch.
const DOWNLOADER: RoleId = RoleId(4);
/// Reads of each median of microseconds, and pages and acts of each of milliseconds.
const READS: usize = 2_001;
const PAGES: usize = 51;
/// Entries of a page.
const PAGE: u32 = 100;

/// How much there is of everything.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    depth: usize,
    groups: usize,
    grants: usize,
    children: usize,
    hidden: usize,
    guards: usize,
}

impl Size {
    /// The six numbers in their order.
    pub fn read(counts: &[usize]) -> Result<Self> {
        let [depth, groups, grants, children, hidden, guards] = *counts else {
            anyhow::bail!("DEPTH GROUPS GRANTS CHILDREN HIDDEN GUARDS");
        };
        ensure!(depth >= 3 && groups > 0 && hidden <= children, "too small");
        Ok(Self {
            depth,
            groups,
            grants,
            children,
            hidden,
            guards,
        })
    }
}

/// Who makes it and measures.
pub struct Yard {
    drive: Drive,
    administrator: Ctx,
    size: Size,
}

/// Somebody, a space, and what is in it.
struct Site {
    reader: Ctx,
    space: SpaceId,
    /// The folders with the children: one with hidden ones, one without.
    hiding: NodeId,
    plain: NodeId,
}

impl Yard {
    /// As the administrator of the tenant.
    pub fn new(drive: Drive, administrator: Ctx, size: Size) -> Self {
        Self {
            drive,
            administrator,
            size,
        }
    }

    /// Makes everything, measures, and says a line for each figure.
    pub async fn measure(&self) -> Result<()> {
        let limits = ChangeTenant {
            capacity: Some((1 << 20) * GIB),
            user_limit: Some(10_000),
            group_limit: Some(10_000),
            group_space_size: Some(GIB),
            ..ChangeTenant::default()
        };
        self.drive
            .change_tenant(self.administrator.tenant, limits)
            .await?;
        let site = self.make().await?;
        self.reads(&site).await?;
        for (name, folder) in [("hiding", site.hiding), ("plain", site.plain)] {
            self.pages(&site, name, folder).await?;
            self.search(&site, name, folder).await?;
        }
        self.recycle().await
    }

    async fn make(&self) -> Result<Site> {
        let reader = self.person("reader").await?;
        // Nobody belongs to more groups than the reader does, so that the spaces need another owner.
        let keeper = self.person("keeper").await?;
        let groups = (0..self.size.groups).map(|index| self.group(&keeper, &reader, index));
        let groups: Vec<GroupId> = stream::iter(groups).buffered(AT_ONCE).try_collect().await?;
        let (space, root) = self.open("deep").await?;
        let mut way = vec![root];
        for level in 2..self.size.depth {
            let above = *way.last().context("the root")?;
            way.push(self.folder(space, above, &format!("level {level}")).await?);
        }
        for grant in 0..self.size.grants {
            let subject = Subject {
                kind: SubjectKind::Group,
                id: groups[grant % groups.len()].0,
            };
            let command = GrantRoles {
                node: way[grant % way.len()],
                subjects: vec![subject],
                roles: vec![DOWNLOADER],
            };
            self.drive.grant_roles(&self.administrator, command).await?;
        }
        let bottom = *way.last().context("the root")?;
        let plain = self.folder(space, bottom, "plain").await?;
        self.fill(space, plain, 0).await?;
        let hiding = self.folder(space, bottom, "hiding").await?;
        self.fill(space, hiding, self.size.hidden).await?;
        Ok(Site {
            reader,
            space,
            hiding,
            plain,
        })
    }

    /// Somebody who can log in with this name.
    async fn person(&self, name: &str) -> Result<Ctx> {
        let roots = self.drive.list_departments(&self.administrator, None, "");
        let department: DepartmentId = roots.await?.first().context("the root")?.id;
        let new = NewMember {
            subject: name.to_owned(),
            department: Some(department),
            role: Role::Member,
            name: String::new(),
            mobile: String::new(),
            email: String::new(),
            account: Some(AccountOfMember {
                login: None,
                password: "correct-horse".to_owned(),
            }),
        };
        let user = self.drive.add_member(&self.administrator, new).await?;
        let tenant = self.administrator.tenant;
        let mut person = call(&self.drive, tenant, user, Role::Member);
        person.actor.department = department;
        Ok(person)
    }

    async fn group(&self, keeper: &Ctx, reader: &Ctx, index: usize) -> Result<GroupId> {
        let name = GroupName::parse("name", &format!("group {index}"))?;
        let group = self.drive.create_group(keeper, name).await?;
        let people = vec![reader.user()];
        self.drive.add_group_members(keeper, group, people).await?;
        Ok(group)
    }

    /// A group's space that nobody but the administrator belongs to.
    async fn open(&self, name: &str) -> Result<(SpaceId, NodeId)> {
        let new = NewGroupSpace {
            name: GroupName::parse("name", name)?,
            icon_url: IconUrl::default(),
            capacity: None,
            people: Vec::new(),
        };
        let (drive, ctx) = (&self.drive, &self.administrator);
        let group = drive.open_group_space(ctx, new).await?.group;
        let space = drive.space_of_owner(ctx, SpaceKind::Group, group.0).await?;
        Ok((space.id, space.root))
    }

    async fn folder(&self, space: SpaceId, parent: NodeId, name: &str) -> Result<NodeId> {
        let command = CreateFolder {
            space,
            parent: NodeRef::Id(parent),
            name: name.to_owned(),
            on_clash: OnClash::Refuse,
            description: String::new(),
            created_at: None,
            edited_at: None,
        };
        let made = self.drive.create_folder(&self.administrator, command);
        Ok(made.await?.0)
    }

    /// The children of a folder, `hidden` of them spread over all.
    async fn fill(&self, space: SpaceId, folder: NodeId, hidden: usize) -> Result<()> {
        let count = self.size.children;
        let made = (0..count).map(|index| async move {
            let id = self
                .folder(space, folder, &format!("child {index:06}"))
                .await?;
            if (index + 1) * hidden / count > index * hidden / count {
                self.hide(id).await?;
            }
            Ok::<_, anyhow::Error>(())
        });
        stream::iter(made)
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await
    }

    async fn hide(&self, node: NodeId) -> Result<()> {
        let ctx = &self.administrator;
        Ok(self.drive.set_inheritance(ctx, node, false, false).await?)
    }

    /// The core alone: the space, the way with everything granted on it, and what it comes to.
    async fn reads(&self, site: &Site) -> Result<()> {
        let (mut paths, mut details) = (Vec::new(), Vec::new());
        for _ in 0..READS {
            let started = Instant::now();
            let path = self.drive.node_path(&site.reader, site.space, site.hiding);
            path.await?;
            paths.push(millis(started) * 1e3);
            let started = Instant::now();
            let detail = self
                .drive
                .node_detail(&site.reader, site.space, site.hiding);
            detail.await?;
            details.push(millis(started) * 1e3);
        }
        println!("read-us {}", median(paths));
        println!("detail-us {}", median(details));
        Ok(())
    }

    async fn pages(&self, site: &Site, name: &str, folder: NodeId) -> Result<()> {
        let mut command = ListFolder {
            space: site.space,
            expect: Expect::Any,
            folder: NodeRef::Id(folder),
            bin: false,
            sort: SortField::Name,
            descending: false,
            file_type: None,
            after: None,
            limit: PAGE,
        };
        let mut first = Vec::new();
        for _ in 0..PAGES {
            let started = Instant::now();
            self.drive
                .list_folder(&site.reader, command.clone())
                .await?;
            first.push(millis(started));
        }
        let (started, mut seen) = (Instant::now(), 0);
        loop {
            let page = self
                .drive
                .list_folder(&site.reader, command.clone())
                .await?;
            seen += page.entries.len();
            command.after = page.next;
            if command.after.is_none() {
                break;
            }
        }
        let through = millis(started);
        let hidden = if folder == site.hiding {
            self.size.hidden
        } else {
            0
        };
        ensure!(seen == self.size.children - hidden, "{seen} entries");
        println!("{name}-first-ms {}", median(first));
        println!("{name}-through-ms {through}");
        Ok(())
    }

    /// A name that every child has, below the folder.
    async fn search(&self, site: &Site, name: &str, folder: NodeId) -> Result<()> {
        let command = Search {
            scope: SearchScope::Teams,
            space: Some(site.space),
            parent: Some(NodeRef::Id(folder)),
            recursive: true,
            recycled: false,
            name: Some("child".to_owned()),
            file_type: None,
            size: None,
            edited: None,
            creator: None,
            order: SearchOrder {
                sort: SortField::Name,
                descending: false,
            },
            after: None,
            limit: PAGE,
        };
        let mut took = Vec::new();
        for _ in 0..PAGES {
            let started = Instant::now();
            self.drive.search(&site.reader, command.clone()).await?;
            took.push(millis(started));
        }
        println!("{name}-search-ms {}", median(took));
        Ok(())
    }

    /// A folder thrown away and restored where there are as many broken nodes as may be.
    async fn recycle(&self) -> Result<()> {
        let (space, root) = self.open("guarded").await?;
        let folder = self.folder(space, root, "folder").await?;
        let guards = self.folder(space, root, "guards").await?;
        let before = self.recycle_times(space, folder).await?;
        let made = (0..self.size.guards).map(|index| async move {
            let id = self
                .folder(space, guards, &format!("guard {index}"))
                .await?;
            self.hide(id).await
        });
        stream::iter(made)
            .buffer_unordered(AT_ONCE)
            .try_collect::<()>()
            .await?;
        println!("recycle-unguarded-ms {before}");
        println!(
            "recycle-guarded-ms {}",
            self.recycle_times(space, folder).await?
        );
        Ok(())
    }

    async fn recycle_times(&self, space: SpaceId, folder: NodeId) -> Result<f64> {
        let mut took = Vec::new();
        for _ in 0..PAGES {
            for act in [BatchAct::Recycle, BatchAct::Restore] {
                let command = StartBatch {
                    space,
                    act,
                    nodes: vec![folder],
                };
                let started = Instant::now();
                let job = self.drive.start_batch(&self.administrator, command).await?;
                if act == BatchAct::Recycle {
                    took.push(millis(started));
                }
                let outcomes = self.drive.job(&self.administrator, job).await?.outcomes;
                ensure!(outcomes[0].failure.is_none(), "{:?}", outcomes[0]);
            }
        }
        Ok(median(took))
    }
}

fn millis(started: Instant) -> f64 {
    started.elapsed().as_secs_f64() * 1e3
}

fn median(mut samples: Vec<f64>) -> f64 {
    samples.sort_by(f64::total_cmp);
    samples[samples.len() / 2]
}
