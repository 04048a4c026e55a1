//! 4.13.3, 4.13.10: the parts of an upload.

use crate::support::{Shared, on_both_databases};
use crate::uploads::{PART, assert_stored, body, large, plan};
use bytes::Bytes;
use coffer_testkit::{Kind, Random, assert_shape, hash_state, sha256_hex};
use serde_json::{Value, json};

on_both_databases! {
    parts_arrive_in_any_order,
    the_server_chooses_parts,
    a_part_may_be_sent_again,
    a_missing_part_is_missed,
    parts_are_hashed_in_parallel_from_announced_states,
    wrong_states_are_refused,
    links_for_parts_are_given_again,
    a_part_has_its_length,
    links_for_parts_are_signed,
}

async fn parts_arrive_in_any_order(shared: &'static Shared) {
    let person = shared.person().await;
    let content = large(1);
    for (round, with_digest) in [(0, false), (1, true)] {
        let mut body = body(&person, &format!("{round}.bin"), content.len());
        body["multiParts"] = plan(&content, false);
        if with_digest {
            body["sha256"] = json!(sha256_hex(&content));
        }
        let created = person.create(&body).await.ok();
        let mut parts = created["multiParts"].as_array().unwrap().clone();
        if round == 0 {
            parts.reverse();
            for part in &parts {
                person.put_part(&content, part).await;
            }
        } else {
            Random::new(2).shuffle(&mut parts);
            futures_util::future::join_all(
                parts.iter().map(|part| person.put_part(&content, part)),
            )
            .await;
        }
        let file = created["fileId"].as_str().unwrap();
        person.complete(file).await.ok();
        assert_stored(&person, file, &content).await;
    }
}

async fn the_server_chooses_parts(shared: &'static Shared) {
    let person = shared.person().await;
    let content = Bytes::from(Random::new(3).bytes((8 << 20) + 1));
    let created = person
        .create(&body(&person, "a.bin", content.len()))
        .await
        .ok();
    let parts = created["multiParts"].as_array().unwrap();
    let shape = |part: &Value| {
        (
            part["partNumber"].as_u64(),
            part["partOffset"].as_u64(),
            part["partSize"].as_u64(),
        )
    };
    let expected = [
        (Some(1), Some(0), Some(8 << 20)),
        (Some(2), Some(8 << 20), Some(1)),
    ];
    assert_eq!(parts.iter().map(shape).collect::<Vec<_>>(), expected);
    person.put_parts(&content, &created).await;
    let file = created["fileId"].as_str().unwrap();
    person.complete(file).await.ok();
    assert_stored(&person, file, &content).await;
    // A hundred links in one answer; others are asked for.
    let created = person.create(&body(&person, "b.bin", 1 << 30)).await.ok();
    assert_eq!(created["multiParts"].as_array().unwrap().len(), 100);
    let later = json!({"fileId": created["fileId"], "multiParts": [{"partNumber": 128, "partSize": 8 << 20}]});
    let links = person.part_links(&later).await.ok();
    assert_eq!(links["multiParts"][0]["partOffset"], 127_u64 << 23);
}

async fn a_part_may_be_sent_again(shared: &'static Shared) {
    let person = shared.person().await;
    let (wrong, right) = (large(4), large(5));
    let mut body = body(&person, "a.bin", right.len());
    body["multiParts"] = plan(&right, false);
    let created = person.create(&body).await.ok();
    person.put_parts(&wrong, &created).await;
    let mut parts = created["multiParts"].as_array().unwrap().clone();
    Random::new(6).shuffle(&mut parts);
    for part in &parts {
        person.put_part(&right, part).await;
        person.put_part(&right, part).await;
    }
    let file = created["fileId"].as_str().unwrap();
    person.complete(file).await.ok();
    assert_stored(&person, file, &right).await;
}

async fn a_missing_part_is_missed(shared: &'static Shared) {
    let person = shared.person().await;
    let content = large(7);
    let mut body = body(&person, "a.bin", content.len());
    body["multiParts"] = plan(&content, false);
    let created = person.create(&body).await.ok();
    let file = created["fileId"].as_str().unwrap();
    person.complete(file).await.bad(13_000_409);
    for part in [0, 1, 3] {
        person
            .put_part(&content, &created["multiParts"][part])
            .await;
        person.complete(file).await.bad(13_000_409);
    }
    assert!(person.names("root").await.is_empty());
    person.put_part(&content, &created["multiParts"][2]).await;
    person.complete(file).await.ok();
    assert_stored(&person, file, &content).await;
}

async fn parts_are_hashed_in_parallel_from_announced_states(shared: &'static Shared) {
    let person = shared.person().await;
    let content = large(8);
    let mut body = body(&person, "a.bin", content.len());
    body["multiParts"] = plan(&content, true);
    body["sha256"] = json!(sha256_hex(&content));
    let created = person.create(&body).await.ok();
    person.put_parts(&content, &created).await;
    let file = created["fileId"].as_str().unwrap();
    person.complete(file).await.ok();
    assert_stored(&person, file, &content).await;
}

