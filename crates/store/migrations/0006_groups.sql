-- Capacities are summed whenever a space is made, and for the list of group spaces: from this index
-- alone. SQLite reads the row for a column that is only in the condition, so it is here as well.
CREATE INDEX space_capacity ON space (tenant_id, kind, capacity, status) WHERE status < 2;
