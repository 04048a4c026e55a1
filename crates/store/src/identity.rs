//! Who people are: accounts, limits of failed logins, browser logins, sessions, embedded views, apps,
//! and what the identity provider hands out.

mod accounts;
mod apps;
mod attempts;
mod browser;
mod embeddings;
mod external;
mod grants;
mod sessions;
mod statements;
mod sweep;

pub use crate::tenants::{
    find as find_tenant, list as list_tenants, lock as lock_tenant, sum_capacities,
};
pub use accounts::{
    AccountRow, DepartmentRow, LoginRow, MemberRow, ProfileRow, activate_member, count_members,
    delete_credentials, end_sessions_of, find_account_by_login, find_member_status, find_profile,
    find_root_department, has_department, insert_account, insert_department, insert_member,
    list_accounts_by_email, list_logins, replace_password_hash, update_member_status,
    update_password,
};
pub use apps::{AppRow, AppUserRow, delete_app, find_app, find_app_user, insert_app, list_apps};
pub use attempts::{
    Counter, Failures, count_failure, find_failures, forgive_failures, forgive_one_failure,
};
pub use browser::{
    BrowserLoginRow, NewBrowserLogin, NewExternal, end_browser_login, find_browser_login,
    insert_browser_login,
};
pub use embeddings::{
    EmbeddingRow, NewEmbedding, delete_embedding, find_embedding, find_embedding_by_code,
    insert_embedding, redeem_embedding,
};
pub use external::{
    ErrandRow, SubjectRow, fill_contact, find_external, find_subject, insert_errand,
    list_external_by_session, list_external_by_subject, take_errand,
};
pub use grants::{
    GrantRow, NewGrant, NewProviderToken, PersonTokenRow, Redemption, delete_grant,
    delete_provider_token, find_app_token, find_grant_by_code, find_grant_by_family,
    find_person_token, insert_grant, insert_provider_token, insert_signing_key, list_signing_keys,
    redeem_grant, rotate_grant,
};
pub use sessions::{
    NewSession, SessionRow, end_session, find_session, insert_session, rotate_session,
    touch_session,
};
pub(crate) use statements::ALL;
pub use sweep::{Swept, sweep};
