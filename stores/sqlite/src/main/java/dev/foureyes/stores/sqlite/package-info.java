/**
 * The default time-series store: one SQLite file, written by one thread and read by several
 * connections (WAL).
 *
 * <p>Starting points: {@link dev.foureyes.stores.sqlite.SqliteResultStore}; {@code Schema}, the
 * tables; {@code Writer}, the transaction that makes storing exact; {@code Reader}, the queries.
 */
@NullMarked
package dev.foureyes.stores.sqlite;

import org.jspecify.annotations.NullMarked;
