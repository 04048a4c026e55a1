//! Every id of the model is an integer column.

use super::arg::Arg;
use super::row::{ColumnMismatch, ColumnValue, FromColumn};
use coffer_model::{
    AppId, BlobId, DepartmentId, GroupId, JobId, MessageId, NodeId, RoleId, SessionId, ShareId,
    SpaceId, TenantId, UploadId, UserId, VersionId,
};

macro_rules! id_columns {
    ($($id:ident),* $(,)?) => {$(
        impl From<$id> for Arg<'_> {
            fn from(id: $id) -> Self {
                Self::Int(id.0)
            }
        }

        impl From<&$id> for Arg<'_> {
            fn from(id: &$id) -> Self {
                Self::Int(id.0)
            }
        }

        impl FromColumn for $id {
            fn from_column(value: ColumnValue<'_>) -> Result<Self, ColumnMismatch> {
                i64::from_column(value).map(Self)
            }
        }
    )*};
}

id_columns!(
    TenantId,
    DepartmentId,
    UserId,
    GroupId,
    AppId,
    SessionId,
    SpaceId,
    NodeId,
    VersionId,
    BlobId,
    UploadId,
    JobId,
    MessageId,
    ShareId,
    RoleId,
);
