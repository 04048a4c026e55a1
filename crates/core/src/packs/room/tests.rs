use super::*;

#[test]
fn room_is_given_back_and_not_given_twice() {
    let room = Room::of(20, 1);
    let mut one = room.begin(1);
    one.take(2).unwrap();
    one.take(3).unwrap();
    assert_eq!(
        one.take(1).unwrap_err().code(),
        Code::Busy,
        "a quarter is one's"
    );
    drop(one);
    let held: Vec<_> = (1..=4)
        .map(|of| {
            let mut entries = room.begin(of);
            entries.take(5).unwrap();
            entries
        })
        .collect();
    let mut more = room.begin(5);
    assert_eq!(
        more.take(1).unwrap_err().code(),
        Code::Busy,
        "nothing is left"
    );
    drop((held, more));
    room.begin(5).take(5).unwrap();
    assert!(room.taken.lock().unwrap().is_empty());
    assert_eq!(room.entries.available_permits(), 20);
}

#[tokio::test]
async fn turns_end_and_one_does_not_take_all_that_wait() {
    let room = Room::of(20, PLANS_OF_ONE);
    let mut turns = Vec::new();
    for _ in 0..PLANS_OF_ONE {
        turns.push(room.turn(1).await.unwrap());
    }
    assert_eq!(room.turn(1).await.err().unwrap().code(), Code::Busy);
    turns.pop();
    let other = room.turn(2).await;
    assert!(other.is_ok());
    drop((turns, other));
    assert!(room.turn(1).await.is_ok());
    assert!(room.taken.lock().unwrap().is_empty());
}
