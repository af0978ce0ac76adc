package dev.foureyes.stores.sqlite;

import dev.foureyes.stores.StoreException;
import dev.foureyes.stores.StoreException.Kind;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** What SQLite's result codes mean for the one who asked. */
final class Errors {

  private Errors() {}

  static StoreException translate(String doing, SQLException e) {
    // Extended codes hold the primary one in the low byte.
    SQLiteErrorCode code = SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xff);
    Kind kind =
        switch (code) {
          case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_NOMEM, SQLITE_INTERRUPT -> Kind.OVERLOADED;
          case SQLITE_FULL -> Kind.DISK_FULL;
          case SQLITE_READONLY, SQLITE_PERM -> Kind.READ_ONLY;
          case SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_PROTOCOL -> Kind.UNAVAILABLE;
          case SQLITE_CORRUPT, SQLITE_NOTADB -> Kind.CORRUPT;
          default -> Kind.INTERNAL;
        };
    return new StoreException(kind, "store: cannot " + doing + ": " + e.getMessage(), e);
  }
}
