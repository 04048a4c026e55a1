//! Grants, broken inheritance, locks, groups and departments.

use super::{Play, Subject};
use crate::permissions::acts::{self, Act};
use crate::permissions::cast::STRANGER;
use crate::permissions::rules::{Grant, Owner};
use coffer_model::rights::{Subject as Stored, SubjectKind};
use coffer_store::rights::{self, EmergencyRow, GuardRow, Lock, Marks, NewGrant};

impl Play {
    pub(super) async fn set(&mut self, act: &Act) {
        match *act {
            Act::Grant {
                node,
                subject,
                role,
            } => {
                self.grant(self.node(node), self.subject(subject), role)
                    .await
            }
            Act::Take { which } if !self.rules.grants.is_empty() => {
                self.take(which.index(self.rules.grants.len())).await;
            }
            Act::Break { node, breaks } => self.set_breaks(self.node(node), breaks).await,
            Act::Lock { node, holder } => {
                let (node, holder) = (self.node(node), self.person(holder));
                self.set_lock(node, Some(holder)).await;
            }
            Act::Unlock { node } => self.set_lock(self.node(node), None).await,
            Act::Member { group, person } => self.set_member(group, self.person(person)).await,
            Act::Transfer { person, department } => {
                let (person, department) = (self.person(person), department.index(4));
                self.rules.people[person].department = department;
                self.cast.people[person].department = self.cast.departments[department];
            }
            Act::Emergency { seconds } => self.set_emergency(seconds).await,
            _ => {}
        }
    }

    fn subject(&self, subject: acts::Subject) -> Subject {
        match subject {
            acts::Subject::Person(which) => Subject::Person(self.person(which)),
            acts::Subject::Group(which) => Subject::Group(which.index(self.cast.groups.len())),
            acts::Subject::Department(which) => {
                Subject::Department(which.index(self.cast.departments.len()))
            }
        }
    }

    fn stored(&self, subject: Subject) -> Stored {
        let (kind, id) = match subject {
            Subject::Person(at) => (SubjectKind::User, self.cast.people[at].user.0),
            Subject::Group(at) => (SubjectKind::Group, self.cast.groups[at].0),
            Subject::Department(at) => (SubjectKind::Department, self.cast.departments[at].0),
        };
        Stored { kind, id }
    }

    async fn grant(&mut self, node: usize, subject: Subject, role: usize) {
        let grant = Grant {
            node,
            subject,
            role,
        };
        if self.rules.tree.nodes[node].removed || self.rules.grants.contains(&grant) {
            return;
        }
        let new = NewGrant {
            node: self.id(node),
            subject: self.stored(subject),
            role: self.cast.roles[role],
            tenant: self.cast.world.ctx().tenant,
            space: self.space_of(node).1,
            granter: self.cast.world.user,
            now: self.now(),
        };
        let written = self.cast.world.store.write(move |tx| {
            rights::set_marks(tx, new.node, Marks::GRANTS, 0)?;
            rights::insert_grant(tx, &new)
        });
        assert!(written.await.unwrap());
        self.rules.grants.push(grant);
    }

    /// The mark outlives the last grant.
    async fn take(&mut self, at: usize) {
        let grant = self.rules.grants.remove(at);
        let (node, subject) = (self.id(grant.node), self.stored(grant.subject));
        let role = self.cast.roles[grant.role];
        let taken = self
            .cast
            .world
            .store
            .write(move |tx| rights::delete_grant(tx, node, subject, Some(role)));
        assert_eq!(taken.await.unwrap(), 1);
    }

    pub(super) async fn take_all_of(&mut self, subject: Subject) {
        let held = |grant: &Grant| grant.subject == subject;
        while let Some(at) = self.rules.grants.iter().position(held) {
            self.take(at).await;
        }
    }

    async fn set_breaks(&mut self, node: usize, breaks: bool) {
        if !self.rules.tree.nodes[node].removed {
            self.rules.tree.nodes[node].breaks = breaks;
            self.put_guard(node).await;
        }
    }

    async fn set_lock(&mut self, node: usize, holder: Option<usize>) {
        if !self.rules.tree.nodes[node].removed {
            self.rules.tree.nodes[node].holder = holder;
            self.put_guard(node).await;
        }
    }

    async fn put_guard(&self, at: usize) {
        let node = &self.rules.tree.nodes[at];
        let lock = node.holder.map(|holder| Lock {
            holder: self.cast.people[holder].user,
            reason: String::new(),
            locked_at: self.now(),
        });
        let guard = GuardRow {
            node: node.id,
            tenant: self.cast.world.ctx().tenant,
            space: self.space_of(at).1,
            breaks: node.breaks,
            lock,
        };
        let mut on = 0;
        if guard.breaks {
            on |= Marks::BREAKS;
        }
        if guard.lock.is_some() {
            on |= Marks::LOCKED;
        }
        let off = (Marks::BREAKS | Marks::LOCKED) & !on;
        let written = self.cast.world.store.write(move |tx| {
            rights::set_marks(tx, guard.node, on, off)?;
            rights::put_guard(tx, &guard)
        });
        written.await.unwrap();
    }

    /// Those who run a group stay in it.
    async fn set_member(&mut self, group: usize, person: usize) {
        let keeper = self.rules.groups[group][0].0;
        let (ctx, id) = (self.cast.ctx(keeper), self.cast.groups[group]);
        let user = vec![self.cast.people[person].user];
        let drive = &self.cast.world.drive;
        let found = self.rules.groups[group]
            .iter()
            .position(|(at, _)| *at == person);
        match found {
            _ if person == STRANGER => {}
            Some(at) if !self.rules.groups[group][at].1 => {
                let failed = drive.remove_group_members(&ctx, id, user).await;
                assert_eq!(failed.unwrap(), []);
                self.rules.groups[group].remove(at);
            }
            Some(_) => {}
            None => {
                let failed = drive.add_group_members(&ctx, id, user).await;
                assert_eq!(failed.unwrap(), []);
                self.rules.groups[group].push((person, false));
            }
        }
    }

    async fn set_emergency(&mut self, seconds: i64) {
        let personal = |owner: &Owner| matches!(owner, Owner::Person(_));
        let space = self.rules.spaces.iter().position(personal).unwrap();
        let ends_at = self.now().plus_seconds(seconds);
        let row = EmergencyRow {
            space: self.cast.spaces[space].id,
            member: self.cast.world.user,
            tenant: self.cast.world.ctx().tenant,
            reason: String::new(),
            opened_at: self.now(),
            ends_at,
        };
        let written = self
            .cast
            .world
            .store
            .write(move |tx| rights::put_emergency(tx, &row));
        written.await.unwrap();
        self.rules.emergency = ends_at;
    }
}
