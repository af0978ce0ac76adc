package dev.foureyes.control.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;

class PasswordHasherTest {

  /** As the module has it; that it does is in {@code PasswordHashingTest}. */
  private static PasswordHasher argon2() {
    Argon2PasswordEncoder encoder = new Argon2PasswordEncoder(16, 32, 1, 19_456, 2);
    return new PasswordHasher(encoder::encode, encoder::matches);
  }

  @Test
  void aPasswordMatchesItsHashAndNoOther() {
    PasswordHasher passwords = argon2();
    String hash = passwords.hash("correct horse");

    assertThat(passwords.matches("correct horse", hash)).isTrue();
    assertThat(passwords.matches("correct horsf", hash)).isFalse();
    assertThat(passwords.matches("", hash)).isFalse();
    assertThat(passwords.matches("correct horse", "")).as("a user without a hash").isFalse();
    assertThat(passwords.matches("correct horse", "correct horse"))
        .as("a hash that is none")
        .isFalse();
  }

  @Test
  void theSamePasswordHasAnotherHashEachTime() {
    PasswordHasher passwords = argon2();

    assertThat(passwords.hash("correct horse")).isNotEqualTo(passwords.hash("correct horse"));
  }

  @Test
  void noMoreThanTwoAreHashedAtOnce() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch go = new CountDownLatch(1);
    PasswordHasher passwords =
        new PasswordHasher(
            password -> password,
            (_, _) -> {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              awaitQuietly(go);
              running.decrementAndGet();
              return true;
            });
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 8; i++) {
        var _ = threads.submit(() -> passwords.matches("p", "p"));
      }
      await().atMost(Duration.ofSeconds(10)).until(() -> running.get() == 2);
      go.countDown();
    }

    assertThat(most).hasValue(2);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aFailureGivesItsPlaceBack() {
    PasswordHasher passwords =
        new PasswordHasher(
            password -> password,
            (_, _) -> {
              throw new IllegalStateException("told to fail");
            });
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> passwords.matches("p", "p")).hasMessage("told to fail");
    }
    assertThat(passwords.hash("p")).isEqualTo("p");
  }
}
