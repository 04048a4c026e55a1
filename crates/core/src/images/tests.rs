use super::*;
use image::codecs::jpeg::JpegEncoder;
use image::{
    DynamicImage, ExtendedColorType, ImageEncoder, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage,
};
use proptest::prelude::*;
use std::io::Cursor;

/// Left half red, right half blue.
fn two_halves(width: u32, height: u32) -> DynamicImage {
    let side = |x: u32| {
        if x < width / 2 {
            Rgb([220, 20, 20])
        } else {
            Rgb([20, 20, 220])
        }
    };
    RgbImage::from_fn(width, height, |x, _| side(x)).into()
}

fn encoded(image: &DynamicImage, format: ImageFormat) -> Bytes {
    let mut file = Cursor::new(Vec::new());
    image.write_to(&mut file, format).unwrap();
    file.into_inner().into()
}

fn run_on(input: &Bytes, text: &str) -> Result<Rendered> {
    process(
        input,
        &Instructions::parse(&format!("image/resize,{text}")).unwrap(),
        &Limits::default(),
    )
}

fn pixels(rendered: &Rendered) -> RgbaImage {
    image::load_from_memory(&rendered.bytes)
        .unwrap()
        .into_rgba8()
}

fn is_unsupported(result: Result<Rendered>) -> bool {
    result.is_err_and(|error| error.code() == Code::ImageUnsupported)
}

fn is_red(pixel: &Rgba<u8>) -> bool {
    pixel.0[0] > 180 && pixel.0[2] < 70
}

fn is_blue(pixel: &Rgba<u8>) -> bool {
    pixel.0[2] > 180 && pixel.0[0] < 70
}

const FORMATS: [ImageFormat; 4] = [
    ImageFormat::Jpeg,
    ImageFormat::Png,
    ImageFormat::WebP,
    ImageFormat::Gif,
];

#[test]
fn every_format_becomes_a_small_jpeg() {
    for format in FORMATS {
        let input = encoded(&two_halves(900, 600), format);
        let rendered = run_on(&input, "m_lfit,h_128,w_128").unwrap();
        assert_eq!(rendered.content_type, "image/jpeg", "{format:?}");
        assert_eq!(
            image::guess_format(&rendered.bytes).unwrap(),
            ImageFormat::Jpeg
        );
        let small = pixels(&rendered);
        assert_eq!(small.dimensions(), (128, 85), "{format:?}");
        assert!(
            is_red(small.get_pixel(10, 40)) && is_blue(small.get_pixel(118, 40)),
            "{format:?}"
        );
    }
}

#[test]
fn every_mode_gives_the_size_and_the_part_it_says() {
    let input = encoded(&two_halves(900, 300), ImageFormat::Png);
    for (text, size) in [
        ("m_mfit,w_100,h_100", (300, 100)),
        ("m_fill,w_100,h_100", (100, 100)),
        ("m_fixed,w_40,h_200", (40, 200)),
        ("p_10", (90, 30)),
        ("l_450/resize,s_50", (150, 50)),
    ] {
        let small = pixels(&run_on(&input, text).unwrap());
        assert_eq!(small.dimensions(), size, "{text}");
        let middle = size.1 / 2;
        assert!(
            is_red(small.get_pixel(3, middle)) && is_blue(small.get_pixel(size.0 - 4, middle)),
            "{text}"
        );
    }
}

#[test]
fn padding_has_its_colour_above_and_below() {
    let input = encoded(&two_halves(900, 300), ImageFormat::Png);
    let white = pixels(&run_on(&input, "m_pad,w_90,h_90").unwrap());
    assert_eq!(white.dimensions(), (90, 90));
    assert!(
        white.get_pixel(45, 5).0[..3]
            .iter()
            .all(|channel| *channel > 245)
    );
    assert!(is_red(white.get_pixel(10, 45)));
    let green = pixels(&run_on(&input, "m_pad,w_90,h_90,color_00FF00").unwrap());
    assert!(green.get_pixel(45, 85).0[1] > 240 && green.get_pixel(45, 85).0[0] < 20);
}

