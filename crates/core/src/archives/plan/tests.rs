use super::*;
use crate::archives::names::RawName;
use proptest::prelude::*;

fn file(name: &str, size: u64) -> Entry {
    Entry {
        name: RawName::Unicode(name.to_owned()),
        windows: false,
        kind: EntryKind::File,
        size,
        packed: Some(size),
        modified: None,
        blocked: None,
    }
}

fn folder(name: &str) -> Entry {
    Entry {
        kind: EntryKind::Folder,
        ..file(name, 0)
    }
}

fn asked(paths: &[String], archive: u64) -> Asked<'_> {
    let limits = ArchiveLimits {
        entries: 100,
        bytes: 1_000_000,
        ratio: 100,
        floor: 1_000,
    };
    Asked {
        paths,
        limits,
        archive,
        now: Timestamp::from_seconds(1_700_000_000),
    }
}

fn planned(entries: &[Entry]) -> Vec<Planned> {
    plan(entries, &asked(&[], 1_000_000))
}

/// Where a row lies, by the names that it and those above get.
fn place(rows: &[Planned], index: usize) -> String {
    let row = &rows[index];
    match row.parent {
        Some(above) => format!("{}/{}", place(rows, above), row.name.as_str()),
        None => row.name.as_str().to_owned(),
    }
}

fn places(rows: &[Planned]) -> Vec<String> {
    let made = rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.refused.is_none());
    made.map(|(index, _)| place(rows, index)).collect()
}

fn refusals(rows: &[Planned]) -> Vec<(&str, Reason)> {
    rows.iter()
        .filter_map(|row| Some((row.path.as_str(), row.refused?)))
        .collect()
}

#[test]
fn folders_that_the_archive_does_not_name_are_made_before_what_is_in_them() {
    let rows = planned(&[file("a/b/c.txt", 5), folder("a/b"), file("a/d.txt", 7)]);
    assert_eq!(places(&rows), ["a", "a/b", "a/b/c.txt", "a/d.txt"]);
    let sizes: Vec<_> = rows.iter().map(|row| row.size).collect();
    assert_eq!(sizes, [12, 5, 5, 7]);
}

#[test]
fn what_leads_out_or_is_no_file_is_refused_with_its_reason() {
    let link = Entry {
        kind: EntryKind::Link,
        ..file("link", 3)
    };
    let device = Entry {
        kind: EntryKind::Special,
        ..file("null", 0)
    };
    let rows = planned(&[
        file("../up.txt", 1),
        file("/etc/passwd", 1),
        Entry {
            windows: true,
            ..file("..\\..\\up.txt", 1)
        },
        file("C:\\x", 1),
        link,
        device,
        file("fine.txt", 1),
    ]);
    assert_eq!(
        refusals(&rows),
        [
            ("../up.txt", Reason::EntryTraversal),
            ("/etc/passwd", Reason::EntryAbsolute),
            ("..\\..\\up.txt", Reason::EntryTraversal),
            ("C:\\x", Reason::EntryAbsolute),
            ("link", Reason::EntryLink),
            ("null", Reason::EntrySpecial),
        ]
    );
    assert_eq!(places(&rows), ["fine.txt"]);
}

#[test]
fn the_later_of_two_with_one_name_gets_another() {
    let rows = planned(&[
        file("a.txt", 1),
        file("A.TXT", 1),
        file("a.txt", 1),
        file("b", 1),
        file("b/inside", 1),
        file("c?.txt", 1),
    ]);
    let names: Vec<_> = rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "a.txt",
            "A_20231115_061320.TXT",
            "a_20231115_061320_1.txt",
            "b",
            "b_20231115_061320",
            "inside",
            "c_.txt"
        ]
    );
    let renamed: Vec<_> = rows.iter().map(|row| row.renamed).collect();
    assert_eq!(renamed, [false, true, true, false, true, false, true]);
}

#[test]
fn folders_whose_names_differ_in_case_are_one() {
    let rows = planned(&[file("Docs/a", 1), file("docs/b", 1)]);
    assert_eq!(places(&rows), ["Docs", "Docs/a", "Docs/b"]);
}

#[test]
fn bombs_are_refused_by_ratio_sum_and_overlap() {
    let bomb = Entry {
        packed: Some(10),
        ..file("bomb", 1_001)
    };
    let small = Entry {
        packed: Some(1),
        ..file("small", 999)
    };
    assert_eq!(
        refusals(&planned(&[bomb, small])),
        [("bomb", Reason::EntryBomb)]
    );
    // Without bytes of their own, entries are measured against the archive.
    let solid = |name| Entry {
        packed: None,
        ..file(name, 600)
    };
    let rows = plan(&[solid("a"), solid("b")], &asked(&[], 5));
    assert_eq!(refusals(&rows), [("b", Reason::EntryBomb)]);
    let shared = [file("a", 800), file("b", 800)];
    assert_eq!(
        refusals(&plan(&shared, &asked(&[], 1_000))),
        [("b", Reason::EntryBomb)]
    );
    let much = [file("a", 600_000), file("b", 600_000)];
    let rows = plan(&much, &asked(&[], 10_000_000));
    assert_eq!(refusals(&rows), [("b", Reason::EntryTooMuch)]);
}

