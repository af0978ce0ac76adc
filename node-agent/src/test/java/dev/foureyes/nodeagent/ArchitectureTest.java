package dev.foureyes.nodeagent;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.foureyes.nodeagent.time.NodeClock;
import java.io.ObjectInputStream;
import java.net.DatagramSocket;
import java.net.MulticastSocket;
import java.net.ServerSocket;
import java.net.URLClassLoader;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.ServerSocketChannel;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import javax.naming.InitialContext;
import javax.net.ServerSocketFactory;
import javax.script.ScriptEngine;
import org.junit.jupiter.api.Test;

/** What the node must never be able to do, and how its packages hang together. */
class ArchitectureTest {

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.foureyes.nodeagent");

  @Test
  void nothingListens() {
    noClasses()
        .should()
        .dependOnClassesThat(
            type(ServerSocket.class)
                .or(type(ServerSocketChannel.class))
                .or(type(AsynchronousServerSocketChannel.class))
                .or(type(ServerSocketFactory.class))
                .or(type(HttpServer.class))
                .or(type(MulticastSocket.class))
                .or(type(DatagramSocket.class))
                .or(resideInAPackage("javax.management.."))
                .or(resideInAPackage("java.rmi..")))
        .because("a node dials out and never listens")
        .check(MAIN);
  }

  @Test
  void nothingStartsProgramsOrLoadsCode() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.foureyes.nodeagent.probe.browser.BrowserProcess")
        .should()
        .dependOnClassesThat(type(ProcessBuilder.class))
        .because("the one program that a node starts is Chromium, with a command line of its own")
        .check(MAIN);
    noClasses()
        .should()
        .dependOnClassesThat(
            type(ScriptEngine.class)
                .or(type(ObjectInputStream.class))
                .or(type(URLClassLoader.class))
                .or(type(InitialContext.class)))
        .because("the server can tell a node what to measure and nothing else")
        .check(MAIN);
    noClasses()
        .should()
        .callMethodWhere(
            describe(
                "that runs a program or loads a library",
                call ->
                    call.getTargetOwner().isEquivalentTo(Runtime.class)
                        && Set.of("exec", "load", "loadLibrary").contains(call.getName())))
        .check(MAIN);
    noClasses()
        .should()
        .callMethod(Class.class, "forName", String.class)
        .orShould()
        .callMethod(Class.class, "forName", String.class, boolean.class, ClassLoader.class)
        .check(MAIN);
  }

  @Test
  void timeComesFromTheNodesClock() {
    noClasses()
        .that()
        .areNotAssignableTo(NodeClock.class)
        .and()
        .resideOutsideOfPackage("..log..")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .dependOnClassesThat(type(Clock.class))
        .check(MAIN);
  }

  @Test
  void neitherKafkaNorSpring() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.apache.kafka..").or(resideInAPackage("org.springframework..")))
        .check(MAIN);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.foureyes.nodeagent.(**)").should().beFreeOfCycles().check(MAIN);
  }

  @Test
  void partsDoNotKnowTheWhole() {
    noClasses()
        .that()
        .resideInAPackage("dev.foureyes.nodeagent.*..")
        .should()
        .dependOnClassesThat(resideInAPackage("dev.foureyes.nodeagent"))
        .check(MAIN);
    noClasses()
        .that()
        .resideInAPackage("..spool..")
        .should()
        .dependOnClassesThat(resideInAPackage("io.grpc..").or(resideInAPackage("okhttp3..")))
        .check(MAIN);
  }

  @Test
  void okHttpStaysInItsProbe() {
    classes()
        .that()
        .resideOutsideOfPackage("..probe.http..")
        .should()
        .onlyDependOnClassesThat(not(resideInAPackage("okhttp3..")))
        .check(MAIN);
  }

  @Test
  void rulesSeeTheClasses() {
    assertThat(MAIN.size()).isGreaterThan(80);
  }
}
