use super::*;
use image::{ImageFormat, Rgb, RgbImage};
use std::io::Cursor;

const SMALL: &str = "image/resize,m_lfit,h_128,w_128";

fn picture(width: u32, height: u32, format: ImageFormat) -> Bytes {
    let picture = RgbImage::from_fn(width, height, |x, y| Rgb([x as u8, y as u8, 90]));
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, format).unwrap();
    file.into_inner().into()
}

impl World {
    fn picture_url(&self, version: VersionId, process: &str) -> String {
        let now = self.drive.now();
        self.drive
            .content_url(version, "inline", Some(process), now)
    }
}

#[tokio::test]
async fn a_link_with_instructions_gives_the_smaller_picture() {
    let world = World::new().await;
    for (name, format) in [
        ("a.png", ImageFormat::Png),
        ("a.jpg", ImageFormat::Jpeg),
        ("a.gif", ImageFormat::Gif),
        ("a.webp", ImageFormat::WebP),
    ] {
        let version = world.upload(name, picture(400, 300, format)).await;
        let answer = world.get(&world.picture_url(version, SMALL), &[]).await;
        assert_eq!(answer.status, StatusCode::OK, "{name}");
        assert_eq!(answer.header("content-type"), "image/jpeg");
        assert_eq!(answer.header("content-disposition"), "inline");
        assert_eq!(
            answer.header("content-length"),
            answer.body.len().to_string()
        );
        let small = image::load_from_memory(&answer.body).unwrap();
        assert_eq!((small.width(), small.height()), (128, 96), "{name}");
    }
}

#[tokio::test]
async fn each_size_is_a_representation_of_its_own() {
    let world = World::new().await;
    let version = world
        .upload("a.png", picture(400, 300, ImageFormat::Png))
        .await;
    let url = world.picture_url(version, SMALL);
    let small = world.get(&url, &[]).await;
    let etag = small.header("etag").to_owned();
    let tiny = world
        .get(&world.picture_url(version, "image/resize,w_16"), &[])
        .await;
    let whole = world.get(&world.url(version), &[]).await;
    let mut etags = [etag.as_str(), tiny.header("etag"), whole.header("etag")];
    etags.sort_unstable();
    assert!(etags[0] != etags[1] && etags[1] != etags[2]);

    let again = world.get(&url, &[("if-none-match", &etag)]).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    let stale = [("if-none-match", whole.header("etag"))];
    assert_eq!(world.get(&url, &stale).await.status, StatusCode::OK);
    let head = world.head(&url, &[]).await;
    assert_eq!(
        head.header("content-length"),
        small.header("content-length")
    );
    let range = world.get(&url, &[("range", "bytes=2-9,200-209")]).await;
    assert_eq!(range.status, StatusCode::PARTIAL_CONTENT);
    let part = world.get(&url, &[("range", "bytes=2-9")]).await;
    assert_eq!(part.body, small.body.slice(2..10));
}

#[tokio::test]
async fn what_cannot_be_processed_is_refused() {
    let world = World::new().await;
    let mut bomb = picture(400, 300, ImageFormat::Png).to_vec();
    // The header promises 65,536 × 65,536 pixels.
    bomb[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    let cut = picture(400, 300, ImageFormat::Png).slice(..100);
    let svg = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    for (name, bytes) in [
        ("text.png", Bytes::from_static(b"not a picture")),
        ("empty.png", Bytes::new()),
        ("bomb.png", bomb.into()),
        ("cut.png", cut),
        ("script.svg", svg.into()),
    ] {
        let version = world.upload(name, bytes).await;
        for _ in 0..2 {
            let answer = world.get(&world.picture_url(version, SMALL), &[]).await;
            assert_eq!(answer.failure(), (400, "InvalidImage"), "{name}");
        }
    }
    let version = world.upload("a.png", picture(8, 8, ImageFormat::Png)).await;
    for process in ["", "image/resize", "image/resize,w_0", "video/snapshot,t_1"] {
        let answer = world.get(&world.picture_url(version, process), &[]).await;
        assert_eq!(answer.failure(), (400, "InvalidImage"), "{process}");
    }
}

#[tokio::test]
async fn instructions_cannot_be_added_to_a_link() {
    let world = World::new().await;
    let version = world.upload("a.png", picture(8, 8, ImageFormat::Png)).await;
    let url = format!(
        "{}&x-image-process=image%2Fresize%2Cw_1",
        world.url(version)
    );
    let answer = world.get(&url, &[]).await;
    assert_eq!(answer.failure(), (403, "SignatureDoesNotMatch"));
}
