//! HTTP: what the dialects share, and the dialects.

pub mod kit;
