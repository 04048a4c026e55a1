//! The grammar of instructions: `image/resize,m_lfit,w_128,h_128`, several operations joined by
//! `/`, each a name and `key_value` pairs joined by `,`.

use super::unsupported;
use coffer_model::Result;

/// More operations than anybody needs; each costs time.
const MAX_STEPS: usize = 8;
/// The longest text that is looked at, in bytes.
const MAX_LENGTH: usize = 512;
const MAX_SIDE: u32 = 9_999;
const MAX_EDGE: u32 = 4_096;
const MAX_PERCENT: u32 = 1_000;

/// How a picture is brought to a width *and* a height.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// The largest that fits into the box.
    #[default]
    Fit,
    /// The smallest that covers the box.
    Cover,
    /// As `Cover`, then what stands over is cut on both sides.
    Fill,
    /// As `Fit`, then the box is filled with a colour.
    Pad,
    /// Stretched to the box.
    Stretch,
}

/// One `resize`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Resize {
    /// How the box is used.
    pub mode: Mode,
    /// The width of the box, 1..=9999.
    pub width: Option<u32>,
    /// The height of the box, 1..=9999.
    pub height: Option<u32>,
    /// The longer edge, 1..=4096; counts when neither width nor height is given.
    pub long: Option<u32>,
    /// The shorter edge, 1..=4096; counts when neither width nor height is given.
    pub short: Option<u32>,
    /// Percent of the size, 1..=1000; counts when no length is given.
    pub percent: Option<u32>,
    /// Red, green, blue of the padding; `None` is white.
    pub color: Option<[u8; 3]>,
    /// Whether a picture may grow.
    pub enlarge: bool,
}

/// What is to be done with a picture: at least one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instructions(Vec<Resize>);

impl Instructions {
    /// Reads instructions.
    ///
    /// # Errors
    /// `ImageUnsupported`, naming the operation or key that is unknown, repeated or out of range.
    pub fn parse(text: &str) -> Result<Self> {
        if text.len() > MAX_LENGTH {
            return Err(unsupported("image"));
        }
        let operations = text
            .strip_prefix("image/")
            .ok_or_else(|| unsupported("image"))?;
        let mut steps = Vec::new();
        for operation in operations.split('/') {
            let (name, arguments) = operation.split_once(',').unwrap_or((operation, ""));
            if name != "resize" || steps.len() == MAX_STEPS {
                return Err(unsupported(name));
            }
            steps.push(Resize::parse(arguments)?);
        }
        Ok(Self(steps))
    }

    /// A single step.
    #[must_use]
    pub fn one(resize: Resize) -> Self {
        Self(vec![resize])
    }

    /// The steps in their order.
    #[must_use]
    pub fn steps(&self) -> &[Resize] {
        &self.0
    }
}

impl Resize {
    fn parse(arguments: &str) -> Result<Self> {
        let mut resize = Self::default();
        let mut seen: Vec<&str> = Vec::new();
        for argument in arguments.split(',') {
            let (key, value) = argument
                .split_once('_')
                .ok_or_else(|| unsupported(argument))?;
            if seen.contains(&key) || resize.set(key, value).is_none() {
                return Err(unsupported(key));
            }
            seen.push(key);
        }
        let lengths = [
            resize.width,
            resize.height,
            resize.long,
            resize.short,
            resize.percent,
        ];
        if lengths.iter().all(Option::is_none) {
            Err(unsupported("resize"))
        } else {
            Ok(resize)
        }
    }

    /// `None` when there is no such key or the value is not one of its values.
    fn set(&mut self, key: &str, value: &str) -> Option<()> {
        match key {
            "m" => {
                self.mode = match value {
                    "lfit" => Mode::Fit,
                    "mfit" => Mode::Cover,
                    "fill" => Mode::Fill,
                    "pad" => Mode::Pad,
                    "fixed" => Mode::Stretch,
                    _ => return None,
                }
            }
            "w" => self.width = Some(number(value, MAX_SIDE)?),
            "h" => self.height = Some(number(value, MAX_SIDE)?),
            "l" => self.long = Some(number(value, MAX_EDGE)?),
            "s" => self.short = Some(number(value, MAX_EDGE)?),
            "p" => self.percent = Some(number(value, MAX_PERCENT)?),
            "color" => self.color = Some(color(value)?),
            "limit" => {
                self.enlarge = match value {
                    "0" => true,
                    "1" => false,
                    _ => return None,
                }
            }
            _ => return None,
        }
        Some(())
    }
}

fn number(text: &str, max: u32) -> Option<u32> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse()
        .ok()
        .filter(|number| digits && (1..=max).contains(number))
}

fn color(text: &str) -> Option<[u8; 3]> {
    let mut rgb = [0; 3];
    hex::decode_to_slice(text, &mut rgb).ok()?;
    Some(rgb)
}

#[cfg(test)]
mod tests;