#[test]
fn nothing_is_enlarged_unless_asked_for() {
    for format in FORMATS {
        let input = encoded(&two_halves(60, 40), format);
        let same = run_on(&input, "w_128,h_128").unwrap();
        assert_eq!(
            (same.bytes, same.content_type),
            (input.clone(), format.to_mime_type())
        );
        let large = run_on(&input, "w_120,limit_0").unwrap();
        assert_eq!(pixels(&large).dimensions(), (120, 80));
    }
}

#[test]
fn what_shines_through_still_does_and_does_not_bleed() {
    // Red on the left; on the right invisible green.
    let image = RgbaImage::from_fn(400, 400, |x, _| {
        if x < 200 {
            Rgba([255, 0, 0, 255])
        } else {
            Rgba([0, 255, 0, 0])
        }
    });
    for format in [ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
        let rendered = run_on(&encoded(&image.clone().into(), format), "w_50").unwrap();
        assert_eq!(rendered.content_type, "image/png", "{format:?}");
        let small = pixels(&rendered);
        assert_eq!(small.get_pixel(45, 25).0[3], 0);
        assert_eq!(small.get_pixel(5, 25).0[3], 255);
        for pixel in small.pixels().filter(|pixel| pixel.0[3] > 64) {
            assert!(pixel.0[0] > 200 && pixel.0[1] < 60, "{format:?} {pixel:?}");
        }
    }
}

#[test]
fn an_opaque_picture_with_an_alpha_channel_is_a_jpeg() {
    let input = encoded(&two_halves(100, 100).into_rgba8().into(), ImageFormat::Png);
    assert_eq!(run_on(&input, "w_50").unwrap().content_type, "image/jpeg");
}

#[test]
fn sixteen_bits_and_grey_are_read() {
    for image in [
        DynamicImage::from(two_halves(90, 90).into_rgb16()),
        two_halves(90, 90).into_luma8().into(),
    ] {
        let rendered = run_on(&encoded(&image, ImageFormat::Png), "w_30").unwrap();
        assert_eq!(pixels(&rendered).dimensions(), (30, 30));
    }
}

/// A JPEG whose EXIF data says how it must be turned.
fn jpeg_turned(image: &DynamicImage, orientation: u8) -> Bytes {
    let exif = [
        b'M',
        b'M',
        0,
        42,
        0,
        0,
        0,
        8,
        0,
        1,
        0x01,
        0x12,
        0,
        3,
        0,
        0,
        0,
        1,
        0,
        orientation,
        0,
        0,
        0,
        0,
        0,
        0,
    ];
    let mut file = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut file, 95);
    encoder.set_exif_metadata(exif.to_vec()).unwrap();
    encoder
        .write_image(
            image.as_bytes(),
            image.width(),
            image.height(),
            ExtendedColorType::Rgb8,
        )
        .unwrap();
    file.into()
}

#[test]
fn pictures_are_turned_upright_before_they_are_measured() {
    for (orientation, size, red) in [
        (1, (100, 50), (10, 25)),
        (3, (100, 50), (90, 25)),
        (6, (50, 100), (25, 10)),
        (8, (50, 100), (25, 90)),
    ] {
        let input = jpeg_turned(&two_halves(1_200, 600), orientation);
        let small = pixels(&run_on(&input, "l_100").unwrap());
        assert_eq!(small.dimensions(), size, "{orientation}");
        assert!(is_red(small.get_pixel(red.0, red.1)), "{orientation}");
        assert!(
            is_blue(small.get_pixel(size.0 - red.0, size.1 - red.1)),
            "{orientation}"
        );
    }
}

