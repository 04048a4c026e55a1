use super::*;
use bytes::Bytes;
use coffer_model::Error;

fn key(number: usize) -> Key {
    Key::new(TenantId(1), [7; 32], &format!("image/resize,w_{number}"))
}

fn picture(length: usize) -> Result<Rendered> {
    Ok(Rendered {
        bytes: Bytes::from(vec![0; length]),
        content_type: "image/jpeg",
    })
}

#[test]
fn the_longest_unused_goes_first_when_the_budget_is_spent() {
    let kept = Kept::default();
    let fit = BUDGET / (MAX_ENTRY + OVERHEAD + 32);
    for number in 0..fit {
        kept.keep(key(number), &picture(MAX_ENTRY));
    }
    assert!(kept.find(&key(0)).is_some());
    for number in fit..fit + 2 {
        kept.keep(key(number), &picture(MAX_ENTRY));
    }
    assert!(kept.find(&key(0)).is_some(), "used a moment ago");
    assert!(kept.find(&key(1)).is_none());
    assert!(kept.find(&key(fit + 1)).is_some());
    let state = kept.0.lock().unwrap();
    assert!(state.bytes <= BUDGET);
    assert_eq!(state.entries.len(), state.order.len());
}

#[test]
fn keeping_again_replaces_and_counts_once() {
    let kept = Kept::default();
    for length in [100, 10] {
        kept.keep(key(1), &picture(length));
    }
    assert_eq!(kept.find(&key(1)).unwrap().unwrap().bytes.len(), 10);
    let state = kept.0.lock().unwrap();
    let expected = cost(&key(1), picture(10).ok().as_ref());
    assert_eq!((state.bytes, state.order.len()), (expected, 1));
}

#[test]
fn tenants_share_nothing() {
    let kept = Kept::default();
    kept.keep(key(1), &picture(10));
    let other = Key::new(TenantId(2), [7; 32], "image/resize,w_1");
    assert!(kept.find(&other).is_none());
}

#[test]
fn what_is_no_picture_is_remembered_and_what_failed_otherwise_is_not() {
    let kept = Kept::default();
    kept.keep(key(1), &Err(Error::new(Code::ImageUnsupported)));
    kept.keep(key(2), &Err(Error::new(Code::Internal)));
    kept.keep(key(3), &picture(MAX_ENTRY + 1));
    assert_eq!(kept.find(&key(1)), Some(None));
    assert_eq!(kept.find(&key(2)), None);
    assert_eq!(kept.find(&key(3)), None);
}
