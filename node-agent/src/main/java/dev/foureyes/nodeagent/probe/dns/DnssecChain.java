package dev.foureyes.nodeagent.probe.dns;

import dev.foureyes.nodeagent.probe.dns.DnssecData.Question;
import dev.foureyes.proto.common.v1.DnssecStatus;
import dev.foureyes.proto.results.v1.DnssecDigest;
import dev.foureyes.proto.results.v1.DnssecKey;
import dev.foureyes.proto.results.v1.DnssecSignature;
import dev.foureyes.proto.results.v1.DnssecZone;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * The chain of trust (RFC 4035, 5) as the records show it that a validator has fetched: each zone
 * from the trust anchor down, its DS records and who signed them, its keys and who signed those.
 */
final class DnssecChain {

  private static final int MAX_ZONES = 16;
  private static final int MAX_RECORDS = 16;

  private final Map<Question, Message> fetched;
  private final List<DSRecord> anchors;
  private final DnssecSignatures signatures;
  private final Map<Name, DnssecStatus> statuses = new HashMap<>();

  DnssecChain(Map<Question, Message> fetched, List<DSRecord> anchors, Instant now) {
    this.fetched = fetched;
    this.anchors = anchors;
    this.signatures = new DnssecSignatures(now);
  }

  /** The zones that keys were asked for, and the last one that was found to be unsigned. */
  List<DnssecZone> zones() {
    List<Name> zones = new ArrayList<>(ofType(Type.DNSKEY).map(Question::name).toList());
    ofType(Type.DS)
        .map(Question::name)
        .filter(each -> !zones.contains(each) && !each.equals(Name.root))
        .filter(each -> isDelegation(each) || set(each, Type.DS).isPresent())
        .max(Comparator.comparingInt(Name::labels))
        .ifPresent(zones::add);
    zones.sort(Comparator.comparingInt(Name::labels).thenComparing(Comparator.naturalOrder()));
    return zones.stream().limit(MAX_ZONES).map(zone -> zone(zone, zones)).toList();
  }

  private Stream<Question> ofType(int type) {
    return fetched.keySet().stream().filter(question -> question.type() == type);
  }

  /** Whether the zone above has said that another begins here. */
  private boolean isDelegation(Name name) {
    Message answer = fetched.get(new Question(name, Type.DS));
    return answer != null
        && Stream.of(Section.ANSWER, Section.AUTHORITY)
            .flatMap(section -> answer.getSection(section).stream())
            .anyMatch(DnssecChain::saysDelegation);
  }

  private static boolean saysDelegation(Record record) {
    return switch (record) {
      case NSECRecord nsec -> nsec.hasType(Type.NS) && !nsec.hasType(Type.SOA);
      case NSEC3Record nsec3 -> nsec3.hasType(Type.NS) && !nsec3.hasType(Type.SOA);
      default -> false;
    };
  }

  private Optional<RRset> set(Name name, int type) {
    Message answer = fetched.get(new Question(name, type));
    return answer == null
        ? Optional.empty()
        : answer.getSectionRRsets(Section.ANSWER).stream()
            .filter(set -> set.getType() == type && set.getName().equals(name))
            .findFirst();
  }

  private List<DNSKEYRecord> keys(Name zone) {
    return set(zone, Type.DNSKEY).stream()
        .flatMap(set -> set.rrs(false).stream())
        .map(DNSKEYRecord.class::cast)
        .toList();
  }

  private DnssecZone zone(Name zone, List<Name> zones) {
    boolean isAnchor = anchors.stream().anyMatch(anchor -> anchor.getName().equals(zone));
    List<DNSKEYRecord> keys = keys(zone);
    List<DSRecord> digests = isAnchor ? anchorsOf(zone) : delegated(zone);
    Optional<Name> above =
        isAnchor
            ? Optional.empty()
            : zones.stream()
                .filter(each -> !each.equals(zone) && zone.subdomain(each))
                .max(Comparator.comparingInt(Name::labels));
    DnssecZone.Builder result =
        DnssecZone.newBuilder().setZone(zone.toString()).setIsAnchor(isAnchor);
    digests.stream().limit(MAX_RECORDS).map(each -> digest(each, keys)).forEach(result::addDs);
    keys.stream().limit(MAX_RECORDS).map(DnssecChain::key).forEach(result::addKeys);
    if (!isAnchor) {
      set(zone, Type.DS)
          .ifPresent(set ->
              result.addAllDsSignatures(
                  signatures.of(set, above.map(this::keys).orElse(List.of()))));
    }
    set(zone, Type.DNSKEY).ifPresent(set -> result.addAllKeySignatures(signatures.of(set, keys)));
    DnssecStatus inherited =
        above
            .map(each -> statuses.getOrDefault(each, DnssecStatus.DNSSEC_STATUS_INDETERMINATE))
            .orElse(DnssecStatus.DNSSEC_STATUS_SECURE);
    DnssecLink.judge(result, inherited, fetched.containsKey(new Question(zone, Type.DNSKEY)));
    statuses.put(zone, result.getStatus());
    return result.build();
  }

