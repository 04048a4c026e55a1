//! The naive interpreter: who may do what, told as the documentation tells it. It shares nothing with the
//! engine: rights are words, and every question walks the whole tree.

use super::tree::{Outcome, Tree, refuse};
use coffer_model::Timestamp;
use std::collections::BTreeSet;

pub(super) const RIGHTS: [&str; 11] = [
    "uploadable",
    "previewable",
    "deleteable",
    "shareable",
    "downloadable",
    "editable",
    "restoreable",
    "manageable",
    "lockable",
    "unlockable",
    "readable",
];

pub(super) type Rights = BTreeSet<&'static str>;

/// Whom a role is granted to, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    Person(usize),
    Group(usize),
    Department(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Grant {
    pub(super) node: usize,
    pub(super) subject: Subject,
    pub(super) role: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rank {
    Member,
    DepartmentAdministrator,
    SuperAdministrator,
}

#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) rank: Rank,
    pub(super) department: usize,
    /// Of another tenant.
    pub(super) foreign: bool,
}

/// Whose a space is, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Person(usize),
    Department(usize),
    Group(usize),
}

#[derive(Debug, Default)]
pub(super) struct Rules {
    pub(super) tree: Tree,
    pub(super) people: Vec<Person>,
    /// The department above each.
    pub(super) above: Vec<Option<usize>>,
    /// Members of each group, with whether they manage it.
    pub(super) groups: Vec<Vec<(usize, bool)>>,
    pub(super) roles: Vec<Rights>,
    pub(super) spaces: Vec<Owner>,
    pub(super) grants: Vec<Grant>,
    /// Until when the first person, who administers the tenant, may read personal spaces.
    pub(super) emergency: Timestamp,
    pub(super) now: Timestamp,
}

pub(super) fn all() -> Rights {
    RIGHTS.into_iter().collect()
}

/// All but managing and taking off the locks of others.
pub(super) fn editor() -> Rights {
    let mut rights = all();
    rights.remove("manageable");
    rights.remove("unlockable");
    rights
}

pub(super) fn reader() -> Rights {
    ["readable", "previewable", "downloadable"].into()
}

/// Those that a lock stands in the way of.
fn changes(right: &str) -> bool {
    ["uploadable", "deleteable", "editable", "restoreable"].contains(&right)
}

impl Rules {
    /// Whether `department` is `top` or somewhere below it.
    fn belongs(&self, department: usize, top: usize) -> bool {
        department == top || self.above[department].is_some_and(|above| self.belongs(above, top))
    }

    /// What the space gives, and whether it is for those who run it: broken inheritance leaves them that.
    pub(super) fn base(&self, person: usize, space: usize) -> (Rights, bool) {
        let who = &self.people[person];
        let (nothing, everything) = ((Rights::new(), false), (all(), true));
        let member = (editor(), false);
        if who.foreign {
            return nothing;
        }
        let administrator = who.rank == Rank::SuperAdministrator;
        match self.spaces[space] {
            Owner::Person(owner) if owner == person => everything,
            Owner::Person(_) if administrator && self.now < self.emergency => (reader(), true),
            Owner::Person(_) => nothing,
            _ if administrator => everything,
            Owner::Department(owner) => {
                let runs = who.rank == Rank::DepartmentAdministrator
                    && self.belongs(owner, who.department);
                match runs {
                    true => everything,
                    false if owner == who.department => member,
                    false => nothing,
                }
            }
            Owner::Group(group) => {
                let found = self.groups[group].iter().find(|(at, _)| *at == person);
                match found {
                    Some((_, true)) => everything,
                    Some((_, false)) => member,
                    None => nothing,
                }
            }
        }
    }

    fn holds(&self, person: usize, subject: Subject) -> bool {
        match subject {
            Subject::Person(holder) => holder == person,
            Subject::Group(group) => self.groups[group].iter().any(|(at, _)| *at == person),
            Subject::Department(top) => {
                let who = &self.people[person];
                !who.foreign && self.belongs(who.department, top)
            }
        }
    }

    fn granted(&self, person: usize, node: usize) -> Rights {
        let grants = self.grants.iter();
        grants
            .filter(|grant| grant.node == node && self.holds(person, grant.subject))
            .flat_map(|grant| self.roles[grant.role].clone())
            .collect()
    }

    fn added_up(&self, person: usize, node: usize) -> Rights {
        let mut rights = self.granted(person, node);
        let space = self.tree.nodes[node].space;
        let (base, firm) = self.base(person, space);
        match self.tree.nodes[node].parent {
            _ if self.tree.nodes[node].breaks && firm => rights.extend(base),
            _ if self.tree.nodes[node].breaks => {}
            Some(above) => rights.extend(self.added_up(person, above)),
            None => rights.extend(base),
        }
        rights
    }

