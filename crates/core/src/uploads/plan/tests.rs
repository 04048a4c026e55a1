use super::*;

fn announced(lengths: &[u64]) -> Vec<AnnouncedPart> {
    (1..)
        .zip(lengths)
        .map(|(number, length)| AnnouncedPart {
            number,
            length: *length,
            offset: None,
            state: None,
        })
        .collect()
}

#[test]
fn our_plan_covers_every_size_within_the_limits() {
    for size in [
        0,
        1,
        MIN_PART,
        OUR_PART - 1,
        OUR_PART,
        OUR_PART + 1,
        1 << 30,
        9 << 30,
        MAX_FILE - 1,
        MAX_FILE,
    ] {
        let plan = Plan::new(size, &[]).unwrap();
        let lengths = plan.lengths();
        assert_eq!(lengths.iter().sum::<u64>(), size);
        assert!(
            lengths.len() <= MAX_PARTS,
            "{} parts for {size}",
            lengths.len()
        );
        assert!(
            lengths[..lengths.len() - 1]
                .iter()
                .all(|length| *length >= MIN_PART && length % 64 == 0)
        );
        assert_eq!(Plan::from_text(&plan.to_text()), plan);
    }
    assert!(Plan::new(MAX_FILE + 1, &[]).is_err());
}

#[test]
fn a_client_may_announce_parts_in_any_order() {
    let mut parts = announced(&[MIN_PART, MIN_PART + 1, 3]);
    parts.reverse();
    let plan = Plan::new(2 * MIN_PART + 4, &parts).unwrap();
    assert_eq!(plan.part(2).unwrap().offset, MIN_PART);
    assert_eq!(plan.parts().last().unwrap().length, 3);
    assert_eq!(plan.part(0), None);
    assert_eq!(plan.part(4), None);
}

#[test]
fn what_does_not_fit_is_refused_with_its_name() {
    let parameter = |size, parts: &[AnnouncedPart]| {
        Plan::new(size, parts)
            .unwrap_err()
            .facts()
            .parameter
            .clone()
            .unwrap()
    };
    assert_eq!(parameter(10, &announced(&[4, 6])), "partSize");
    assert_eq!(parameter(10, &announced(&[9])), "partSize");
    let mut gap = announced(&[MIN_PART, 1]);
    gap[1].number = 3;
    assert_eq!(parameter(MIN_PART + 1, &gap), "partNumber");
    let mut moved = announced(&[MIN_PART, 1]);
    moved[1].offset = Some(1);
    assert_eq!(parameter(MIN_PART + 1, &moved), "partOffset");
    let mut unaligned = announced(&[MIN_PART + 1, 1]);
    unaligned[1].state = Some([0; 8]);
    assert_eq!(parameter(MIN_PART + 2, &unaligned), "partOffset");
}
