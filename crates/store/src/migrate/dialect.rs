//! Derives the text of one database from a migration.

/// Whose SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// The migration as this database understands it.
    pub(super) fn translate(self, text: &str) -> String {
        let own = self.own_sections(text);
        match self {
            Self::Postgres => own,
            Self::Sqlite => split(&own)
                .iter()
                .map(|statement| for_sqlite(statement))
                .collect(),
        }
    }

    /// Drops what stands behind `-- only …` of the other database, up to `-- both` or the next one.
    fn own_sections(self, text: &str) -> String {
        let mut mine = true;
        let mut own = String::with_capacity(text.len());
        for line in text.lines() {
            match line.trim() {
                "-- only sqlite" => mine = self == Self::Sqlite,
                "-- only postgres" => mine = self == Self::Postgres,
                "-- both" => mine = true,
                _ if mine => {
                    own.push_str(line);
                    own.push('\n');
                }
                _ => {}
            }
        }
        own
    }
}

/// The statements of a text, without comments and semicolons.
fn split(text: &str) -> Vec<String> {
    let mut statements = vec![String::new()];
    let mut rest = text.chars().peekable();
    let mut quote = None;
    while let Some(c) = rest.next() {
        match (quote, c) {
            (None, '-') if rest.peek() == Some(&'-') => {
                while rest.next_if(|c| *c != '\n').is_some() {}
                continue;
            }
            (None, ';') if !inside_trigger(statements.last()) => {
                statements.push(String::new());
                continue;
            }
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), close) if open == close => quote = None,
            _ => {}
        }
        if let Some(last) = statements.last_mut() {
            last.push(c);
        }
    }
    statements.retain(|statement| !statement.trim().is_empty());
    statements
}

/// Whether a statement is a trigger whose body has not ended: its semicolons are its own.
fn inside_trigger(statement: Option<&String>) -> bool {
    let text = statement.map_or("", |statement| statement.trim());
    text.starts_with("CREATE TRIGGER") && !text.ends_with("END")
}

fn for_sqlite(statement: &str) -> String {
    let mut out = String::with_capacity(statement.len() + 16);
    let mut quoted = false;
    for piece in statement.split_inclusive(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
        let word = piece.trim_end_matches(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        match word {
            "BIGINT" | "SMALLINT" | "BOOLEAN" if !quoted => out.push_str("INTEGER"),
            "BYTEA" if !quoted => out.push_str("BLOB"),
            _ => out.push_str(word),
        }
        out.push_str(&piece[word.len()..]);
        quoted ^= piece.ends_with('\'');
    }
    let out = out.trim();
    if out.starts_with("CREATE TABLE") {
        format!("{out} STRICT;\n")
    } else {
        format!("{out};\n")
    }
}

#[cfg(test)]
mod tests;