async fn wrong_states_are_refused(shared: &'static Shared) {
    let person = shared.person().await;
    let content = large(9);
    let mut body = body(&person, "a.bin", content.len());
    body["multiParts"] = plan(&content, true);
    let mut lie = hash_state(&content[..2 * PART]);
    lie[3] ^= 1;
    body["multiParts"][2]["hashCtx"] = json!(lie);
    let created = person.create(&body).await.ok();
    let file = created["fileId"].as_str().unwrap();
    person.put_parts(&content, &created).await;
    person.complete(file).await.bad(13_000_402);
    assert!(person.names("root").await.is_empty());
    // Announcing the right one and sending the part again mends it.
    let mended = json!({"fileId": file, "multiParts": [plan(&content, true)[2]]});
    let links = person.part_links(&mended).await.ok();
    person.put_part(&content, &links["multiParts"][0]).await;
    person.complete(file).await.ok();
    assert_stored(&person, file, &content).await;
    for wrong in [
        json!([1, 2, 3]),
        json!([1, 2, 3, 4, 5, 6, 7, 8, 9]),
        json!([-1, 2, 3, 4, 5, 6, 7, 8]),
        json!([1_u64 << 33, 2, 3, 4, 5, 6, 7, 8]),
    ] {
        body["multiParts"][1]["hashCtx"] = wrong;
        person.create(&body).await.bad(13_000_102);
    }
}

async fn links_for_parts_are_given_again(shared: &'static Shared) {
    let person = shared.person().await;
    let content = large(10);
    let mut body = body(&person, "a.bin", content.len());
    body["multiParts"] = plan(&content, false);
    let created = person.create(&body).await.ok();
    let file = created["fileId"].as_str().unwrap();
    person.put_part(&content, &created["multiParts"][1]).await;
    let asked = json!({"fileId": file, "multiParts": plan(&content, false)});
    let links = person.part_links(&asked).await.ok();
    assert_shape(
        "table 4-292",
        &links,
        &[
            ("code", Kind::Number),
            ("msg", Kind::Text),
            ("multiParts", Kind::List),
        ],
    );
    let parts = links["multiParts"].as_array().unwrap();
    assert_eq!(parts.len(), 4);
    for (index, part) in parts.iter().enumerate() {
        // An id says that the part has arrived.
        assert_eq!(part.get("partId").is_some(), index == 1, "{part}");
        if index != 1 {
            person.put_part(&content, part).await;
        }
    }
    person.complete(file).await.ok();
    assert_stored(&person, file, &content).await;
    person.part_links(&asked).await.bad(13_000_401);
    body["fileName"] = json!("b.bin");
    let open = person.create(&body).await.ok();
    for wrong in [
        json!([]),
        json!([{"partNumber": 0, "partSize": PART}]),
        json!([{"partNumber": 5, "partSize": PART}]),
        json!([{"partNumber": 1, "partSize": PART + 1}]),
        json!([{"partNumber": 1}]),
        json!([{"partSize": PART}]),
        json!("x"),
        json!([{"partNumber": 2, "partSize": PART, "partOffset": 1}]),
    ] {
        let asked = json!({"fileId": open["fileId"], "multiParts": wrong});
        person.part_links(&asked).await.bad(13_000_102);
    }
}

async fn a_part_has_its_length(shared: &'static Shared) {
    let person = shared.person().await;
    let created = person.create(&body(&person, "a", 3)).await.ok();
    let url = created["multiParts"][0]["uploadUrl"].as_str().unwrap();
    for wrong in ["", "ab", "abcd"] {
        let (status, answer) = person.put(url, wrong).await;
        assert!((400..500).contains(&status), "{wrong}: {status} {answer}");
    }
    let file = created["fileId"].as_str().unwrap();
    person.complete(file).await.bad(13_000_409);
    assert_eq!(person.put(url, "abc").await.0, 200);
    person.complete(file).await.ok();
}

async fn links_for_parts_are_signed(shared: &'static Shared) {
    let person = shared.person().await;
    let created = person.create(&body(&person, "a", 3)).await.ok();
    let url = created["multiParts"][0]["uploadUrl"].as_str().unwrap();
    let last = if url.ends_with('0') { "1" } else { "0" };
    let forged = [
        url.replace("partNumber=1", "partNumber=2"),
        url.replace("X-Amz-Expires=3600", "X-Amz-Expires=7200"),
        url.split_once('?').unwrap().0.to_owned(),
        format!("{}{last}", &url[..url.len() - 1]),
        url.replace("/o/", "/o/x"),
    ];
    for url in forged {
        let (status, answer) = person.put(&url, "abc").await;
        assert!(
            [400, 403, 404].contains(&status),
            "{url}: {status} {answer}"
        );
    }
    let read = person.http().get(url).send().await.unwrap().status();
    assert!(
        read.is_client_error(),
        "a link to write is none to read: {read}"
    );
    // The reason arrives also where the refusal comes long before the end of the body.
    let large = person.create(&body(&person, "large", 6 << 20)).await.ok();
    let link = large["multiParts"][0]["uploadUrl"].as_str().unwrap();
    let forged = format!("{}{}", &link[..link.len() - 2], "zz");
    let (status, answer) = person.put(&forged, vec![0; 6 << 20]).await;
    assert_eq!(status, 403, "{answer}");
    person
        .complete(created["fileId"].as_str().unwrap())
        .await
        .bad(13_000_409);
}
