//! From a file to pixels, within bounds that are checked on its header.

use super::geometry::{Plan, cut_size};
use super::pixels::Canvas;
use super::{Limits, unsupported};
use bytes::Bytes;
use coffer_model::{Code, Error, Result};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader};
use std::io::Cursor;

/// More scans than any encoder writes. A progressive JPEG is read once per scan, so that a small
/// file with thousands of them would keep a processor busy for hours.
const MAX_SCANS: u64 = 100;
/// The most pixels that all scans together may touch.
const MAX_SCANNED: u64 = 1_200_000_000;

/// A picture whose header has been read and found within the limits.
pub(super) struct Source<'a> {
    format: ImageFormat,
    decoder: Box<dyn ImageDecoder + 'a>,
    orientation: Orientation,
}

impl<'a> Source<'a> {
    pub(super) fn open(input: &'a Bytes, limits: &Limits) -> Result<Self> {
        if input.len() > limits.max_input {
            return Err(unsupported("size").with_limit(format_args!("{} bytes", limits.max_input)));
        }
        // By content; what the file is called does not count.
        let format = image::guess_format(input).map_err(unreadable)?;
        if !matches!(
            format,
            ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP | ImageFormat::Gif
        ) {
            return Err(unsupported("format"));
        }
        let mut bounds = image::Limits::default();
        bounds.max_image_width = Some(limits.max_side);
        bounds.max_image_height = Some(limits.max_side);
        bounds.max_alloc = Some(limits.max_alloc);
        let mut reader = ImageReader::with_format(Cursor::new(input.as_ref()), format);
        reader.limits(bounds);
        let mut decoder = reader.into_decoder().map_err(unreadable)?;

        let (width, height) = decoder.dimensions();
        let pixels = u64::from(width) * u64::from(height);
        if pixels == 0 || pixels > limits.max_pixels || decoder.total_bytes() > limits.max_alloc {
            return Err(unsupported("size").with_limit(format_args!("{} px", limits.max_pixels)));
        }
        if format == ImageFormat::Jpeg {
            let scans = count_scans(input);
            if scans > MAX_SCANS || scans.saturating_mul(pixels) > MAX_SCANNED {
                return Err(unsupported("scans").with_limit(MAX_SCANS));
            }
        }
        // A picture with broken EXIF data is still a picture.
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        Ok(Self {
            format,
            decoder: Box::new(decoder),
            orientation,
        })
    }

    /// Width and height as a viewer shows it.
    pub(super) fn upright_size(&self) -> (u32, u32) {
        let (width, height) = self.decoder.dimensions();
        if self.is_turned() {
            (height, width)
        } else {
            (width, height)
        }
    }

    pub(super) fn content_type(&self) -> &'static str {
        self.format.to_mime_type()
    }

    fn is_turned(&self) -> bool {
        use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
        matches!(
            self.orientation,
            Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH
        )
    }

    /// The upright picture, already brought near the size that `first` wants: turning and fine
    /// filtering then work on few pixels.
    pub(super) fn decode(self, first: &Plan) -> Result<Canvas> {
        let size = self.upright_size();
        let turned = self.is_turned();
        let orientation = self.orientation;
        let image = DynamicImage::from_decoder(self.decoder).map_err(unreadable)?;
        let mut canvas = Canvas::new(image);
        let cut = if first.cut {
            cut_size(size, first.scaled)
        } else {
            size
        };
        // Twice the size wanted is kept for the fine filter.
        let factor = (cut.0 / first.scaled.0).min(cut.1 / first.scaled.1) / 2;
        if factor >= 2 {
            let coarse = (size.0.div_ceil(factor), size.1.div_ceil(factor));
            canvas = canvas.coarse(if turned { (coarse.1, coarse.0) } else { coarse });
        }
        canvas.turn(orientation);
        Ok(canvas)
    }
}

/// How many scans a JPEG has. Inside a scan every 0xFF byte is escaped, so that the marker is one
/// wherever it stands; those of embedded previews are counted too, which does no harm.
fn count_scans(input: &[u8]) -> u64 {
    input
        .windows(2)
        .filter(|pair| *pair == [0xff, 0xda])
        .count() as u64
}

fn unreadable(error: ImageError) -> Error {
    Error::new(Code::ImageUnsupported).with_source(error)
}
