package dev.foureyes.server;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.conditions.ArchConditions.have;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.foureyes.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What may know what; the table is in docs/architecture.md. */
class ArchitectureTest {

  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.foureyes");
  private static final List<String> MODULES = List.of("gateway", "ingest", "alerting", "control");

  @Test
  void theModulesOfTheServerDoNotKnowEachOther() {
    for (String module : MODULES) {
      String[] others =
          MODULES.stream()
              .filter(other -> !other.equals(module))
              .map(other -> "dev.foureyes." + other + "..")
              .toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage("dev.foureyes." + module + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(others)
          .because("their common language is the contract and the topics")
          .check(OURS);
    }
  }

  @Test
  void aNodeKnowsNeitherKafkaNorSpringNorTheServer() {
    noClasses()
        .that()
        .resideInAPackage("dev.foureyes.nodeagent..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.kafka..",
            "org.springframework..",
            "dev.foureyes.topics..",
            "dev.foureyes.stores..",
            "dev.foureyes.gateway..",
            "dev.foureyes.control..")
        .because("it is small, and runs far from all that")
        .check(OURS);
  }

  @Test
  void aStoreKnowsNeitherKafkaNorSpring() {
    noClasses()
        .that()
        .resideInAPackage("dev.foureyes.stores..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.kafka..", "org.springframework..", "dev.foureyes.topics..")
        .check(OURS);
  }

  @Test
  void ingestAndTheControlPlaneKnowNoEngine() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.foureyes.ingest..", "dev.foureyes.control..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.foureyes.stores.sqlite..")
        .check(OURS);
  }

  @Test
  void springIsForWiring() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.foureyes.server..")
        .and()
        .haveSimpleNameNotEndingWith("Module")
        .and()
        .haveSimpleNameNotEndingWith("Settings")
        .and()
        .doNotHaveSimpleName("ControlPlaneTaps")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.springframework..")
        .because("everything else is a plain class with a constructor")
        .check(OURS);
  }

  @Test
  void kafkasInternalsAreTouchedInOnePlace() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.foureyes.broker..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("kafka..", "org.apache.kafka.metadata..", "org.apache.kafka.server..")
        .check(OURS);
  }

  @Test
  void topologiesAreGraphsAndNothingElse() {
    noClasses()
        .that()
        .haveSimpleNameEndingWith("Topology")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(KafkaStreams.class, Properties.class)
        .check(OURS);
  }

  @Test
  void timeIsInjectedWhereItMatters() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.foureyes.gateway..",
            "dev.foureyes.ingest..",
            "dev.foureyes.alerting..",
            "dev.foureyes.control..",
            "dev.foureyes.stores..")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .because("tests, and replays of the log, must not depend on when they run")
        .check(OURS);
  }

  @Test
  void everyPackageIsNullMarked() {
    classes()
        .that()
        .resideOutsideOfPackage("dev.foureyes.proto..")
        .should(
            have(
                describe(
                    "a package with @NullMarked",
                    javaClass -> javaClass.getPackage().isAnnotatedWith(NullMarked.class))))
        .check(OURS);
  }

  /** A topic's name anywhere else would be a second catalogue. */
  @Test
  void namesOfTopicsStandInOneFile() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path module : modules()) {
      Path sources = module.resolve("src/main/java");
      if (!Files.isDirectory(sources)) {
        continue;
      }
      try (Stream<Path> files = Files.walk(sources)) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          String text = Files.readString(file);
          if (!file.endsWith("Topics.java")
              && Topics.all().stream().anyMatch(topic -> text.contains('"' + topic.name()))) {
            found.add(file.toString());
          }
        }
      }
    }
    assertThat(found).isEmpty();
  }

  private static List<Path> modules() throws IOException {
    try (Stream<Path> top = Files.walk(Path.of(".."), 2)) {
      return top.filter(path -> Files.exists(path.resolve("pom.xml"))).toList();
    }
  }
}