/// A PNG chunk with its checksum.
fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut chunk = u32::try_from(data.len()).unwrap().to_be_bytes().to_vec();
    chunk.extend_from_slice(kind);
    chunk.extend_from_slice(data);
    let mut crc = !0_u32;
    for byte in &chunk[4..] {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 {
                crc >> 1 ^ 0xedb8_8320
            } else {
                crc >> 1
            };
        }
    }
    chunk.extend_from_slice(&(!crc).to_be_bytes());
    chunk
}

/// A valid PNG with another size in its header.
fn png_claiming(width: u32, height: u32) -> Bytes {
    let honest = encoded(&two_halves(8, 8), ImageFormat::Png);
    let mut header = Vec::new();
    header.extend_from_slice(&width.to_be_bytes());
    header.extend_from_slice(&height.to_be_bytes());
    header.extend_from_slice(&honest[24..29]);
    [&honest[..8], &chunk(b"IHDR", &header), &honest[33..]]
        .concat()
        .into()
}

#[test]
fn headers_that_claim_too_much_are_refused_before_decoding() {
    for (width, height) in [
        (60_000, 60_000),
        (60_000, 1),
        (29_000, 29_000),
        (u32::MAX >> 1, u32::MAX >> 1),
        (0, 8),
    ] {
        assert!(
            is_unsupported(run_on(&png_claiming(width, height), "w_8,limit_0")),
            "{width}x{height}"
        );
    }
    assert!(run_on(&png_claiming(8, 8), "w_4").is_ok());

    let mut jpeg = encoded(&two_halves(64, 64), ImageFormat::Jpeg).to_vec();
    let frame = jpeg
        .windows(2)
        .position(|pair| pair == [0xff, 0xc0])
        .unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xea, 0x60, 0xea, 0x60]);
    assert!(is_unsupported(run_on(&jpeg.into(), "w_8")));

    let mut gif = encoded(&two_halves(64, 64), ImageFormat::Gif).to_vec();
    gif[6..10].copy_from_slice(&[0x60, 0xea, 0x60, 0xea]);
    assert!(is_unsupported(run_on(&gif.into(), "w_8")));
}

#[test]
fn a_small_file_with_more_pixels_than_allowed_is_refused() {
    // A million equal pixels are a few kilobytes.
    let input = encoded(&two_halves(1_000, 1_000), ImageFormat::Png);
    let instructions = Instructions::parse("image/resize,w_8").unwrap();
    for limits in [
        Limits {
            max_pixels: 999_999,
            ..Limits::default()
        },
        Limits {
            max_side: 999,
            ..Limits::default()
        },
        Limits {
            max_alloc: 2_999_999,
            ..Limits::default()
        },
        Limits {
            max_input: input.len() - 1,
            ..Limits::default()
        },
    ] {
        assert!(
            is_unsupported(process(&input, &instructions, &limits)),
            "{limits:?}"
        );
    }
    let just_enough = Limits {
        max_pixels: 1_000_000,
        max_side: 1_000,
        max_input: input.len(),
        ..Limits::default()
    };
    assert!(process(&input, &instructions, &just_enough).is_ok());
}

#[test]
fn a_jpeg_with_very_many_scans_is_refused() {
    let honest = encoded(&two_halves(64, 64), ImageFormat::Jpeg);
    let scan = honest
        .windows(2)
        .position(|pair| pair == [0xff, 0xda])
        .unwrap();
    let end = honest.len() - 2;
    let scans = honest[scan..end].repeat(200);
    let input = Bytes::from([&honest[..scan], &scans, &honest[end..]].concat());
    let error = run_on(&input, "w_8").unwrap_err();
    assert_eq!(error.facts().parameter.as_deref(), Some("scans"));
}

#[test]
fn truncated_files_are_refused_or_shown_in_part() {
    for format in FORMATS {
        let whole = encoded(&two_halves(300, 300), format);
        for length in [0, 1, 4, 12, 20, 40] {
            assert!(
                is_unsupported(run_on(&whole.slice(..length.min(whole.len())), "w_30")),
                "{format:?} {length}"
            );
        }
        if let Ok(rendered) = run_on(&whole.slice(..whole.len() * 2 / 3), "w_30") {
            assert_eq!(pixels(&rendered).dimensions(), (30, 30), "{format:?}");
        }
    }
}

