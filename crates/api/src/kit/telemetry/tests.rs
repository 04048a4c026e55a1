use super::*;
use axum::body::Body;
use axum::routing::post;
use axum::{Router, middleware};
use http_body::Body as _;
use metrics::{
    Counter, CounterFn, Gauge, GaugeFn, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder,
    SharedString, Unit,
};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tower::ServiceExt;

/// Keeps every figure under `name{label=value,…}`.
#[derive(Clone, Default)]
struct Figures(Arc<Mutex<BTreeMap<String, f64>>>);

struct Figure(Figures, String);

impl Figures {
    fn get(&self, name: &str) -> f64 {
        self.0
            .lock()
            .unwrap()
            .get(name)
            .copied()
            .unwrap_or_default()
    }

    fn figure(&self, key: &Key) -> Arc<Figure> {
        let labels: Vec<String> = key
            .labels()
            .map(|label| format!("{}={}", label.key(), label.value()))
            .collect();
        Arc::new(Figure(
            self.clone(),
            format!("{}{{{}}}", key.name(), labels.join(",")),
        ))
    }
}

impl Figure {
    fn add(&self, value: f64) {
        *self.0.0.lock().unwrap().entry(self.1.clone()).or_default() += value;
    }
}

impl CounterFn for Figure {
    fn increment(&self, value: u64) {
        self.add(value as f64);
    }
    fn absolute(&self, _: u64) {}
}

impl GaugeFn for Figure {
    fn increment(&self, value: f64) {
        self.add(value);
    }
    fn decrement(&self, value: f64) {
        self.add(-value);
    }
    fn set(&self, _: f64) {}
}

impl HistogramFn for Figure {
    fn record(&self, _: f64) {
        self.add(1.0);
    }
}

impl Recorder for Figures {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(self.figure(key))
    }
    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::from_arc(self.figure(key))
    }
    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(self.figure(key))
    }
}

fn app() -> Router {
    Router::new()
        .route(
            "/o/{id}",
            post(|body: String| async move { body.repeat(2) }),
        )
        .layer(middleware::from_fn_with_state(
            HttpMeters::default(),
            measure,
        ))
}

/// Runs on this thread alone, where the recorder is.
fn with_figures(test: impl AsyncFnOnce(&Figures)) {
    let figures = Figures::default();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    metrics::with_local_recorder(&figures, || runtime.block_on(test(&figures)));
}

#[test]
fn requests_bytes_and_flight_are_counted_by_operation() {
    with_figures(async |figures| {
        let app = app();
        for id in ["/o/1", "/o/2"] {
            let request = http::Request::post(id).body(Body::from("12345")).unwrap();
            let response = app.clone().oneshot(request).await.unwrap();
            assert_eq!(response.body().size_hint().exact(), Some(10));
            assert_eq!(figures.get("coffer_http_in_flight{}"), 1.0);
            assert_eq!(
                axum::body::to_bytes(response.into_body(), 100)
                    .await
                    .unwrap(),
                "1234512345"
            );
            assert_eq!(figures.get("coffer_http_in_flight{}"), 0.0);
        }
        assert_eq!(
            figures.get("coffer_http_request_seconds{operation=POST /o/{id},status=200}"),
            2.0
        );
        assert_eq!(
            figures.get("coffer_http_received_bytes_total{operation=POST /o/{id}}"),
            10.0
        );
        assert_eq!(
            figures.get("coffer_http_sent_bytes_total{operation=POST /o/{id}}"),
            20.0
        );
    });
}

#[test]
fn unknown_paths_and_invented_methods_share_one_label() {
    with_figures(async |figures| {
        let app = app();
        for (method, path) in [
            ("GET", "/x"),
            ("GET", "/y"),
            ("BREW", "/o/1"),
            ("STIR", "/o/1"),
        ] {
            let request = http::Request::builder()
                .method(method)
                .uri(path)
                .body(Body::empty())
                .unwrap();
            app.clone().oneshot(request).await.unwrap();
        }
        assert_eq!(
            figures.get("coffer_http_request_seconds{operation=GET unmatched,status=404}"),
            2.0
        );
        assert_eq!(
            figures.get("coffer_http_request_seconds{operation=OTHER /o/{id},status=405}"),
            2.0
        );
    });
}

#[test]
fn a_body_that_is_dropped_ends_the_flight() {
    with_figures(async |figures| {
        let request = http::Request::post("/o/1")
            .body(Body::from("12345"))
            .unwrap();
        let response = app().oneshot(request).await.unwrap();
        drop(response);
        assert_eq!(figures.get("coffer_http_in_flight{}"), 0.0);
    });
}
