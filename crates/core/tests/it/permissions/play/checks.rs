//! Comparing what everybody sees with the model.

use super::{Checked, Play, compare, key};
use crate::permissions::acts::NAMES;
use crate::permissions::rules::Rights;
use crate::permissions::tree::Outcome;
use coffer_core::files::{ListFolder, Search, SearchOrder, SearchScope};
use coffer_core::{Expect, NodeRef};
use coffer_model::node::{NodeView, SortField};
use coffer_model::rights::Right;
use coffer_model::{Name, NodeId, Result};
use coffer_store::{FromRow, Row, Sql, StoreError, args};
use proptest::prelude::*;

/// One line of a list: the node, and what may be done with it.
type Line = (NodeId, Rights);

/// A row of a node.
#[derive(Debug, PartialEq)]
pub(super) struct Stored {
    pub(super) id: NodeId,
    pub(super) parent: Option<NodeId>,
    pub(super) name: String,
    recycled: bool,
    /// That it breaks inheritance, and that it is locked.
    guards: i64,
}

impl FromRow for Stored {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            parent: row.get(1)?,
            name: row.get(2)?,
            recycled: row.get(3)?,
            guards: row.get(4)?,
        })
    }
}

fn line(view: &NodeView) -> Line {
    (view.id, view.rights.iter().map(Right::key).collect())
}

impl Play {
    /// The rows of all nodes of the three spaces.
    pub(super) async fn rows(&self) -> Vec<Stored> {
        static ROWS: Sql = Sql::both(
            "SELECT id, parent_id, name, recycled_at IS NOT NULL, marks & 5 FROM node \
             WHERE space_id = ?1 OR space_id = ?2 OR space_id = ?3 ORDER BY id",
        );
        let [one, two, three] = [0, 1, 2].map(|space| self.cast.spaces[space].id);
        let read = self
            .cast
            .world
            .store
            .read(move |tx| tx.list(&ROWS, args![one, two, three]));
        read.await.unwrap()
    }

    /// Nothing is otherwise in the database than in the model: what was refused changed nothing.
    pub(in crate::permissions) async fn check_rows(&self) -> Checked {
        let nodes = &self.rules.tree.nodes;
        let mut expected: Vec<Stored> = nodes
            .iter()
            .filter(|node| !node.removed)
            .map(|node| Stored {
                id: node.id,
                parent: node.parent.map(|parent| nodes[parent].id),
                name: node.name.clone(),
                recycled: node.recycled_at.is_some(),
                guards: i64::from(node.breaks) + 4 * i64::from(node.holder.is_some()),
            })
            .collect();
        expected.sort_by_key(|row| row.id);
        prop_assert_eq!(self.rows().await, expected);
        Ok(())
    }

    /// Everybody sees what the model says, everywhere.
    pub(in crate::permissions) async fn check_everybody(&self) -> Checked {
        for person in 0..self.rules.people.len() {
            for node in 0..self.rules.tree.nodes.len() {
                self.check_detail(person, node).await?;
                if self.rules.tree.nodes[node].folder {
                    let limit = 1 + (person + node) as u32 % 3;
                    self.check_folder(person, node, limit).await?;
                }
            }
            for space in 0..self.cast.spaces.len() {
                self.check_search(person, space).await?;
            }
        }
        Ok(())
    }

    async fn check_detail(&self, person: usize, node: usize) -> Checked {
        let (rules, (space, id)) = (&self.rules, self.space_of(node));
        let (ctx, drive) = (self.cast.ctx(person), &self.cast.world.drive);
        let expected = rules
            .enter(person, space)
            .and_then(|()| rules.find(person, space, node, "readable"))
            .map(|()| (self.id(node), rules.rights(person, node)));
        let detail = key(drive.node_detail(&ctx, id, self.id(node)).await);
        let detail = detail.map(|detail| line(&detail.node));
        compare(&detail, &expected, &("detail", person, node))?;
        if expected.is_err() {
            return Ok(());
        }
        let path = drive.node_path(&ctx, id, self.id(node)).await.unwrap();
        let path: Vec<NodeId> = path.steps.into_iter().map(|(id, _)| id).collect();
        prop_assert_eq!(path, self.visible_way(person, node));
        Ok(())
    }

