//! Smaller pictures: reading what is asked for, and making it within bounds.
//!
//! [`process`] is pure computation and may take seconds for the largest pictures: it runs on a
//! blocking pool, under a semaphore, because each run may hold [`Limits::max_alloc`] bytes.

mod decode;
mod geometry;
mod instructions;
mod pixels;

pub use instructions::{Instructions, Mode, Resize};

use bytes::Bytes;
use coffer_model::{Code, Error, Result};
use decode::Source;
use geometry::Plan;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What a picture may cost. Everything is checked before any pixel is decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The longest file, in bytes.
    pub max_input: usize,
    /// The most pixels.
    pub max_pixels: u64,
    /// The longest side, in pixels.
    pub max_side: u32,
    /// The most memory for decoded pixels, in bytes.
    pub max_alloc: u64,
}

impl Default for Limits {
    /// Room for what cameras and telephones of today make: 64 megapixels.
    fn default() -> Self {
        Self {
            max_input: 256 << 20,
            max_pixels: 64_000_000,
            max_side: 30_000,
            max_alloc: 384 << 20,
        }
    }
}

/// A picture that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The file.
    pub bytes: Bytes,
    /// Its media type.
    pub content_type: &'static str,
}

/// Follows `instructions` on the picture in `input` (JPEG, PNG, WebP or GIF, told by its content;
/// of an animation the first picture). Turns it upright first, as its EXIF data says. The result
/// is a JPEG, or a PNG where something shines through; when the instructions change nothing, it is
/// the input itself.
///
/// # Errors
/// `ImageUnsupported` when the input is no such picture, is damaged or passes a limit.
pub fn process(input: &Bytes, instructions: &Instructions, limits: &Limits) -> Result<Rendered> {
    // The decoders are not ours and have panicked on hostile files before.
    catch_unwind(AssertUnwindSafe(|| run(input, instructions, limits)))
        .unwrap_or_else(|_| Err(unsupported("decoder")))
}

fn run(input: &Bytes, instructions: &Instructions, limits: &Limits) -> Result<Rendered> {
    let source = Source::open(input, limits)?;
    let plans = plan_all(instructions, source.upright_size())?;
    let Some(first) = plans.first() else {
        return Ok(Rendered {
            bytes: input.clone(),
            content_type: source.content_type(),
        });
    };
    let mut canvas = source.decode(first)?;
    for plan in &plans {
        canvas = canvas.follow(plan);
    }
    canvas.encode()
}

/// What is to be done, step by step. Steps that would only enlarge are left out.
fn plan_all(instructions: &Instructions, size: (u32, u32)) -> Result<Vec<Plan>> {
    let mut size = size;
    let mut plans = Vec::new();
    for resize in instructions.steps() {
        if let Some(plan) = geometry::plan(resize, size)? {
            size = plan.result();
            plans.push(plan);
        }
    }
    Ok(plans)
}

/// The failure of whatever is wrong with `what`.
fn unsupported(what: &str) -> Error {
    Error::new(Code::ImageUnsupported).with_parameter(what)
}

#[cfg(test)]
mod tests;
