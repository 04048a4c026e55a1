//! Speaking with the person at the terminal, or with the script in that place.

use std::io::{self, BufRead, IsTerminal, Write};

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

use super::CommandError;
use crate::cli::PasswordArgs;

/// Prints to stdout as it is.
pub(super) fn print(text: &str) -> io::Result<()> {
    write(text.as_bytes())
}

/// Writes bytes to stdout.
pub(super) fn write(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()
}

/// Prints a line to stdout.
pub(super) fn say(line: &str) -> io::Result<()> {
    print(&format!("{line}\n"))
}

/// Prints a line to stderr. Nobody is left to tell when that fails.
pub(super) fn complain(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// A new password: asked for twice, without echo, at a terminal; else the first line of stdin.
pub(super) fn new_password(arguments: &PasswordArgs) -> Result<String, CommandError> {
    let stdin = io::stdin();
    if arguments.password_stdin || !stdin.is_terminal() {
        return first_line(&mut stdin.lock());
    }
    let password = ask("New password: ")?;
    if ask("The same again: ")? != password {
        return Err(CommandError::Refused("the two passwords differ".to_owned()));
    }
    Ok(password)
}

/// A line without its end, which must not be empty.
fn first_line(input: &mut impl BufRead) -> Result<String, CommandError> {
    let mut line = String::new();
    input.read_line(&mut line)?;
    let password = line.trim_end_matches(['\n', '\r']);
    if password.is_empty() {
        return Err(CommandError::Refused("no password was given".to_owned()));
    }
    Ok(password.to_owned())
}

fn ask(question: &str) -> Result<String, CommandError> {
    let mut terminal = io::stderr().lock();
    terminal.write_all(question.as_bytes())?;
    terminal.flush()?;
    let hidden = Hidden::begin()?;
    let answer = first_line(&mut io::stdin().lock());
    drop(hidden);
    // The line end that was typed was not shown either.
    writeln!(terminal)?;
    answer
}

/// While it lives, the terminal shows nothing of what is typed.
struct Hidden(Termios);

impl Hidden {
    fn begin() -> io::Result<Self> {
        let before = tcgetattr(io::stdin())?;
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        tcsetattr(io::stdin(), OptionalActions::Flush, &silent)?;
        Ok(Self(before))
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        if let Err(error) = tcsetattr(io::stdin(), OptionalActions::Now, &self.0) {
            complain(&format!(
                "coffer: the terminal stays silent, `stty echo` helps: {error}"
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_the_first_line_without_its_end() {
        let read = |mut text: &[u8]| first_line(&mut text).ok();
        assert_eq!(read(b"secret\nmore\n").as_deref(), Some("secret"));
        assert_eq!(read(b" with spaces \r\n").as_deref(), Some(" with spaces "));
        assert_eq!(read(b"no end").as_deref(), Some("no end"));
        assert_eq!(read(b"\nsecret\n"), None);
        assert_eq!(read(b""), None);
    }
}