    /// The way to a node from as far up as somebody sees.
    fn visible_way(&self, person: usize, node: usize) -> Vec<NodeId> {
        let way = self.rules.tree.way(node).into_iter();
        let mut way: Vec<NodeId> = way
            .take_while(|step| self.rules.sees(person, *step))
            .map(|step| self.id(step))
            .collect();
        way.reverse();
        way
    }

    async fn check_folder(&self, person: usize, folder: usize, limit: u32) -> Checked {
        let in_bin = self.rules.tree.exists(folder) && !self.rules.tree.is_live(folder);
        for sort in [SortField::Name, SortField::Size] {
            let descending = (person + folder).is_multiple_of(2);
            let expected = self.expect_listed(person, folder, sort, descending, in_bin);
            let listed = self
                .list(person, folder, (sort, descending), in_bin, limit)
                .await;
            compare(&listed, &expected, &(sort, person, folder, limit))?;
        }
        if self.rules.tree.nodes[folder].parent.is_none() {
            let expected = self.expect_bin(person, folder);
            let order = (SortField::Recycled, false);
            let listed = self.list(person, folder, order, true, limit).await;
            compare(&listed, &expected, &("bin", person, folder, limit))?;
        }
        Ok(())
    }

    fn expect_listed(
        &self,
        person: usize,
        folder: usize,
        sort: SortField,
        descending: bool,
        in_bin: bool,
    ) -> Outcome<Vec<Line>> {
        let (rules, space) = (&self.rules, self.space_of(folder).0);
        rules.enter(person, space)?;
        if in_bin {
            rules.find(person, space, folder, "readable")?;
        } else {
            rules.find_target(person, space, folder, "readable")?;
        }
        let mut seen = rules.tree.children(folder);
        seen.retain(|child| rules.sees(person, *child));
        let rank = |node: usize| {
            let node = &rules.tree.nodes[node];
            let name = Name::stored(node.name.clone()).sort_key();
            match sort {
                SortField::Size => (node.size, Vec::new(), node.id),
                _ => (0, name, node.id),
            }
        };
        seen.sort_by_key(|node| rank(*node));
        if descending {
            seen.reverse();
        }
        let (folders, files): (Vec<_>, Vec<_>) = seen
            .into_iter()
            .partition(|node| rules.tree.nodes[*node].folder);
        Ok([folders, files]
            .concat()
            .into_iter()
            .map(|node| self.line(person, node))
            .collect())
    }

    fn line(&self, person: usize, node: usize) -> Line {
        (self.id(node), self.rules.rights(person, node))
    }

    fn expect_bin(&self, person: usize, root: usize) -> Outcome<Vec<Line>> {
        let (rules, space) = (&self.rules, self.space_of(root).0);
        rules.enter(person, space)?;
        rules.find(person, space, root, "readable")?;
        let mut seen = rules.tree.existing();
        seen.retain(|node| {
            let of_root = rules.tree.root_of(*node) == root;
            of_root && rules.tree.is_entry(*node) && rules.sees(person, *node)
        });
        seen.sort_by_key(|node| {
            let node = &rules.tree.nodes[*node];
            (!node.folder, node.recycled_at, node.id)
        });
        Ok(seen
            .into_iter()
            .map(|node| self.line(person, node))
            .collect())
    }

    /// All pages of a listing.
    async fn list(
        &self,
        person: usize,
        folder: usize,
        (sort, descending): (SortField, bool),
        bin: bool,
        limit: u32,
    ) -> Result<Vec<Line>, String> {
        let mut command = ListFolder {
            space: self.space_of(folder).1,
            expect: Expect::Any,
            folder: NodeRef::Id(self.id(folder)),
            bin,
            sort,
            descending,
            file_type: None,
            after: None,
            limit,
        };
        let (ctx, mut lines) = (self.cast.ctx(person), Vec::new());
        loop {
            let drive = &self.cast.world.drive;
            let page = key(drive.list_folder(&ctx, command.clone()).await)?;
            // No page is shorter for what is hidden, and none is empty but the only one.
            let full = page.entries.len() == limit as usize;
            assert!(full || page.next.is_none(), "a short page");
            assert!(
                !page.entries.is_empty() || lines.is_empty(),
                "an empty page"
            );
            lines.extend(page.entries.iter().map(line));
            match page.next {
                Some(next) => command.after = Some(next),
                None => return Ok(lines),
            }
        }
    }

