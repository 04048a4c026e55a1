use super::*;

#[test]
fn durations_have_buckets_from_50_microseconds_to_a_minute_and_counts_their_own() {
    let recorder = builder().unwrap().build_recorder();
    let recorded = recorder.handle();
    metrics::with_local_recorder(&recorder, || {
        metrics::histogram!("some_seconds").record(0.000_04);
        metrics::histogram!("some_seconds").record(45.0);
        metrics::histogram!("some_jobs").record(200.0);
    });
    let text = Metrics { recorded }.render();
    assert!(
        text.contains("some_seconds_bucket{le=\"0.00005\"} 1\n"),
        "{text}"
    );
    assert!(
        text.contains("some_seconds_bucket{le=\"30\"} 1\n"),
        "{text}"
    );
    assert!(
        text.contains("some_seconds_bucket{le=\"60\"} 2\n"),
        "{text}"
    );
    assert!(text.contains("some_jobs_bucket{le=\"128\"} 0\n"), "{text}");
    assert!(text.contains("some_jobs_bucket{le=\"256\"} 1\n"), "{text}");
}

#[test]
fn the_process_tells_its_size_and_age() {
    let mut text = String::new();
    process::render(&mut text);
    let value = |name: &str| -> f64 {
        let line = text
            .lines()
            .find(|line| line.split(' ').next() == Some(name));
        let line = line.unwrap_or_else(|| panic!("no {name} in {text}"));
        line.rsplit(' ').next().unwrap().parse().unwrap()
    };
    assert!(value("process_resident_memory_bytes") > 100_000.0);
    assert!(value("process_threads") >= 2.0);
    assert!(value("process_open_fds") >= 3.0);
    assert!(value("process_max_fds") >= value("process_open_fds"));
    assert!(value("process_cpu_seconds_total") >= 0.0);
    assert!(value("process_start_time_seconds") > 1_700_000_000.0);
    assert!(text.contains("coffer_build_info{version=\""), "{text}");
}
