//! Acts that change nothing: sharing, and links to contents.

use super::{Checked, Play, compare, key};
use crate::permissions::acts::Act;
use crate::permissions::tree::{Outcome, refuse};
use coffer_core::shares::{CodeChoice, CreateShare, Expiry, PermissionChange};
use coffer_model::share::ShareScope;
use proptest::prelude::*;

impl Play {
    pub(super) async fn show(&self, act: &Act) -> Checked {
        match *act {
            Act::Share {
                by,
                node,
                preview,
                download,
            } => {
                let (person, node) = (self.person(by), self.node(node));
                self.share(person, node, preview, download).await
            }
            Act::Link { by, node } => self.link(self.person(by), self.node(node)).await,
            _ => Ok(()),
        }
    }

    async fn share(&self, person: usize, node: usize, preview: bool, download: bool) -> Checked {
        let command = CreateShare {
            space: self.space_of(node).1,
            items: vec![self.id(node)],
            scope: ShareScope::Tenant,
            targets: Vec::new(),
            permission: PermissionChange {
                preview: Some(preview),
                edit: Some(false),
                download: Some(download),
            },
            code: CodeChoice::Remove,
            expiry: Expiry::Days(1),
            comment: String::new(),
        };
        let ctx = self.cast.ctx(person);
        let shared = key(self.cast.world.drive.create_share(&ctx, command).await);
        let expected = self.expect_shared(person, node, preview, download);
        compare(&shared.map(drop), &expected, &("share", person, node))
    }

    fn expect_shared(
        &self,
        person: usize,
        node: usize,
        preview: bool,
        download: bool,
    ) -> Outcome<()> {
        let (rules, space) = (&self.rules, self.space_of(node).0);
        rules.enter(person, space)?;
        rules.find(person, space, node, "shareable")?;
        for (given, right) in [(preview, "previewable"), (download, "downloadable")] {
            if given {
                rules.require(person, node, right)?;
            }
        }
        if !rules.tree.is_live(node) {
            return refuse("node_recycled");
        }
        let root = rules.tree.root_of(node);
        if root == node || root % 2 == 1 {
            return refuse("bad_request");
        }
        Ok(())
    }

    async fn link(&self, person: usize, node: usize) -> Checked {
        let (rules, (space, id)) = (&self.rules, self.space_of(node));
        let ctx = self.cast.ctx(person);
        let ids = vec![self.id(node)];
        let links = key(self.cast.world.drive.download_links(&ctx, id, ids).await);
        let entered = rules.enter(person, space);
        compare(
            &links.as_ref().map(drop).map_err(Clone::clone),
            &entered,
            &("links", person),
        )?;
        let Ok(mut links) = links else {
            return Ok(());
        };
        prop_assert_eq!(links.len(), 1);
        let link = key(links.pop().unwrap());
        let expected = rules
            .find(person, space, node, "downloadable")
            .and_then(|()| match &rules.tree.nodes[node] {
                _ if !rules.tree.is_live(node) => refuse("node_recycled"),
                found if found.folder => refuse("not_a_file"),
                found => Ok(found.id),
            });
        compare(
            &link.map(|link| link.node),
            &expected,
            &("link", person, node),
        )
    }
}