#[test]
fn chosen_things_lie_at_the_top_under_their_own_names() {
    let entries = [
        file("a/b/c.txt", 1),
        file("a/b/d/e.txt", 1),
        file("a/f.txt", 1),
        folder("g"),
        file("h.txt", 1),
    ];
    let paths = ["a/b/".to_owned(), "h.txt".to_owned(), "gone".to_owned()];
    let rows = plan(&entries, &asked(&paths, 100));
    assert_eq!(places(&rows), ["b", "b/c.txt", "b/d", "b/d/e.txt", "h.txt"]);
    let shown: Vec<_> = rows.iter().map(|row| row.path.as_str()).collect();
    assert_eq!(
        shown,
        ["a/b", "a/b/c.txt", "a/b/d", "a/b/d/e.txt", "h.txt", "gone"]
    );
    assert_eq!(refusals(&rows), [("gone", Reason::EntryMissing)]);
}

#[test]
fn several_things_share_a_folder_and_one_needs_none() {
    let name = Name::stored("archive".to_owned());
    let mut several = planned(&[file("a/b", 1), file("c", 1), file("../d", 1)]);
    settle(&mut several, Some(&name), 0);
    assert_eq!(
        places(&several),
        ["archive", "archive/a", "archive/a/b", "archive/c"]
    );
    assert_eq!(refusals(&several), [("../d", Reason::EntryTraversal)]);
    let mut one = planned(&[file("a/b", 1), file("a/c", 1)]);
    settle(&mut one, Some(&name), 0);
    assert_eq!(places(&one), ["a", "a/b", "a/c"]);
}

#[test]
fn folders_beyond_the_deepest_are_refused_with_what_is_in_them() {
    let deep = format!("{}x.txt", "d/".repeat(MAX_DEPTH as usize));
    let mut rows = planned(&[file(&deep, 1)]);
    settle(&mut rows, None, 0);
    assert_eq!(refusals(&rows), []);
    settle(&mut rows, None, 1);
    assert_eq!(rows.iter().filter(|row| row.refused.is_some()).count(), 2);
    let absurd = format!("{}x.txt", "d/".repeat(20_000));
    let rows = planned(&[file(&absurd, 1)]);
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].refused, Some(Reason::EntryTooDeep));
}

proptest! {
    #[test]
    fn no_name_gets_out_and_no_two_siblings_are_the_same(
        names in proptest::collection::vec("[a-c./\\\\:A* \u{0}]{0,12}", 0..30),
        windows in any::<bool>(),
    ) {
        let entries: Vec<_> =
            names.iter().map(|name| Entry { windows, ..file(name, 1) }).collect();
        let mut rows = planned(&entries);
        settle(&mut rows, Some(&Name::stored("archive".to_owned())), 3);
        let mut seen = HashSet::new();
        for (index, row) in rows.iter().enumerate() {
            prop_assert!(row.parent.is_none_or(|above| above < index && rows[above].folder));
            prop_assert!(!row.path.contains('\0'));
            if row.refused.is_none() {
                prop_assert_eq!(Name::parse(row.name.as_str()).unwrap(), row.name.clone());
                prop_assert!(seen.insert((row.parent, row.name.key())));
            }
        }
    }
}

#[test]
fn claimed_sizes_may_be_as_large_as_they_like() {
    let entries = [file("a/x", u64::MAX), file("b/y", u64::MAX), file("c", 1)];
    let mut rows = planned(&entries);
    let around = Name::stored("archive".to_owned());
    settle(&mut rows, Some(&around), 0);
    assert_eq!(rows[0].size, u64::MAX);
    assert_eq!(
        refusals(&rows)
            .iter()
            .map(|(_, why)| *why)
            .collect::<Vec<_>>(),
        [Reason::EntryBomb, Reason::EntryBomb]
    );
}

#[test]
fn what_is_asked_for_beside_a_folder_above_it_is_not_missing() {
    let entries = [folder("top"), folder("top/in"), file("top/in/a.txt", 5)];
    let paths = ["top/in".to_owned(), "top/in/a.txt".to_owned()];
    let rows = plan(&entries, &asked(&paths, 1_000_000));
    assert_eq!(places(&rows), ["in", "in/a.txt"]);
    assert_eq!(refusals(&rows), []);
}
