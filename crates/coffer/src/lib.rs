//! The process: configuration, commands, the HTTP server around the dialects, telemetry.

pub mod config;
pub mod keys;
pub mod report;
pub mod server;
