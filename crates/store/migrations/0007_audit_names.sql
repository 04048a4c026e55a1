-- Names in the audit log as they are compared, to find them in any script: SQLite lowers the case of
-- ASCII only, PostgreSQL what the locale of its server says.
ALTER TABLE audit ADD COLUMN object_key TEXT NOT NULL DEFAULT '';