#[test]
fn what_is_no_picture_is_refused() {
    for content in [
        &b""[..],
        b"plain text",
        b"%PDF-1.7",
        b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
        b"BM\x3a\0\0\0\0\0",
    ] {
        assert!(is_unsupported(run_on(
            &Bytes::copy_from_slice(content),
            "w_30"
        )));
    }
}

/// A PNG with a colour profile of so many zeros.
fn png_with_profile(length: usize) -> Bytes {
    let honest = encoded(&two_halves(300, 300), ImageFormat::Png);
    let profile = [b"x\0\0", zlib_of_zeros(length).as_slice()].concat();
    [&honest[..33], &chunk(b"iCCP", &profile), &honest[33..]]
        .concat()
        .into()
}

#[test]
fn a_colour_profile_that_unpacks_beyond_the_memory_limit_is_dropped() {
    let unpacked = |length| {
        let bounds = image::Limits::default();
        let file = png_with_profile(length);
        let mut decoder =
            image::codecs::png::PngDecoder::with_limits(Cursor::new(file), bounds).unwrap();
        image::ImageDecoder::icc_profile(&mut decoder)
            .unwrap()
            .map(|profile| profile.len())
    };
    assert_eq!(unpacked(25_801), Some(25_801), "the stream is well formed");

    let bomb = png_with_profile(1 + 258 * 260_000);
    assert!(bomb.len() < 1 << 20);
    let limits = Limits {
        max_alloc: 1 << 20,
        ..Limits::default()
    };
    let rendered = process(
        &bomb,
        &Instructions::parse("image/resize,w_30").unwrap(),
        &limits,
    )
    .unwrap();
    assert_eq!(pixels(&rendered).dimensions(), (30, 30));
}

/// A zlib stream of `length` zeros (one more than a multiple of 258): one literal, then copies of
/// 258 with fixed codes.
fn zlib_of_zeros(length: usize) -> Vec<u8> {
    let mut bits: Vec<bool> = Vec::new();
    let push = |bits: &mut Vec<bool>, code: u32, count: u32| {
        bits.extend((0..count).rev().map(|bit| code >> bit & 1 == 1))
    };
    bits.extend([true, true, false]);
    push(&mut bits, 0b0011_0000, 8);
    for _ in 0..(length - 1) / 258 {
        // Length 258 is code 285, 11000101; distance 1 is code 0.
        push(&mut bits, 0b1100_0101, 8);
        push(&mut bits, 0, 5);
    }
    push(&mut bits, 0, 7);
    let mut stream = vec![0x78, 0x9c];
    stream.extend(bits.chunks(8).map(|byte| {
        byte.iter()
            .enumerate()
            .fold(0, |all, (at, bit)| all | u8::from(*bit) << at)
    }));
    // Adler-32 of zeros: the first half stays 1, the second counts the bytes.
    let count = u32::try_from(length % 65_521).unwrap();
    stream.extend_from_slice(&(count << 16 | 1).to_be_bytes());
    stream
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn damaged_files_never_panic(format in 0_usize..4, changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..12)) {
        let mut file = encoded(&two_halves(48, 32), FORMATS[format]).to_vec();
        for (at, byte) in changes {
            let at = at % file.len();
            file[at] = byte;
        }
        let small = Limits { max_pixels: 1_000_000, max_alloc: 8 << 20, ..Limits::default() };
        let instructions = Instructions::parse("image/resize,m_fill,w_16,h_16").unwrap();
        // Not through `process`, which would hide a panic.
        if let Ok(rendered) = run(&file.into(), &instructions, &small) {
            prop_assert!(rendered.bytes.len() > 20);
        }
    }
}
