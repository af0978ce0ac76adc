package dev.foureyes.stores.sqlite;

import dev.foureyes.proto.results.v1.Result;

/** A result as it came out of the file, and the key of its row. */
record StoredResult(PageToken key, Result result) {}