    /// What somebody may do with a node.
    pub(super) fn rights(&self, person: usize, node: usize) -> Rights {
        let mut rights = self.added_up(person, node);
        if rights.contains("manageable") {
            rights.insert("unlockable");
        }
        if !rights.is_empty() {
            rights.insert("readable");
        }
        rights
    }

    pub(super) fn may(&self, person: usize, node: usize, right: &str) -> bool {
        self.rights(person, node).contains(right)
    }

    pub(super) fn sees(&self, person: usize, node: usize) -> bool {
        self.may(person, node, "readable")
    }

    /// Whether somebody else has locked it or something above.
    fn is_locked_for(&self, person: usize, node: usize) -> bool {
        let way = self.tree.way(node);
        let mut holders = way.iter().filter_map(|at| self.tree.nodes[*at].holder);
        holders.any(|holder| holder != person)
    }

    /// Whether somebody may use a space, or something in it.
    pub(super) fn enter(&self, person: usize, space: usize) -> Outcome<()> {
        if self.people[person].foreign {
            return refuse("space_not_found");
        }
        let mut grants = self.grants.iter();
        let granted = grants.any(|grant| {
            self.tree.nodes[grant.node].space == space && self.holds(person, grant.subject)
        });
        if self.base(person, space).0.is_empty() && !granted {
            return refuse("space_forbidden");
        }
        Ok(())
    }

    /// Finds a node of a space for what `right` allows.
    pub(super) fn find(
        &self,
        person: usize,
        space: usize,
        node: usize,
        right: &str,
    ) -> Outcome<()> {
        let at = &self.tree.nodes[node];
        if at.removed {
            return refuse("node_not_found");
        }
        if at.space != space {
            return refuse("node_not_in_space");
        }
        if !self.tree.exists(node) {
            return refuse("node_not_found");
        }
        if !self.sees(person, node) {
            return refuse(match at.parent {
                None => "space_forbidden",
                Some(_) => "node_not_found",
            });
        }
        self.require(person, node, right)
    }

    pub(super) fn require(&self, person: usize, node: usize, right: &str) -> Outcome<()> {
        if !self.may(person, node, right) {
            return refuse("node_forbidden");
        }
        if changes(right) && self.is_locked_for(person, node) {
            return refuse("node_locked");
        }
        Ok(())
    }

    /// Demands a right to a node and to everything in it; what was thrown away from it before is not in it.
    pub(super) fn require_all(&self, person: usize, top: usize, right: &str) -> Outcome<()> {
        let mut parts = self.tree.existing();
        parts.retain(|node| !self.tree.is_apart(*node, top));
        self.require_each(person, top, right, &parts)
    }

    /// As `require_all`, with what was thrown away from it before.
    pub(super) fn require_with_entries(
        &self,
        person: usize,
        top: usize,
        right: &str,
    ) -> Outcome<()> {
        self.require_each(person, top, right, &self.tree.existing())
    }

    fn require_each(&self, person: usize, top: usize, right: &str, parts: &[usize]) -> Outcome<()> {
        self.require(person, top, right)?;
        let mut keys = Vec::new();
        for node in parts {
            if !self.tree.is_below(*node, top) {
                continue;
            }
            if changes(right) && self.is_locked_for(person, *node) {
                keys.push("node_locked");
            }
            if !self.may(person, *node, right) {
                keys.push("node_forbidden");
            }
        }
        if keys.is_empty() { Ok(()) } else { Err(keys) }
    }

    fn find_folder(&self, person: usize, space: usize, node: usize, right: &str) -> Outcome<()> {
        self.find(person, space, node, right)
            .map_err(|keys| match keys[..] {
                ["node_not_found"] => vec!["target_invalid"],
                _ => keys,
            })?;
        if self.tree.nodes[node].folder {
            Ok(())
        } else {
            refuse("target_invalid")
        }
    }

    /// Finds a folder to search below, in the recycle bin or not.
    pub(super) fn find_parent(&self, person: usize, space: usize, node: usize) -> Outcome<()> {
        self.find_folder(person, space, node, "readable")
    }

    /// Finds a folder to put something into.
    pub(super) fn find_target(
        &self,
        person: usize,
        space: usize,
        node: usize,
        right: &str,
    ) -> Outcome<()> {
        self.find_folder(person, space, node, right)?;
        if self.tree.is_live(node) {
            Ok(())
        } else {
            refuse("target_recycled")
        }
    }

    /// What a copy of a node by somebody contains: the node and what is below it, parents first.
    pub(super) fn taken(&self, person: usize, top: usize) -> Vec<usize> {
        let mut taken = vec![top];
        for child in self.tree.children(top) {
            if self.may(person, child, "downloadable") {
                taken.extend(self.taken(person, child));
            }
        }
        taken
    }
}
