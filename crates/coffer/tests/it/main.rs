//! The program as its clients see it: every test here speaks HTTP with a real server, on SQLite and
//! on PostgreSQL.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "helpers of tests fail and speak as tests do"
)]

mod apps;
mod archive_crashes;
mod archives;
mod audit;
mod bin;
mod copies;
mod crash;
mod departments;
mod directories;
mod directories_files;
mod directories_rights;
mod directories_unsafe;
mod directories_walk;
mod documents;
mod downloads;
mod emergency;
mod envelope;
mod event_rights;
mod event_streams;
mod events;
mod external;
mod extracting;
mod files;
mod grant_lists;
mod grants;
mod group_limits;
mod group_members;
mod group_spaces;
mod groups;
mod hostile_archives;
mod inheritance;
mod instant;
mod leaving;
mod limits;
mod listing;
mod lock_ends;
mod locks;
mod messages;
mod names;
mod odd_inputs;
mod operations;
mod organisation;
mod organisation_spaces;
mod pack_contents;
mod packs;
mod pages;
mod parts;
mod permissions_walk;
mod pictures;
mod received;
mod received_exits;
mod received_files;
mod received_news;
mod recent;
mod removals;
mod right_attacks;
mod right_hints;
mod right_limits;
mod right_trees;
mod rights;
mod role_admin;
mod roles;
mod sdk;
mod search;
mod service;
mod sessions;
mod share_attacks;
mod share_leavers;
mod share_page;
mod share_tasks;
mod share_visits;
mod shares;
mod space_lists;
mod spaces;
mod stars;
mod support;
mod tasks;
mod tenants;
mod tour;
mod two_servers;
mod uploads;
mod user_lists;
mod users;
mod walk;
