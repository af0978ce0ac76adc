package dev.foureyes.nodeagent.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetPolicyTest {

  private static TargetPolicy policy(String allowed, String denied) {
    TargetPolicy policy = TargetPolicy.DEFAULT;
    policy = allowed.isEmpty() ? policy : policy.allowing(allowed);
    return denied.isEmpty() ? policy : policy.denying(denied);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      value = {
        "''                    | ''           | 203.0.113.9     | ''",
        "10.0.0.0/8            | ''           | 10.1.2.3        | ''",
        "10.0.0.0/8            | ''           | 11.0.0.1        | its owner allows only 10.0.0.0/8",
        "10.0.0.0/8, fd00::/8  | ''           | fd00::1         | ''",
        "10.0.0.0/8, fd00::/8  | ''           | 2001:db8::1     | its owner allows only 10.0.0.0/8, fd00::/8",
        "''                    | 10.0.0.0/8   | 10.1.2.3        | its owner denies 10.0.0.0/8",
        "''                    | 10.0.0.0/8   | 11.1.2.3        | ''",
        "10.0.0.0/8            | 10.1.0.0/16  | 10.1.2.3        | its owner denies 10.1.0.0/16",
        "10.0.0.0/8            | 10.1.0.0/16  | 10.2.2.3        | ''",
        "10.1.2.3              | ''           | 10.1.2.3        | ''",
        "10.1.2.3              | ''           | 10.1.2.4        | its owner allows only 10.1.2.3",
        // the same machine through a translator
        "''                    | 10.0.0.0/8   | 64:ff9b::a01:203 | its owner denies 10.0.0.0/8",
        "''                    | 10.0.0.0/8   | 2002:a01:203::1  | its owner denies 10.0.0.0/8",
        "''                    | 10.0.0.0/8   | ::ffff:10.1.2.3  | its owner denies 10.0.0.0/8",
        "10.0.0.0/8            | ''           | 64:ff9b::a01:203 | its owner allows only 10.0.0.0/8",
        // nothing widens what is compiled in
        "0.0.0.0/0             | ''           | 169.254.169.254 | 'link-local, where clouds keep their metadata services (169.254.0.0/16)'",
        "169.254.169.254       | ''           | 169.254.169.254 | 'link-local, where clouds keep their metadata services (169.254.0.0/16)'",
        "::/0                  | ''           | fe80::1         | link-local (fe80::/10)",
        // no surprise at the ends
        "0.0.0.0/0             | ''           | 203.0.113.9     | ''",
        "0.0.0.0/0             | ''           | 2001:db8::1     | its owner allows only 0.0.0.0/0",
        "''                    | 0.0.0.0/0,::/0 | 127.0.0.1     | its owner denies 0.0.0.0/0"
      })
  void table(String allowed, String denied, String target, String refusal) {
    assertThat(policy(allowed, denied).refusal(InetAddress.ofLiteral(target)).orElse(""))
        .isEqualTo(refusal);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.0.0.0/33      | 10.0.0.0/33 (expected: a length of 0 to 32)",
        "10.0.0.0/-1      | 10.0.0.0/-1 (expected: a length of 0 to 32)",
        "10.0.0.0/        | 10.0.0.0/ (expected: a length of 0 to 32)",
        "2001:db8::/129   | 2001:db8::/129 (expected: a length of 0 to 128)",
        "10.0.0.1/8       | 10.0.0.1/8 (expected: no bits set after the first 8)",
        "example.test     | example.test (expected: addresses and ranges, for example 10.0.0.0/8, 2001:db8::/32)",
        "10.0.0.0/8,      | ' (expected: addresses and ranges, for example 10.0.0.0/8, 2001:db8::/32)'"
      })
  void whatIsNoRangeIsRefused(String ranges, String message) {
    assertThatThrownBy(() -> TargetPolicy.DEFAULT.allowing(ranges)).hasMessage(message);
    assertThatThrownBy(() -> TargetPolicy.DEFAULT.denying(ranges)).hasMessage(message);
  }

  @Test
  void settingOneListKeepsTheOther() {
    TargetPolicy policy = TargetPolicy.DEFAULT.denying("10.0.0.0/8").allowing("0.0.0.0/0");
    assertThat(policy.refusal(InetAddress.ofLiteral("10.0.0.1"))).isPresent();
  }
}
