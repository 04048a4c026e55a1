//! Bodies on their way to a thread and their results on the way back.

use super::error::StoreError;
use super::tx::Tx;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tokio::sync::oneshot;

/// What a body may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Read,
    Write,
}

/// A body, whatever it answers.
pub(super) trait Job: Send {
    /// What the body may do.
    fn mode(&self) -> Mode;

    /// Whether nobody waits for the answer any more.
    fn is_abandoned(&self) -> bool;

    /// Runs the body and keeps what it answered; `true` when its work is to be committed.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;

    /// Sends what the body answered or, when its transaction failed, that failure.
    fn answer(self: Box<Self>, outcome: Result<(), StoreError>);
}

struct BodyJob<T, E, F> {
    mode: Mode,
    body: F,
    result: Option<Result<T, E>>,
    answer: oneshot::Sender<Result<T, E>>,
}

/// A job for `body` and where its answer arrives.
pub(super) fn new<T, E, F>(mode: Mode, body: F) -> (Box<dyn Job>, oneshot::Receiver<Result<T, E>>)
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    let (answer, receiver) = oneshot::channel();
    let job = BodyJob {
        mode,
        body,
        result: None,
        answer,
    };
    (Box::new(job), receiver)
}

impl<T, E, F> Job for BodyJob<T, E, F>
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn mode(&self) -> Mode {
        self.mode
    }

    fn is_abandoned(&self) -> bool {
        self.answer.is_closed()
    }

    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        let result = catching(|| (self.body)(tx));
        let result = match (result, tx.failure()) {
            // The body swallowed a failure after which nothing can be committed.
            (Ok(_), Some(cause)) => Err(StoreError::already_failed(cause).into()),
            (result, _) => result,
        };
        self.result.insert(result).is_ok()
    }

    fn answer(self: Box<Self>, outcome: Result<(), StoreError>) {
        let result = match outcome {
            Ok(()) => self
                .result
                .unwrap_or_else(|| Err(StoreError::closed().into())),
            Err(failure) => Err(failure.into()),
        };
        // The caller may have gone away meanwhile; nobody is left to be told.
        let _ = self.answer.send(result);
    }
}

/// Turns a panic of a body into its failure: the thread and its connection serve others too.
pub(super) fn catching<T, E: From<StoreError>>(
    body: impl FnOnce() -> Result<T, E>,
) -> Result<T, E> {
    // What the body has captured may be inconsistent now, but it is not run again.
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|_| {
        tracing::error!("a transaction's body panicked");
        Err(StoreError::panicked().into())
    })
}
