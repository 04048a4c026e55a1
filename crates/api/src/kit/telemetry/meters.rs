//! The meters of each operation, looked up once and kept: registering a label costs more than the
//! rest of a small request.

use http::{Method, StatusCode};
use metrics::{Counter, Gauge, Histogram};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

type Methods = Vec<(&'static str, Arc<Operation>)>;

/// Every operation's meters. Cloning shares them.
#[derive(Clone, Default)]
pub struct HttpMeters {
    /// By path, then by method.
    operations: Arc<RwLock<HashMap<String, Methods>>>,
}

/// The meters of one method of one path.
pub(super) struct Operation {
    name: String,
    in_flight: Gauge,
    bytes_in: Counter,
    bytes_out: Counter,
    seconds: RwLock<Vec<(StatusCode, Histogram)>>,
}

/// One request that is being answered; it ends when this is dropped.
pub(super) struct InFlight(Gauge);

impl HttpMeters {
    pub(super) fn operation(&self, method: &Method, path: &str) -> Arc<Operation> {
        let method = method_label(method);
        let find = |methods: &Methods| {
            methods
                .iter()
                .find(|(known, _)| *known == method)
                .map(|(_, operation)| Arc::clone(operation))
        };
        let known = self
            .operations
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(operation) = known.get(path).and_then(find) {
            return operation;
        }
        drop(known);
        let mut operations = self
            .operations
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let methods = operations.entry(path.to_owned()).or_default();
        // Another request may have come first.
        find(methods).unwrap_or_else(|| {
            let operation = Arc::new(Operation::new(format!("{method} {path}")));
            methods.push((method, Arc::clone(&operation)));
            operation
        })
    }
}

impl std::fmt::Debug for HttpMeters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HttpMeters")
    }
}

impl Operation {
    fn new(name: String) -> Self {
        Self {
            in_flight: metrics::gauge!("coffer_http_in_flight"),
            bytes_in: metrics::counter!("coffer_http_received_bytes_total", "operation" => name.clone()),
            bytes_out: metrics::counter!("coffer_http_sent_bytes_total", "operation" => name.clone()),
            seconds: RwLock::default(),
            name,
        }
    }

    pub(super) fn begin(&self) -> InFlight {
        self.in_flight.increment(1);
        InFlight(self.in_flight.clone())
    }

    pub(super) fn bytes_in(&self) -> Counter {
        self.bytes_in.clone()
    }

    pub(super) fn bytes_out(&self) -> Counter {
        self.bytes_out.clone()
    }

    pub(super) fn answered(&self, status: StatusCode, elapsed: Duration) {
        let find = |known: &Vec<(StatusCode, Histogram)>| {
            known
                .iter()
                .find(|(other, _)| *other == status)
                .map(|(_, histogram)| histogram.clone())
        };
        let known = find(&self.seconds.read().unwrap_or_else(PoisonError::into_inner));
        let histogram = known.unwrap_or_else(|| {
            let mut seconds = self.seconds.write().unwrap_or_else(PoisonError::into_inner);
            find(&seconds).unwrap_or_else(|| {
                let histogram = metrics::histogram!(
                    "coffer_http_request_seconds",
                    "operation" => self.name.clone(), "status" => status.as_u16().to_string()
                );
                seconds.push((status, histogram.clone()));
                histogram
            })
        });
        histogram.record(elapsed);
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.decrement(1);
    }
}

/// Methods that a client invents are one label, or labels would grow without bound.
fn method_label(method: &Method) -> &'static str {
    const KNOWN: [&str; 16] = [
        "GET",
        "HEAD",
        "POST",
        "PUT",
        "DELETE",
        "OPTIONS",
        "PATCH",
        "TRACE",
        "CONNECT",
        "PROPFIND",
        "PROPPATCH",
        "MKCOL",
        "COPY",
        "MOVE",
        "LOCK",
        "UNLOCK",
    ];
    KNOWN
        .into_iter()
        .find(|known| *known == method.as_str())
        .unwrap_or("OTHER")
}