    /// A name, and everything: in the whole space, in a folder, below it, and in the recycle bin.
    async fn check_search(&self, person: usize, space: usize) -> Checked {
        let nodes = &self.rules.tree.nodes;
        let mut folders = (0..nodes.len()).filter(|node| nodes[*node].folder);
        let parents = [None, folders.nth(person * 3 + space), Some(space * 2)];
        for (number, parent) in parents.into_iter().enumerate() {
            for recycled in [false, true] {
                let name = NAMES[(person + space + number) % 3];
                let name = (number != 1 || recycled).then_some(name);
                let recursive = parent.is_none() || (person + number).is_multiple_of(2);
                self.search(person, space, (parent, recursive), name, recycled)
                    .await?;
            }
        }
        Ok(())
    }

    async fn search(
        &self,
        person: usize,
        space: usize,
        (parent, recursive): (Option<usize>, bool),
        name: Option<&str>,
        recycled: bool,
    ) -> Checked {
        let scope = match space {
            0 => SearchScope::Personal,
            _ => SearchScope::Teams,
        };
        let mut command = Search {
            scope,
            space: Some(self.cast.spaces[space].id),
            parent: parent.map(|parent| NodeRef::Id(self.id(parent))),
            recursive,
            recycled,
            name: name.map(str::to_owned),
            file_type: None,
            size: None,
            edited: None,
            creator: None,
            order: SearchOrder {
                sort: SortField::Size,
                descending: false,
            },
            after: None,
            limit: 2,
        };
        let what = ("search", person, space, parent, recursive, name, recycled);
        let expected = self.expect_found(person, space, (parent, recursive), name, recycled);
        let (ctx, mut lines) = (self.cast.ctx(person), Vec::new());
        loop {
            let drive = &self.cast.world.drive;
            let found = key(drive.search(&ctx, command.clone()).await);
            let page = match (found, &expected) {
                (Ok(page), Ok(_)) => page,
                (found, _) => {
                    let found = found.map(|_| Vec::new());
                    return compare(&found, &expected, &what);
                }
            };
            let total = expected.as_ref().map_or(0, Vec::len);
            prop_assert_eq!(page.total as usize, total, "{:?}", what);
            lines.extend(page.nodes.iter().map(|found| line(&found.node)));
            for found in page.nodes {
                let at = self.rules.tree.nodes.iter();
                let at = at
                    .clone()
                    .position(|node| node.id == found.node.id)
                    .unwrap();
                let path: Vec<NodeId> = found.path.into_iter().map(|(id, _)| id).collect();
                prop_assert_eq!(path, self.visible_way(person, at));
            }
            match page.next {
                Some(next) => command.after = Some(next),
                None => return compare(&Ok(lines), &expected, &what),
            }
        }
    }

    fn expect_found(
        &self,
        person: usize,
        space: usize,
        (parent, recursive): (Option<usize>, bool),
        name: Option<&str>,
        recycled: bool,
    ) -> Outcome<Vec<Line>> {
        let (rules, tree) = (&self.rules, &self.rules.tree);
        rules.enter(person, space)?;
        if let Some(parent) = parent {
            rules.find_parent(person, space, parent)?;
        }
        let mut found = tree.existing();
        found.retain(|at| {
            let node = &tree.nodes[*at];
            let below = match parent {
                None => true,
                Some(parent) if recursive => tree.is_below(*at, parent),
                Some(parent) => node.parent == Some(parent),
            };
            // Without a name, only the entries of the bin are looked at there.
            let entry = !recycled || name.is_some() || node.recycled_at.is_some();
            node.space == space
                && node.parent.is_some()
                && below
                && entry
                && tree.is_live(*at) != recycled
                && name.is_none_or(|name| node.name.contains(name))
                && rules.sees(person, *at)
        });
        found.sort_by_key(|node| (tree.nodes[*node].size, tree.nodes[*node].id));
        Ok(found
            .into_iter()
            .map(|node| self.line(person, node))
            .collect())
    }
}
