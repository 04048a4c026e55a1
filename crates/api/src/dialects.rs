//! The protocols that the drive speaks. One knows nothing of another.

pub mod admin;
pub mod directories;
pub mod koodrive;
