//! The state of the process, read from `/proc` when somebody asks. Where there is no `/proc` only
//! the version is left.

use std::fmt::Write;
use std::fs;

/// Appends what is known.
pub(super) fn render(text: &mut String) {
    let _ = writeln!(
        text,
        "# TYPE coffer_build_info gauge\ncoffer_build_info{{version=\"{}\"}} 1",
        env!("CARGO_PKG_VERSION")
    );
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let boot = fs::read_to_string("/proc/stat").unwrap_or_default();
    #[expect(clippy::cast_precision_loss, reason = "ticks are a hundred a second")]
    let ticks = rustix::param::clock_ticks_per_second() as f64;
    let metrics = [
        (
            "process_resident_memory_bytes",
            "gauge",
            kibibytes(&status, "VmRSS:").map(|kib| kib * 1024.0),
        ),
        (
            "process_virtual_memory_bytes",
            "gauge",
            kibibytes(&status, "VmSize:").map(|kib| kib * 1024.0),
        ),
        ("process_threads", "gauge", kibibytes(&status, "Threads:")),
        ("process_open_fds", "gauge", open_files()),
        ("process_max_fds", "gauge", max_files()),
        (
            "process_cpu_seconds_total",
            "counter",
            cpu_ticks(&stat).map(|used| used / ticks),
        ),
        (
            "process_start_time_seconds",
            "gauge",
            start(&stat, &boot, ticks),
        ),
    ];
    for (name, kind, value) in metrics {
        if let Some(value) = value {
            let _ = writeln!(text, "# TYPE {name} {kind}\n{name} {value}");
        }
    }
}

/// The number behind a name in `/proc/self/status`.
fn kibibytes(status: &str, name: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

/// A field of `/proc/self/stat`, counted as `proc(5)` does. The second is the name of the program,
/// in parentheses, in which anything may stand.
fn field(stat: &str, number: usize) -> Option<f64> {
    let (_, behind_name) = stat.rsplit_once(')')?;
    behind_name
        .split_whitespace()
        .nth(number.checked_sub(3)?)?
        .parse()
        .ok()
}

fn cpu_ticks(stat: &str) -> Option<f64> {
    Some(field(stat, 14)? + field(stat, 15)?)
}

fn start(stat: &str, boot: &str, ticks: f64) -> Option<f64> {
    let boot = boot.lines().find_map(|line| line.strip_prefix("btime "))?;
    let boot: f64 = boot.trim().parse().ok()?;
    Some(boot + field(stat, 22)? / ticks)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "there are fewer than 2^52 files"
)]
fn open_files() -> Option<f64> {
    // One of them is the folder that is being read.
    let open = fs::read_dir("/proc/self/fd").ok()?.count();
    Some(open.saturating_sub(1) as f64)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "there are fewer than 2^52 files"
)]
fn max_files() -> Option<f64> {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    limit.current.map(|limit| limit as f64)
}
