//! What is remembered of people who were removed: their stars, and what they used last.

use super::{Fault, Finding, Run};
use coffer_model::{Error, Result, UserId};
use coffer_store::{favourites, fsck as rows, recents};

/// People looked at in one transaction.
const PAGE: u32 = 1_000;

/// What is remembered.
#[derive(Debug, Clone, Copy)]
enum Memory {
    Favourites,
    Recents,
}

impl Run<'_> {
    pub(super) async fn check_people(&mut self) -> Result<()> {
        for memory in [Memory::Favourites, Memory::Recents] {
            self.check_memory(memory).await?;
        }
        Ok(())
    }

    async fn check_memory(&mut self, memory: Memory) -> Result<()> {
        let mut after = UserId(i64::MIN);
        loop {
            let stray = self
                .drive
                .store()
                .read_slow(move |tx| {
                    rows::be_patient(tx)?;
                    Ok::<_, Error>(match memory {
                        Memory::Favourites => rows::list_stray_favourites(tx, after, PAGE)?,
                        Memory::Recents => rows::list_stray_recents(tx, after, PAGE)?,
                    })
                })
                .await?;
            for member in &stray {
                self.judge_memory(memory, *member).await?;
            }
            match stray.last() {
                Some(last) if stray.len() == PAGE as usize => after = *last,
                _ => return Ok(()),
            }
        }
    }

    /// Who was removed never comes back, so nothing new is remembered meanwhile.
    async fn judge_memory(&mut self, memory: Memory, member: UserId) -> Result<()> {
        let repaired = self.options.repair;
        if repaired {
            self.drive
                .store()
                .write_bulk(move |tx| {
                    match memory {
                        Memory::Favourites => favourites::delete_all(tx, member)?,
                        Memory::Recents => recents::delete_all(tx, member)?,
                    }
                    Ok::<_, Error>(())
                })
                .await?;
        }
        let fault = match memory {
            Memory::Favourites => Fault::FavouritesStray { member },
            Memory::Recents => Fault::RecentsStray { member },
        };
        self.found(Finding { fault, repaired });
        Ok(())
    }
}
