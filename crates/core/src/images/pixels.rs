//! Pixels: scaling, cutting, framing, writing.

use super::geometry::{Plan, cut_size};
use super::{Rendered, unsupported};
use bytes::Bytes;
use coffer_model::{Code, Error, Result};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, GenericImage, Rgb, RgbImage, Rgba, RgbaImage};

const JPEG_QUALITY: u8 = 82;
/// Above so many pixels the fine filter would cost more time (a second for a screen) and memory (16
/// bytes a pixel in between) than anybody sees; averaging does as well there.
const MAX_FINE: u64 = 1_000_000;

/// A picture being worked on: `Rgb8`, or `Rgba8` with colours multiplied by their opacity, so that
/// what cannot be seen does not bleed into its neighbours.
pub(super) struct Canvas(DynamicImage);

impl Canvas {
    pub(super) fn new(image: DynamicImage) -> Self {
        if !image.color().has_alpha() {
            return Self(image.into_rgb8().into());
        }
        let mut pixels = image.into_rgba8();
        if pixels.pixels().all(|pixel| pixel.0[3] == 255) {
            return Self(DynamicImage::from(pixels).into_rgb8().into());
        }
        for Rgba([red, green, blue, alpha]) in pixels.pixels_mut() {
            for channel in [red, green, blue] {
                *channel = divide_255(u32::from(*channel) * u32::from(*alpha));
            }
        }
        Self(pixels.into())
    }

    /// Brought near a smaller size by averaging, fast.
    pub(super) fn coarse(self, size: (u32, u32)) -> Self {
        Self(self.0.thumbnail_exact(size.0, size.1))
    }

    pub(super) fn turn(&mut self, orientation: Orientation) {
        self.0.apply_orientation(orientation);
    }

    pub(super) fn follow(mut self, plan: &Plan) -> Self {
        if plan.cut {
            let size = (self.0.width(), self.0.height());
            let (width, height) = cut_size(size, plan.scaled);
            self.0 = self
                .0
                .crop_imm((size.0 - width) / 2, (size.1 - height) / 2, width, height);
        }
        let (width, height) = plan.scaled;
        if (self.0.width(), self.0.height()) != (width, height) {
            self.0 = if u64::from(width) * u64::from(height) > MAX_FINE {
                self.0.thumbnail_exact(width, height)
            } else {
                self.0.resize_exact(width, height, FilterType::CatmullRom)
            };
        }
        match plan.frame {
            Some((size, color)) if size != plan.scaled => self.framed(size, color),
            _ => self,
        }
    }

    /// The picture in the middle of a frame. What shines through stays so, the frame does not.
    fn framed(self, size: (u32, u32), [red, green, blue]: [u8; 3]) -> Self {
        let at = (
            (size.0 - self.0.width()) / 2,
            (size.1 - self.0.height()) / 2,
        );
        let mut frame = if self.0.color().has_alpha() {
            DynamicImage::from(RgbaImage::from_pixel(
                size.0,
                size.1,
                Rgba([red, green, blue, 255]),
            ))
        } else {
            DynamicImage::from(RgbImage::from_pixel(
                size.0,
                size.1,
                Rgb([red, green, blue]),
            ))
        };
        // The picture is nowhere larger than its frame; if it were, the frame alone would remain.
        _ = frame.copy_from(&self.0, at.0, at.1);
        Self(frame)
    }

    /// A JPEG, or a PNG when something shines through.
    pub(super) fn encode(self) -> Result<Rendered> {
        let failed = |error| Error::new(Code::ImageUnsupported).with_source(error);
        let mut bytes = Vec::new();
        match self.0 {
            DynamicImage::ImageRgb8(pixels) => {
                JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY)
                    .encode_image(&pixels)
                    .map_err(failed)?;
                Ok(Rendered {
                    bytes: Bytes::from(bytes),
                    content_type: "image/jpeg",
                })
            }
            DynamicImage::ImageRgba8(mut pixels) => {
                restore_colors(&mut pixels);
                pixels
                    .write_with_encoder(PngEncoder::new(&mut bytes))
                    .map_err(failed)?;
                Ok(Rendered {
                    bytes: Bytes::from(bytes),
                    content_type: "image/png",
                })
            }
            _ => Err(unsupported("format")),
        }
    }
}

/// Divides the colours by the opacity again.
fn restore_colors(pixels: &mut RgbaImage) {
    for Rgba([red, green, blue, alpha]) in pixels.pixels_mut() {
        let opacity = u32::from(*alpha);
        if opacity == 0 || opacity == 255 {
            continue;
        }
        for channel in [red, green, blue] {
            let restored = (u32::from(*channel) * 255 + opacity / 2) / opacity;
            *channel = u8::try_from(restored).unwrap_or(u8::MAX);
        }
    }
}

/// A product of two bytes, divided by 255 and rounded.
fn divide_255(product: u32) -> u8 {
    u8::try_from((product + 127) / 255).unwrap_or(u8::MAX)
}
