//! The process: configuration, commands, the HTTP server around the dialects, telemetry.

pub mod cli;
pub mod commands;
pub mod config;
pub mod drive;
pub mod keys;
pub mod operations;
pub mod random;
pub mod report;
pub mod server;
pub mod telemetry;
pub mod web;
