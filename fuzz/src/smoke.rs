//! Running a target without a fuzzer: every file of its corpus, then changed copies of them. It
//! finds what a fuzzer finds in its first minute, with the stable toolchain.

use std::process::ExitCode;
use std::time::{Duration, Instant};
use std::{env, fs, io};

/// Runs `target` on `corpus/<name>` and then on changed copies for as many seconds as the first
/// argument says (2 when there is none). A failed check panics and leaves the input in
/// `artifacts/<name>`.
pub fn run(name: &str, target: fn(&[u8])) -> ExitCode {
    let seconds = env::args()
        .nth(1)
        .and_then(|text| text.parse().ok())
        .unwrap_or(2);
    match replay_and_change(name, target, Duration::from_secs(seconds)) {
        Ok((seeds, runs)) => {
            println!("{name}: {seeds} seeds, {runs} runs");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{name}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn replay_and_change(name: &str, target: fn(&[u8]), time: Duration) -> io::Result<(usize, u64)> {
    let root = env!("CARGO_MANIFEST_DIR");
    let mut seeds = Vec::new();
    for entry in fs::read_dir(format!("{root}/corpus/{name}"))? {
        seeds.push(fs::read(entry?.path())?);
    }
    if seeds.is_empty() {
        return Err(io::Error::other("the corpus is empty"));
    }
    let artifacts = format!("{root}/artifacts/{name}");
    for seed in &seeds {
        checked(&artifacts, target, seed)?;
    }
    // The same numbers each time, so that a failure comes back.
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let started = Instant::now();
    let mut runs = seeds.len() as u64;
    while started.elapsed() < time {
        let mut input = seeds[random.below(seeds.len())].clone();
        for _ in 0..=random.below(4) {
            random.change(&mut input, &seeds);
        }
        checked(&artifacts, target, &input)?;
        runs += 1;
    }
    Ok((seeds.len(), runs))
}

fn checked(artifacts: &str, target: fn(&[u8]), input: &[u8]) -> io::Result<()> {
    if std::panic::catch_unwind(|| target(input)).is_ok() {
        return Ok(());
    }
    fs::create_dir_all(artifacts)?;
    let path = format!("{artifacts}/crash-smoke");
    fs::write(&path, input)?;
    Err(io::Error::other(format!("failed on {path}")))
}

/// Xorshift: not random, but everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below `bound`, or 0.
    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() >> 1).unwrap_or_default() % bound.max(1)
    }

    /// One change: a byte set, a bit flipped, a piece removed, doubled, or taken from another seed.
    fn change(&mut self, input: &mut Vec<u8>, seeds: &[Vec<u8>]) {
        let at = self.below(input.len());
        let end = (at + 1 + self.below(16)).min(input.len());
        match self.below(6) {
            0 | 1 if !input.is_empty() => input[at] = self.next().to_le_bytes()[0],
            2 if !input.is_empty() => input[at] ^= 1 << self.below(8),
            3 if !input.is_empty() => drop(input.drain(at..end)),
            4 if !input.is_empty() => {
                let piece = input[at..end].to_vec();
                input.splice(at..at, piece);
            }
            _ => {
                let other = &seeds[self.below(seeds.len())];
                let from = self.below(other.len());
                let to = (from + self.below(32)).min(other.len());
                input.splice(at..at, other[from..to].iter().copied());
            }
        }
    }
}
