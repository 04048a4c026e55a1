//! Waiting for something to become true.

use std::time::{Duration, Instant};

/// How often a condition is looked at.
const PAUSE: Duration = Duration::from_millis(10);
/// How long a condition may take. A loaded machine is slow; only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(30);

/// When waiting ends.
#[derive(Debug, Clone, Copy)]
pub struct Deadline(Instant);

impl Default for Deadline {
    fn default() -> Self {
        Self(Instant::now() + PATIENCE)
    }
}

impl Deadline {
    /// What is left.
    #[must_use]
    pub fn left(self) -> Duration {
        self.0.saturating_duration_since(Instant::now())
    }

    /// Whether it is over.
    #[must_use]
    pub fn is_over(self) -> bool {
        self.left().is_zero()
    }
}

/// Asks `condition` until it answers something, and answers that. Fails the test in the end.
pub async fn eventually<T, F: Future<Output = Option<T>>>(
    what: &str,
    mut condition: impl FnMut() -> F,
) -> T {
    let deadline = Deadline::default();
    loop {
        if let Some(answer) = condition().await {
            return answer;
        }
        assert!(!deadline.is_over(), "it never came true: {what}");
        tokio::time::sleep(PAUSE).await;
    }
}
