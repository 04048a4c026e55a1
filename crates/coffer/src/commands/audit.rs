//! `coffer audit`: who changed what in the organisation.

use std::io::ErrorKind;

use coffer_api::dialects::admin::export::{self, Format};
use coffer_core::organisation::{AUDIT_PAGE, AuditFilter};
use coffer_core::{Ctx, Drive};

use super::{CommandError, Outcome, tenant, terminal};
use crate::cli::{AuditExportArgs, AuditFormat};
use crate::config::Settings;

/// Prints page by page. Who reads may stop reading: `| head` is no failure.
pub(super) async fn export(
    settings: &Settings,
    arguments: AuditExportArgs,
) -> Result<Outcome, CommandError> {
    let drive = crate::drive::open_beside_server(settings).await?;
    let exported = print_all(&drive, arguments).await;
    drive.close().await;
    match exported {
        Err(CommandError::System(error)) if error.kind() == ErrorKind::BrokenPipe => {}
        other => other?,
    }
    Ok(Outcome::Done)
}

async fn print_all(drive: &Drive, arguments: AuditExportArgs) -> Result<(), CommandError> {
    let format = match arguments.format {
        AuditFormat::Jsonl => Format::Jsonl,
        AuditFormat::Csv => Format::Csv,
    };
    let ctx = Ctx::operator(tenant::choose(drive, arguments.tenant).await?, drive.now());
    let filter = AuditFilter {
        from: arguments.from,
        to: arguments.to,
        act: arguments.act,
        object_kind: arguments.object_kind,
        oldest_first: true,
        ..AuditFilter::default()
    };
    let mut after = None;
    loop {
        let page = drive.audit_page(&ctx, &filter, after, AUDIT_PAGE).await?;
        let bytes = export::write(format, page.entries, after.is_none())?;
        terminal::write(&bytes)?;
        match page.next {
            Some(last) => after = Some(last),
            None => return Ok(()),
        }
    }
}
