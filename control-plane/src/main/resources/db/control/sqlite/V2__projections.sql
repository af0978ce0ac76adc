-- What topics tell; all of it can be dropped and made anew by reading them again.

CREATE TABLE projection_places (
  topic TEXT NOT NULL,
  log TEXT NOT NULL, -- identity of the topic: one that was made anew has another
  part INTEGER NOT NULL,
  next INTEGER NOT NULL,
  PRIMARY KEY (topic, part)
);

CREATE TABLE node_status (
  org TEXT NOT NULL,
  node_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  online INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  search TEXT NOT NULL, -- host name and address, lower case
  body BLOB NOT NULL, -- a NodeStatus
  PRIMARY KEY (org, node_id)
);

CREATE TABLE incidents (
  org TEXT NOT NULL,
  id TEXT NOT NULL,
  state INTEGER NOT NULL,
  test_id TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (org, id)
);

CREATE INDEX incidents_newest ON incidents (org, opened_at DESC, id);
