package dev.foureyes.control.projection;

import dev.foureyes.model.Scope;
import dev.foureyes.topics.Topic;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** A table that is made from a topic, and can be made again. */
public interface Projection<V> {

  Topic<V> topic();

  /**
   * Takes one record, in a transaction that also holds how far the topic was read.
   *
   * @param scope whose record it is
   * @param id the first of its key's ids
   * @param value empty when the key was deleted
   */
  void apply(Handle handle, Scope scope, String id, Optional<V> value);

  /** What was applied is committed. */
  default void committed() {}

  /** Empties the table, to be made anew. */
  void clear(Handle handle);
}
