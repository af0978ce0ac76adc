package dev.foureyes.nodeagent.disk;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A disk in memory that can be full, fail at any call, and lose at a crash what was not synced: of
 * each file's unsynced writes any prefix stays, the last one perhaps torn; of the unsynced names
 * any prefix in the order in which they were made.
 */
public final class SimulatedDisk implements Disk {

  /** Thrown where the machine stops. Nothing catches it. */
  public static final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash() {
      super("crash", null, false, false);
    }
  }

  private enum Fault {
    NONE,
    ERROR,
    CRASH
  }

  private final RandomGenerator random;
  private TreeMap<Path, Inode> names = new TreeMap<>();
  private TreeMap<Path, Inode> durableNames = new TreeMap<>();
  private final List<NameChange> unsyncedNames = new ArrayList<>();
  private long capacity = Long.MAX_VALUE;
  private long calls;
  private long faultAt = -1;
  private Fault fault = Fault.NONE;
  private boolean crashed;

  private record NameChange(Path name, Optional<Inode> inode) {

    Path directory() {
      return requireNonNull(name.getParent());
    }
  }

  private sealed interface Change {}

  private record Write(long position, ByteString bytes) implements Change {}

  private record Cut(long size) implements Change {}

  private static final class Inode {
    private byte[] content = new byte[0];
    private byte[] durable = new byte[0];
    private final List<Change> unsynced = new ArrayList<>();
  }

  public SimulatedDisk(RandomGenerator random) {
    this.random = random;
  }

  /** Makes the n-th call from now fail with an error. */
  public void failAt(long call) {
    fault = Fault.ERROR;
    faultAt = calls + call;
  }

  /** Stops the machine at the n-th call from now. */
  public void crashAt(long call) {
    fault = Fault.CRASH;
    faultAt = calls + call;
  }

  /** Whether the fault that was set has struck. */
  public boolean faultStruck() {
    return calls >= faultAt;
  }

  public void noFaults() {
    fault = Fault.NONE;
  }

  /** Sets how many bytes the disk has room for. */
  public void setCapacity(long bytes) {
    capacity = bytes;
  }

  public long used() {
    return names.values().stream().mapToLong(inode -> inode.content.length).sum();
  }

  /** Power comes back: what was not synced is lost, more or less. */
  public void crash() {
    int kept = unsyncedNames.isEmpty() ? 0 : random.nextInt(unsyncedNames.size() + 1);
    unsyncedNames.subList(0, kept).forEach(change -> apply(durableNames, change));
    unsyncedNames.clear();
    names = new TreeMap<>(durableNames);
    for (Inode inode : names.values()) {
      loseUnsynced(inode);
    }
    crashed = false;
    fault = Fault.NONE;
  }

  private void loseUnsynced(Inode inode) {
    int kept = inode.unsynced.isEmpty() ? 0 : random.nextInt(inode.unsynced.size() + 1);
    byte[] content = inode.durable;
    for (int i = 0; i < kept; i++) {
      Change change = inode.unsynced.get(i);
      boolean torn = i == kept - 1 && random.nextBoolean();
      content = changed(content, torn && change instanceof Write write ? torn(write) : change);
    }
    inode.unsynced.clear();
    inode.content = content;
    inode.durable = content;
  }

  private Write torn(Write write) {
    return new Write(
        write.position, write.bytes.substring(0, random.nextInt(write.bytes.size() + 1)));
  }

  private Inode inode(Path file) {
    return requireNonNull(names.get(file), file.toString());
  }

  /** Turns one bit of a file. */
  public void flipBit(Path file, long position) {
    Inode inode = inode(file);
    inode.content = inode.content.clone();
    inode.content[(int) position] ^= (byte) (1 << random.nextInt(8));
    inode.durable = inode.content;
  }

  /** Replaces a file by something else. */
  public void put(Path file, byte[] content) {
    Inode inode = new Inode();
    inode.content = content.clone();
    inode.durable = inode.content;
    names.put(file, inode);
    durableNames.put(file, inode);
  }

  /** Takes a file away. */
  public void remove(Path file) {
    names.remove(file);
    durableNames.remove(file);
  }

  public byte[] content(Path file) {
    return inode(file).content.clone();
  }

  /** All files, ascending. */
  public List<Path> files() {
    return List.copyOf(names.keySet());
  }

  private void call() throws IOException {
    calls++;
    if (crashed) {
      throw new Crash();
    }
    if (calls == faultAt && fault == Fault.ERROR) {
      throw new IOException("injected error at call " + calls);
    }
    if (calls == faultAt && fault == Fault.CRASH) {
      crashed = true;
      throw new Crash();
    }
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    call();
    return names.keySet().stream()
        .filter(path -> path.startsWith(directory) && !path.equals(directory))
        .map(path -> path.getName(directory.getNameCount()).toString())
        .distinct()
        .sorted()
        .toList();
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    call();
  }

  @Override
  public DiskFile create(Path file) throws IOException {
    call();
    Inode inode = names.get(file);
    if (inode == null) {
      inode = new Inode();
      change(new NameChange(file, Optional.of(inode)));
    }
    return new SimulatedFile(inode);
  }

  @Override
  public DiskFile open(Path file) throws IOException {
    call();
    Inode inode = names.get(file);
    if (inode == null) {
      throw new NoSuchFileException(file.toString());
    }
    return new SimulatedFile(inode);
  }

  @Override
  public void delete(Path file) throws IOException {
    call();
    change(new NameChange(file, Optional.empty()));
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    call();
    change(new NameChange(to, Optional.of(inode(from))));
    change(new NameChange(from, Optional.empty()));
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    call();
    unsyncedNames.stream()
        .filter(change -> change.directory().equals(directory))
        .forEach(change -> apply(durableNames, change));
    unsyncedNames.removeIf(change -> change.directory().equals(directory));
  }

  private void change(NameChange change) {
    apply(names, change);
    unsyncedNames.add(change);
  }

  private static void apply(Map<Path, Inode> names, NameChange change) {
    change.inode.ifPresentOrElse(
        inode -> names.put(change.name, inode), () -> names.remove(change.name));
  }

  private static byte[] changed(byte[] content, Change change) {
    return switch (change) {
      case Cut cut -> Arrays.copyOf(content, (int) cut.size);
      case Write write -> {
        int end = (int) write.position + write.bytes.size();
        byte[] changed = Arrays.copyOf(content, Math.max(content.length, end));
        write.bytes.copyTo(changed, (int) write.position);
        yield changed;
      }
    };
  }

  private final class SimulatedFile implements DiskFile {

    private final Inode inode;

    private SimulatedFile(Inode inode) {
      this.inode = inode;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      call();
      int available = (int) Math.max(0, inode.content.length - position);
      int read = Math.min(available, target.remaining());
      if (read > 0) {
        target.put(inode.content, (int) position, read);
      }
      return read;
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      Write write = new Write(position, ByteString.copyFrom(source));
      try {
        call();
      } catch (IOException e) {
        change(torn(write));
        throw e;
      }
      long growth = Math.max(0, position + write.bytes.size() - inode.content.length);
      long room = Math.max(0, capacity - used());
      if (growth > room) {
        int written = (int) Math.max(0, write.bytes.size() - (growth - room));
        change(new Write(position, write.bytes.substring(0, written)));
        throw new IOException("No space left on device");
      }
      change(write);
    }

    @Override
    public void truncate(long size) throws IOException {
      call();
      if (size < inode.content.length) {
        change(new Cut(size));
      }
    }

    private void change(Change change) {
      inode.content = changed(inode.content, change);
      inode.unsynced.add(change);
    }

    @Override
    public long size() throws IOException {
      call();
      return inode.content.length;
    }

    @Override
    public void sync() throws IOException {
      call();
      inode.durable = inode.content;
      inode.unsynced.clear();
    }

    @Override
    public void close() {}
  }
}
