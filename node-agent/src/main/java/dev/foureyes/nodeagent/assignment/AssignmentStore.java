package dev.foureyes.nodeagent.assignment;

import dev.foureyes.nodeagent.disk.AtomicFile;
import dev.foureyes.nodeagent.disk.Disk;
import dev.foureyes.proto.node.v1.AssignmentSnapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last assignments on disk, so that a node that starts without its server goes on measuring.
 * The file is {@code [CRC-32C u32][snapshot]}.
 */
public final class AssignmentStore {

  private static final Logger log = LoggerFactory.getLogger(AssignmentStore.class);

  private final AtomicFile file;

  public AssignmentStore(Disk disk, Path file) {
    this.file = new AtomicFile(disk, file);
  }

  /**
   * The last assignments that were saved; none when there are none or the file is damaged. The
   * server sends them all again anyway.
   */
  public Assignments load() {
    try {
      Optional<byte[]> content = file.read();
      if (content.isEmpty()) {
        return Assignments.NONE;
      }
      ByteBuffer bytes = ByteBuffer.wrap(content.get());
      if (bytes.remaining() < Integer.BYTES || bytes.getInt() != checksum(bytes.duplicate())) {
        throw new IOException(file + ": damaged");
      }
      AssignmentSnapshot snapshot = AssignmentSnapshot.parseFrom(bytes);
      return Assignments.of(snapshot.getRevision(), snapshot.getAssignmentsList());
    } catch (IOException e) {
      log.atWarn()
          .addKeyValue("file", file)
          .setCause(e)
          .log("assignments on disk ignored; waiting for the server's");
      return Assignments.NONE;
    }
  }

  /** Keeps assignments, durably. */
  public void save(Assignments assignments) throws IOException {
    byte[] snapshot = assignments.toSnapshot().toByteArray();
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + snapshot.length);
    bytes.putInt(checksum(ByteBuffer.wrap(snapshot))).put(snapshot);
    file.write(bytes.array());
  }

  private static int checksum(ByteBuffer snapshot) {
    CRC32C crc = new CRC32C();
    crc.update(snapshot);
    return (int) crc.getValue();
  }
}
