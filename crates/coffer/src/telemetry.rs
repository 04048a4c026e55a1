//! What the process tells about itself: log lines on stderr, numbers for Prometheus.

mod process;
#[cfg(test)]
mod tests;

use std::io::{self, IsTerminal};
use std::time::Duration;

use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};

use crate::config::{Log, LogFormat};
use crate::server::Background;

/// Bounds of the buckets of durations, in seconds: 50 µs to 60 s, about two and a half apart.
const DURATIONS: [f64; 19] = [
    0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5,
    1.0, 2.5, 5.0, 10.0, 30.0, 60.0,
];

/// Bounds of the buckets of everything else, which is counts.
const COUNTS: [f64; 9] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

/// How often samples that wait for a reader are summed up, so that they do not pile up when
/// nobody reads.
const UPKEEP: Duration = Duration::from_secs(5);

/// Why there is no telemetry.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter cannot be read.
    #[error("cannot read the log filter")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    /// Somebody else logs already.
    #[error("cannot start to log")]
    Log(#[from] TryInitError),
    /// Somebody else counts already.
    #[error("cannot start to count")]
    Metrics(#[from] BuildError),
}

/// Starts to log to stderr.
///
/// JSON lines carry the fields of the innermost span, which is the request's with its trace id.
///
/// # Errors
/// When something logs already in this process.
pub fn start_logging(log: &Log) -> Result<(), TelemetryError> {
    let registry = tracing_subscriber::registry().with(EnvFilter::try_new(&log.filter)?);
    let lines = tracing_subscriber::fmt::layer().with_writer(io::stderr);
    match log.format {
        LogFormat::Text => {
            let colours = io::stderr().is_terminal();
            registry.with(lines.with_ansi(colours)).try_init()?;
        }
        LogFormat::Json => {
            let lines = lines
                .json()
                .flatten_event(true)
                .with_current_span(true)
                .with_span_list(false);
            registry.with(lines).try_init()?;
        }
    }
    Ok(())
}

/// The numbers of this process.
#[derive(Clone)]
pub struct Metrics {
    recorded: PrometheusHandle,
}

impl Metrics {
    /// Starts to count, for the whole process.
    ///
    /// # Errors
    /// When something counts already in this process.
    pub fn install(background: &Background) -> Result<Self, TelemetryError> {
        let recorded = builder()?.install_recorder()?;
        let metrics = Self { recorded };
        let swept = metrics.recorded.clone();
        background.every(UPKEEP, move || swept.run_upkeep());
        Ok(metrics)
    }

    /// Numbers that nothing counts into.
    #[cfg(test)]
    pub(crate) fn detached() -> Result<Self, TelemetryError> {
        let recorded = builder()?.build_recorder().handle();
        Ok(Self { recorded })
    }

    /// Everything counted so far, and the state of the process, as Prometheus reads it.
    #[must_use]
    pub fn render(&self) -> String {
        let mut text = self.recorded.render();
        process::render(&mut text);
        text
    }
}

fn builder() -> Result<PrometheusBuilder, BuildError> {
    PrometheusBuilder::new()
        .set_buckets(&COUNTS)?
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &DURATIONS)
}
