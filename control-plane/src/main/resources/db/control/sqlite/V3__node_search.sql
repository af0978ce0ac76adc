-- SQLite's own lower() knows ASCII only; a name is put here in lower case whenever its node changes.
ALTER TABLE nodes ADD COLUMN search TEXT NOT NULL DEFAULT '';

UPDATE nodes SET search = lower(name);
