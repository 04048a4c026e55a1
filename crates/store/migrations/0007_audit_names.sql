-- Names in the audit log as they are compared, to find them in any script: SQLite lowers the case of
-- ASCII only, PostgreSQL what the locale of its server says.
ALTER TABLE audit ADD COLUMN object_key TEXT NOT NULL DEFAULT '';
-- only sqlite
-- INSERT OR REPLACE removes the old row without asking the trigger that keeps it.
CREATE TRIGGER audit_is_new BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
-- both
