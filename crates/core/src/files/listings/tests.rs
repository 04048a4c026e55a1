use super::*;

fn sorted(entries: &[(bool, i64, i64)]) -> Sorted {
    let mut entries: Vec<Rank> = entries
        .iter()
        .map(|(file, value, id)| Rank {
            file: *file,
            value: RankValue::Number(*value),
            id: NodeId(*id),
        })
        .collect();
    entries.sort_unstable();
    Sorted { stamp: 1, entries }
}

fn walk(sorted: &Sorted, descending: bool, limit: usize) -> Vec<i64> {
    let mut seen = Vec::new();
    let mut after: Option<Rank> = None;
    loop {
        let (page, more) = sorted.page(descending, after.as_ref(), limit);
        assert!(page.len() <= limit);
        seen.extend(page.iter().map(|rank| rank.id.0));
        after = page.last().cloned();
        if !more {
            return seen;
        }
    }
}

#[test]
fn pages_show_every_entry_once_with_folders_first() {
    let listing = sorted(&[
        (true, 5, 1),
        (true, -5, 2),
        (false, 9, 3),
        (false, 1, 4),
        (true, 5, 5),
        (false, 1, 6),
    ]);
    for limit in 1..8 {
        assert_eq!(walk(&listing, false, limit), [4, 6, 3, 2, 1, 5]);
        assert_eq!(walk(&listing, true, limit), [3, 6, 4, 5, 1, 2]);
    }
}

#[test]
fn a_page_goes_on_behind_an_entry_that_is_gone() {
    let listing = sorted(&[(true, 1, 1), (true, 3, 3)]);
    let gone = Rank {
        file: true,
        value: RankValue::Number(2),
        id: NodeId(2),
    };
    assert_eq!(listing.page(false, Some(&gone), 10).0[0].id, NodeId(3));
    assert_eq!(listing.page(true, Some(&gone), 10).0[0].id, NodeId(1));
}

#[test]
fn the_oldest_listings_give_way() {
    let listings = Listings::default();
    let key = |id| ListingKey {
        subject: Subject::Children(NodeId(id)),
        sort: SortField::Size,
        file_type: None,
    };
    for id in 0..5_000 {
        listings.keep(key(id), Arc::new(sorted(&[(true, 1, 1)])));
    }
    assert!(listings.find(key(0), 1).is_none());
    assert!(listings.find(key(4_999), 1).is_some());
    assert!(
        listings.find(key(4_999), 2).is_none(),
        "a changed folder is sorted anew"
    );
    let kept = listings.kept.lock().unwrap();
    assert!(kept.by_key.len() <= 4_096 && kept.entries == kept.by_key.len());
}

#[test]
fn a_cursor_carries_the_value_of_every_order() {
    for (sort, value) in [
        (SortField::Size, RankValue::Number(-5)),
        (SortField::Edited, RankValue::Number(i64::MAX)),
        (SortField::Name, RankValue::Text(Box::new([1, 2, 3]))),
    ] {
        assert_eq!(RankValue::read(sort, &value.to_bytes()), value);
    }
}
