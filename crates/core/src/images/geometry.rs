//! The arithmetic of sizes: what a step does to a picture of a given size.

use super::instructions::{Mode, Resize};
use super::unsupported;
use coffer_model::Result;

/// The most pixels of a result.
const MAX_PIXELS: u64 = 24_999_999;
/// The longest side of a result.
const MAX_SIDE: u32 = 9_999;
const WHITE: [u8; 3] = [255; 3];

/// One step, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Plan {
    /// The size that the (cut) picture is brought to.
    pub(super) scaled: (u32, u32),
    /// Whether it is first cut to the proportions of `scaled`, equally on both sides.
    pub(super) cut: bool,
    /// The frame that it is put into the middle of, and its colour.
    pub(super) frame: Option<((u32, u32), [u8; 3])>,
}

impl Plan {
    /// The size afterwards.
    pub(super) fn result(&self) -> (u32, u32) {
        self.frame.map_or(self.scaled, |(size, _)| size)
    }
}

/// What `resize` does to a picture of `size`; `None` when it would enlarge and may not.
///
/// # Errors
/// `ImageUnsupported` when the result would be too large.
pub(super) fn plan(resize: &Resize, size: (u32, u32)) -> Result<Option<Plan>> {
    let plan = unbounded(resize, size);
    // What is cut to shape first grows when what is left of it grows.
    let before = if plan.cut {
        cut_size(size, plan.scaled)
    } else {
        size
    };
    if !resize.enlarge && (plan.scaled.0 > before.0 || plan.scaled.1 > before.1) {
        return Ok(None);
    }
    for (width, height) in [plan.scaled, plan.result()] {
        if width.max(height) > MAX_SIDE || u64::from(width) * u64::from(height) > MAX_PIXELS {
            return Err(unsupported("resize").with_limit(format_args!("{MAX_PIXELS} px")));
        }
    }
    Ok(Some(plan))
}

fn unbounded(resize: &Resize, size: (u32, u32)) -> Plan {
    let scaled = |scaled| Plan {
        scaled,
        cut: false,
        frame: None,
    };
    match target(resize, size) {
        (None, None) => {
            let percent = resize.percent.unwrap_or(100);
            scaled((portion(size.0, percent, 100), portion(size.1, percent, 100)))
        }
        (Some(width), None) => scaled((width, portion(size.1, width, size.0))),
        (None, Some(height)) => scaled((portion(size.0, height, size.1), height)),
        (Some(width), Some(height)) => {
            let target = (width, height);
            match resize.mode {
                Mode::Fit => scaled(fit(size, target)),
                Mode::Cover => scaled(cover(size, target)),
                Mode::Stretch => scaled(target),
                Mode::Fill => Plan {
                    scaled: target,
                    cut: true,
                    frame: None,
                },
                Mode::Pad => {
                    let frame = Some((target, resize.color.unwrap_or(WHITE)));
                    Plan {
                        scaled: fit(size, target),
                        cut: false,
                        frame,
                    }
                }
            }
        }
    }
}

/// Width and height asked for. Long and short edge stand for them, which for which depends on how
/// the picture lies.
fn target(resize: &Resize, size: (u32, u32)) -> (Option<u32>, Option<u32>) {
    if resize.width.is_some() || resize.height.is_some() {
        (resize.width, resize.height)
    } else if size.0 >= size.1 {
        (resize.long, resize.short)
    } else {
        (resize.short, resize.long)
    }
}

/// The largest part of `size` with the proportions of `shape`.
pub(super) fn cut_size(size: (u32, u32), shape: (u32, u32)) -> (u32, u32) {
    let (width, height) = fit(shape, size);
    (width.min(size.0), height.min(size.1))
}

/// `size` brought to touch the box from inside.
fn fit(size: (u32, u32), target: (u32, u32)) -> (u32, u32) {
    if wider(size, target) {
        (target.0, portion(size.1, target.0, size.0))
    } else {
        (portion(size.0, target.1, size.1), target.1)
    }
}

/// `size` brought to touch the box from outside.
fn cover(size: (u32, u32), target: (u32, u32)) -> (u32, u32) {
    if wider(size, target) {
        (portion(size.0, target.1, size.1), target.1)
    } else {
        (target.0, portion(size.1, target.0, size.0))
    }
}

/// Whether `a` is wider in proportion than `b`.
fn wider(a: (u32, u32), b: (u32, u32)) -> bool {
    u64::from(a.0) * u64::from(b.1) >= u64::from(b.0) * u64::from(a.1)
}

/// `length × numerator / denominator`, rounded, at least 1.
fn portion(length: u32, numerator: u32, denominator: u32) -> u32 {
    let denominator = u64::from(denominator.max(1));
    let scaled = (u64::from(length) * u64::from(numerator) + denominator / 2) / denominator;
    u32::try_from(scaled.max(1)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
