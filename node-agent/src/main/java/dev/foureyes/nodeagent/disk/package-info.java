/**
 * The file operations under everything that the node keeps.
 *
 * <p>Starting points: {@link dev.foureyes.nodeagent.disk.Disk}, the operations; {@link
 * dev.foureyes.nodeagent.disk.AtomicFile}, a small file that is replaced as a whole.
 */
@NullMarked
package dev.foureyes.nodeagent.disk;

import org.jspecify.annotations.NullMarked;
