package dev.foureyes.nodeagent.probe.dns;

import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DNSSEC.DNSSECException;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A signed root zone in memory, in which every name has one address; for the warm-up. */
final class SignedMemory implements DnssecData.Source {

  private static final Duration LIFE = Duration.ofDays(1);
  private static final int ENTRY_POINT = 257; // RFC 4034, 2.1.1: zone key, secure entry point
  private static final int TTL = 60;

  private final KeyPair keys;
  private final DNSKEYRecord key;
  private final Instant now;

  SignedMemory(Instant now) {
    this.now = now;
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      this.keys = generator.generateKeyPair();
      this.key =
          new DNSKEYRecord(
              Name.root,
              DClass.IN,
              TTL,
              ENTRY_POINT,
              DNSKEYRecord.Protocol.DNSSEC,
              DNSSEC.Algorithm.ECDSAP256SHA256,
              keys.getPublic());
    } catch (GeneralSecurityException | DNSSECException e) {
      throw new IllegalStateException("every Java has ECDSA with P-256", e);
    }
  }

  DSRecord anchor() {
    return new DSRecord(Name.root, DClass.IN, 0, DNSSEC.Digest.SHA256, key);
  }

  @Override
  public Message fetch(Name name, int type) {
    Record record =
        type == Type.DNSKEY
            ? key
            : new ARecord(name, DClass.IN, TTL, InetAddress.ofLiteral("127.0.0.1"));
    Message answer = new Message();
    answer.getHeader().setFlag(Flags.QR);
    answer.addRecord(Record.newRecord(name, type, DClass.IN), Section.QUESTION);
    answer.addRecord(record, Section.ANSWER);
    try {
      answer.addRecord(
          DNSSEC.sign(new RRset(record), key, keys.getPrivate(), now.minus(LIFE), now.plus(LIFE)),
          Section.ANSWER);
    } catch (DNSSECException e) {
      throw new IllegalStateException("a key that was just made signs", e);
    }
    return answer;
  }
}
