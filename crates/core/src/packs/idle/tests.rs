use super::*;
use bytes::Bytes;

fn three(streams: &Streams) -> (ByteStream, Arc<()>) {
    let held = Arc::new(());
    let holder = Arc::clone(&held);
    let pieces = stream::iter(0..3).map(move |number| {
        let _held = &holder;
        Ok(Bytes::from(vec![number; 4]))
    });
    (streams.watch(Box::pin(pieces)), held)
}

#[tokio::test(start_paused = true)]
async fn who_reads_slowly_gets_everything() {
    let streams = Streams::default();
    let (mut stream, _held) = three(&streams);
    for number in 0..3 {
        tokio::time::sleep(MAX_IDLE / 2).await;
        streams.end_idle();
        assert_eq!(stream.next().await.unwrap().unwrap(), vec![number; 4]);
    }
    assert!(stream.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn who_reads_nothing_holds_nothing_in_the_end() {
    let streams = Streams::default();
    let (mut stream, held) = three(&streams);
    stream.next().await.unwrap().unwrap();
    tokio::time::sleep(MAX_IDLE).await;
    assert_eq!(Arc::strong_count(&held), 2);
    streams.end_idle();
    assert_eq!(Arc::strong_count(&held), 1);
    let failure = stream.next().await.unwrap().unwrap_err();
    assert_eq!(failure.kind(), io::ErrorKind::TimedOut);
    assert!(stream.next().await.is_none());
}
