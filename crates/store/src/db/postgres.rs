//! The PostgreSQL arm: workers that own a connection each and repeat what lost a race.

mod encode;
mod pool;
mod session;
mod worker;

pub(super) use encode::column;
pub(super) use pool::Postgres;
pub(super) use session::Session;
