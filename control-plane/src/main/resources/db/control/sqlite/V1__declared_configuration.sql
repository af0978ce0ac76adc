-- Times are milliseconds since 1970. `body` holds the entity as the contract's message; the other columns repeat of it what is
-- searched or must be unique.

CREATE TABLE users (
  id TEXT PRIMARY KEY,
  org TEXT NOT NULL,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  role INTEGER NOT NULL,
  password_hash TEXT NOT NULL,
  created_at INTEGER NOT NULL
);

CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
);

CREATE TABLE api_tokens (
  id TEXT PRIMARY KEY,
  org TEXT NOT NULL,
  name TEXT NOT NULL,
  role INTEGER NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  last_used_at INTEGER
);

-- At most one row: what the set-up link must carry while there is no user.
CREATE TABLE setup (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  token_hash TEXT NOT NULL,
  expires_at INTEGER NOT NULL
);

CREATE TABLE tests (
  org TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  search TEXT NOT NULL, -- lower case
  config_version INTEGER NOT NULL, -- of what a node needs to know
  body BLOB NOT NULL,
  PRIMARY KEY (org, id),
  UNIQUE (org, name)
);

CREATE TABLE nodes (
  org TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (org, id),
  UNIQUE (org, name)
);

CREATE TABLE alert_rules (
  org TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (org, id),
  UNIQUE (org, name)
);

CREATE TABLE enrolment_tokens (
  id TEXT PRIMARY KEY,
  org TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  node_id TEXT NOT NULL, -- of the node that it makes
  node_name TEXT NOT NULL,
  node_labels BLOB NOT NULL, -- a Node with labels only
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked INTEGER NOT NULL DEFAULT 0,
  public_key_sha256 TEXT, -- of the key that consumed it
  certificate BLOB, -- an IssuedCertificate
  given_name TEXT
);

-- Changes on their way to the event log, written in the transaction of the change and sent in this order.
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  topic TEXT NOT NULL,
  record_key TEXT NOT NULL,
  value BLOB -- null removes the key
);

-- Small facts about the installation.
CREATE TABLE installation (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
);
