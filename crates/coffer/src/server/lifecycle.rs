//! Stopping: which signals ask for it, and who is waited for.

use std::future::Future;
use std::io;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// The two ways to end a server, and the tasks that end with it.
#[derive(Debug, Clone, Default)]
pub struct Lifecycle {
    /// Accept no more, finish what runs.
    pub stop: CancellationToken,
    /// Finish nothing any more.
    pub abort: CancellationToken,
    /// What runs beside requests.
    pub background: Background,
}

/// Tasks that run beside requests: each is told to stop and waited for.
#[derive(Debug, Clone, Default)]
pub struct Background {
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Lifecycle {
    /// Listens for SIGTERM and SIGINT: the first stops the server, a second aborts it.
    ///
    /// # Errors
    /// When the system has no room for a signal handler.
    pub fn stop_on_signals(&self) -> io::Result<()> {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let (stop, abort) = (self.stop.clone(), self.abort.clone());
        self.background.spawn(move |stopped| async move {
            for token in [stop, abort] {
                tokio::select! {
                    _ = terminate.recv() => (),
                    _ = interrupt.recv() => (),
                    () = stopped.cancelled() => return,
                }
                tracing::info!("told to stop");
                token.cancel();
            }
        });
        Ok(())
    }
}

impl Background {
    /// Runs a task. It is given the token that tells it to stop, and should watch it.
    pub fn spawn<F>(&self, task: impl FnOnce(CancellationToken) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.tasks.spawn(task(self.stop.clone()));
    }

    /// Runs something every so often until the server stops.
    pub fn every(&self, period: Duration, mut work: impl FnMut() + Send + 'static) {
        self.spawn(move |stop| async move {
            let mut ticks = tokio::time::interval(period);
            ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            while stop.run_until_cancelled(ticks.tick()).await.is_some() {
                work();
            }
        });
    }

    /// The token that tells the tasks to stop.
    #[must_use]
    pub fn token(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// The tracker of the tasks, for those who spawn more than one.
    #[must_use]
    pub fn tracker(&self) -> TaskTracker {
        self.tasks.clone()
    }

    /// Tells the tasks to stop and waits for them; `false` when some did not stop in time.
    pub async fn stop(&self, within: Duration) -> bool {
        self.stop.cancel();
        self.tasks.close();
        let stopped = tokio::time::timeout(within, self.tasks.wait())
            .await
            .is_ok();
        if !stopped {
            tracing::warn!(
                tasks = self.tasks.len(),
                "background tasks did not stop in time"
            );
        }
        stopped
    }
}
