use super::*;
use std::time::Duration;

const UPLOAD: UploadId = UploadId(1);

#[tokio::test]
async fn the_later_request_for_a_part_wins() {
    let flights = Flights::default();
    let first = flights.part(UPLOAD, 1).await;
    let waiting = flights.part(UPLOAD, 1);
    tokio::pin!(waiting);
    assert!(futures_util::poll!(&mut waiting).is_pending());
    first.cancelled().await;
    drop(first);
    let second = waiting.await;
    let other = flights.part(UPLOAD, 2).await;
    assert!(futures_util::poll!(std::pin::pin!(second.cancelled())).is_pending());
    drop((second, other));
}

#[tokio::test]
async fn completing_waits_for_parts_and_keeps_new_ones_out() {
    let flights = Flights::default();
    let part = flights.part(UPLOAD, 3).await;
    let whole = flights.whole(UPLOAD);
    tokio::pin!(whole);
    assert!(futures_util::poll!(&mut whole).is_pending());
    part.cancelled().await;
    drop(part);
    let slot = tokio::time::timeout(Duration::from_secs(5), whole)
        .await
        .unwrap();
    let late = flights.part(UPLOAD, 4);
    tokio::pin!(late);
    assert!(futures_util::poll!(&mut late).is_pending());
    drop(slot);
    drop(late.await);
    assert!(flights.under_way.lock().unwrap().is_empty());
}
