//! Looking at a share from outside.

use super::ShareView;
use super::open::{ShareKey, Visitor};
use crate::Drive;
use coffer_model::{Error, Result};

impl Drive {
    /// What a visitor is told of a share. Before the extract code is proved nothing is told of it.
    ///
    /// # Errors
    /// `NotFound` for a link that nothing has, `Unauthenticated` for who has to log in, `ShareForbidden`
    /// for whom it is not for, `ShareEnded`, `ExtractCodeWrong`.
    pub async fn visit_share(
        &self,
        visitor: &Visitor,
        key: ShareKey,
        proof: Option<String>,
    ) -> Result<ShareView> {
        let (drive, visitor) = (self.clone(), visitor.clone());
        let (view, opening) = self
            .store()
            .read(move |tx| {
                let share = drive.enter(tx, &visitor, &key, proof.as_deref())?;
                let status = share.status(tx)?;
                let opening = share.opening(tx, &visitor)?;
                let view = ShareView::new(share.row, share.keeper.owner.name, status);
                Ok::<_, Error>((view, opening))
            })
            .await?;
        self.note_opening(opening).await?;
        Ok(view)
    }
}
