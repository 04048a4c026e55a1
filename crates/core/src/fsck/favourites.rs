//! Stars of people who were removed.

use super::{Fault, Finding, Run};
use coffer_model::{Error, Result, UserId};
use coffer_store::{favourites, fsck as rows};

/// People looked at in one transaction.
const PAGE: u32 = 1_000;

impl Run<'_> {
    pub(super) async fn check_favourites(&mut self) -> Result<()> {
        let mut after = UserId(i64::MIN);
        loop {
            let stray = self
                .drive
                .store()
                .read_slow(move |tx| {
                    rows::be_patient(tx)?;
                    Ok::<_, Error>(rows::list_stray_favourites(tx, after, PAGE)?)
                })
                .await?;
            for member in &stray {
                self.judge_favourites(*member).await?;
            }
            match stray.last() {
                Some(last) if stray.len() == PAGE as usize => after = *last,
                _ => return Ok(()),
            }
        }
    }

    /// Who was removed never comes back, so nobody can give a star meanwhile.
    async fn judge_favourites(&mut self, member: UserId) -> Result<()> {
        let repaired = self.options.repair;
        if repaired {
            self.drive
                .store()
                .write_bulk(move |tx| Ok::<_, Error>(favourites::delete_all(tx, member)?))
                .await?;
        }
        self.found(Finding {
            fault: Fault::FavouritesStray { member },
            repaired,
        });
        Ok(())
    }
}