  private List<DSRecord> anchorsOf(Name zone) {
    return anchors.stream().filter(anchor -> anchor.getName().equals(zone)).toList();
  }

  private List<DSRecord> delegated(Name zone) {
    return set(zone, Type.DS).stream()
        .flatMap(set -> set.rrs(false).stream())
        .map(DSRecord.class::cast)
        .toList();
  }

  private static DnssecKey key(DNSKEYRecord key) {
    return DnssecKey.newBuilder()
        .setKeyTag(key.getFootprint())
        .setAlgorithm(DnssecSignatures.algorithm(key.getAlgorithm()))
        .setFlags(key.getFlags())
        .build();
  }

  private static DnssecDigest digest(DSRecord digest, List<DNSKEYRecord> keys) {
    return DnssecDigest.newBuilder()
        .setKeyTag(digest.getFootprint())
        .setAlgorithm(DnssecSignatures.algorithm(digest.getAlgorithm()))
        .setDigest(DNSSEC.Digest.string(digest.getDigestID()))
        .setMatchesKey(keys.stream().anyMatch(key -> isOf(digest, key)))
        .build();
  }

  private static boolean isOf(DSRecord digest, DNSKEYRecord key) {
    if (key.getFootprint() != digest.getFootprint()
        || key.getAlgorithm() != digest.getAlgorithm()) {
      return false;
    }
    try {
      DSRecord made = new DSRecord(key.getName(), key.getDClass(), 0, digest.getDigestID(), key);
      return Arrays.equals(made.getDigest(), digest.getDigest());
    } catch (RuntimeException e) {
      return false; // a kind of digest that the node does not know
    }
  }

  /** Those over the answer, or over the proof that there is none. */
  List<DnssecSignature> answerSignatures(Name name, int type) {
    Message answer = fetched.get(new Question(name, type));
    if (answer == null) {
      return List.of();
    }
    List<RRset> sets = answer.getSectionRRsets(Section.ANSWER);
    return (sets.isEmpty() ? answer.getSectionRRsets(Section.AUTHORITY) : sets)
        .stream()
            .filter(set -> set.sigSize() > 0)
            .flatMap(set -> signatures.of(set, keys(set.sigs().getFirst().getSigner())).stream())
            .limit(MAX_RECORDS)
            .toList();
  }

  /** Why it is bogus, by the first thing that does not hold, from the anchor down. */
  String bogusReason(List<DnssecZone> zones, List<DnssecSignature> answer, String validators) {
    return zones.stream()
        .filter(zone -> zone.getStatus() == DnssecStatus.DNSSEC_STATUS_BOGUS)
        .map(zone -> "zone " + zone.getZone() + ": " + zone.getReason())
        .findFirst()
        .or(() -> invalid(answer))
        .orElse(validators);
  }

  /** Of records of which no signature holds. */
  private static Optional<String> invalid(List<DnssecSignature> answer) {
    return answer.stream()
        .filter(each ->
            answer.stream()
                .noneMatch(other ->
                    other.getValid() && Objects.equals(other.getCovers(), each.getCovers())))
        .map(each ->
            "the signature over "
                + each.getCovers()
                + " by key "
                + each.getKeyTag()
                + " of "
                + each.getSigner()
                + ": "
                + each.getInvalidReason())
        .findFirst();
  }

  /** Why it is insecure, by the first zone that is. */
  String insecureReason(List<DnssecZone> zones, String validators) {
    return zones.stream()
        .filter(zone -> zone.getStatus() == DnssecStatus.DNSSEC_STATUS_INSECURE)
        .map(zone -> "zone " + zone.getZone() + " is " + zone.getReason())
        .findFirst()
        .orElse(validators);
  }
}
