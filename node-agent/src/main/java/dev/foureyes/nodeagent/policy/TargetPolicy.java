package dev.foureyes.nodeagent.policy;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which addresses the probes of a node may send to. The {@link NeverList} is always part of it;
 * beyond that its owner says what is allowed and what is not, and no server can widen that.
 *
 * <table>
 * <caption>What holds for an address</caption>
 * <tr><th>never-list</th><th>denied</th><th>allowed ranges</th><th>probed</th></tr>
 * <tr><td>on it</td><td>any</td><td>any</td><td>no</td></tr>
 * <tr><td>not on it</td><td>yes</td><td>any</td><td>no</td></tr>
 * <tr><td>not on it</td><td>no</td><td>none given</td><td>yes</td></tr>
 * <tr><td>not on it</td><td>no</td><td>in one</td><td>yes</td></tr>
 * <tr><td>not on it</td><td>no</td><td>in none</td><td>no</td></tr>
 * </table>
 *
 * <p>Always ask about the address that is about to be sent to, never about a name: names have many
 * spellings and change their meaning. IPv6 addresses that carry an IPv4 address (mapped,
 * compatible, NAT64, 6to4, Teredo, ISATAP) are denied also when that one is.
 */
public final class TargetPolicy {

  /** Of an owner who has said nothing. */
  public static final TargetPolicy DEFAULT = new TargetPolicy(List.of(), List.of());

  private final List<AddressRange> allowed;
  private final List<AddressRange> denied;

  private TargetPolicy(List<AddressRange> allowed, List<AddressRange> denied) {
    this.allowed = allowed;
    this.denied = denied;
  }

  /**
   * The same, where only these are allowed.
   *
   * @param ranges addresses and ranges, separated by commas
   * @throws IllegalArgumentException when it is not that; the message says what was expected
   */
  public TargetPolicy allowing(String ranges) {
    return new TargetPolicy(parse(ranges), denied);
  }

  /**
   * The same, where these are denied.
   *
   * @param ranges addresses and ranges, separated by commas
   * @throws IllegalArgumentException when it is not that; the message says what was expected
   */
  public TargetPolicy denying(String ranges) {
    return new TargetPolicy(allowed, parse(ranges));
  }

  private static List<AddressRange> parse(String ranges) {
    return Arrays.stream(ranges.split(",", -1))
        .map(String::strip)
        .map(AddressRange::parse)
        .toList();
  }

  /** Why this address is never sent to, for people; absent when it may be. */
  public Optional<String> refusal(InetAddress target) {
    byte[] address = target.getAddress();
    Optional<String> never = NeverList.reason(address);
    if (never.isPresent()) {
      return never;
    }
    Optional<AddressRange> forbidding =
        denied.stream().filter(range -> isIn(range, address)).findFirst();
    if (forbidding.isPresent()) {
      return Optional.of("its owner denies " + forbidding.get());
    }
    if (allowed.isEmpty() || allowed.stream().anyMatch(range -> range.contains(address))) {
      return Optional.empty();
    }
    return Optional.of(
        "its owner allows only "
            + allowed.stream().map(AddressRange::toString).collect(Collectors.joining(", ")));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TargetPolicy same
        && allowed.equals(same.allowed)
        && denied.equals(same.denied);
  }

  @Override
  public int hashCode() {
    return Objects.hash(allowed, denied);
  }

  @Override
  public String toString() {
    return "allowed " + allowed + ", denied " + denied;
  }

  private static boolean isIn(AddressRange range, byte[] address) {
    return range.contains(address)
        || EmbeddedAddresses.in(address).stream().anyMatch(range::contains);
  }
}
