package dev.foureyes.nodeagent.assignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foureyes.nodeagent.disk.SimulatedDisk;
import dev.foureyes.proto.common.v1.Assignment;
import dev.foureyes.proto.node.v1.AssignmentDiff;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AssignmentStoreTest {

  private static final Path FILE = Path.of("/data/assignments");

  private final SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(9));
  private final AssignmentStore store = new AssignmentStore(disk, FILE);

  private static Assignment test(String id, long version) {
    return Assignment.newBuilder()
        .setTestId(id)
        .setConfigVersion(version)
        .setIntervalMs(1000)
        .build();
  }

  @Test
  void whatWasSavedIsLoaded() throws Exception {
    assertThat(store.load()).isEqualTo(Assignments.NONE);
    Assignments assignments = Assignments.of(7, List.of(test("b", 1), test("a", 2)));
    store.save(assignments);
    assertThat(store.load()).isEqualTo(assignments);
  }

  @Test
  void anyDamagedBitMakesItNone() throws Exception {
    store.save(Assignments.of(7, List.of(test("a", 2))));
    byte[] good = disk.content(FILE);
    for (int i = 0; i < good.length; i++) {
      disk.put(FILE, good);
      disk.flipBit(FILE, i);
      assertThat(store.load()).as("byte %s", i).isEqualTo(Assignments.NONE);
    }
    disk.put(FILE, new byte[2]);
    assertThat(store.load()).isEqualTo(Assignments.NONE);
  }

  @Test
  void replacementIsAllOrNothing() throws Exception {
    Assignments before = Assignments.of(1, List.of(test("a", 1)));
    Assignments after = Assignments.of(2, List.of(test("b", 1)));
    for (int call = 1; call < 20; call++) {
      store.save(before);
      disk.crashAt(call);
      try {
        store.save(after);
      } catch (SimulatedDisk.Crash e) {
        assertThat(disk.faultStruck()).isTrue();
      }
      disk.crash();
      assertThat(store.load()).isIn(before, after);
    }
  }

  @Test
  void fullDiskKeepsTheOldOnes() throws Exception {
    Assignments before = Assignments.of(1, List.of(test("a", 1)));
    store.save(before);
    disk.setCapacity(disk.used());
    assertThatThrownBy(() -> store.save(Assignments.of(2, List.of(test("b", 1), test("c", 1)))))
        .isInstanceOf(IOException.class);
    assertThat(store.load()).isEqualTo(before);
  }

  @Test
  void changesAreMadeOnTheirBase() {
    Assignments base = Assignments.of(3, List.of(test("a", 1), test("b", 1)));
    AssignmentDiff diff =
        AssignmentDiff.newBuilder()
            .setBaseRevision(3)
            .setRevision(4)
            .addChanged(test("a", 2))
            .addChanged(test("c", 1))
            .addRemovedTestIds("b")
            .build();
    Assignments changed = base.changed(diff);
    assertThat(changed.revision()).isEqualTo(4);
    assertThat(changed.byTest()).containsOnlyKeys("a", "c");
    assertThat(changed.byTest()).containsEntry("a", test("a", 2));
    assertThatThrownBy(() -> changed.changed(diff)).hasMessage("base_revision: 3 (expected: 4)");
  }
}
