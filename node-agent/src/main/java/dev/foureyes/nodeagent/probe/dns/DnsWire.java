package dev.foureyes.nodeagent.probe.dns;

import java.io.IOException;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSIDOption;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.WireParseException;

/** Queries as the node sends them, and answers as it reads them. */
final class DnsWire {

  /** What fits an Ethernet frame on any path (DNS flag day 2020). */
  private static final int UDP_PAYLOAD = 1232;

  private static final int HEADER_BYTES = 12;
  private static final int QR = 0x80;

  private DnsWire() {}

  /** How a query differs from a plain one. */
  enum Kind {
    /** Asks a resolver to find the answer. */
    RECURSIVE(true, false),
    /** Asks for what the server itself knows. */
    ITERATIVE(false, false),
    /**
     * With the signatures, and without the server's own judgement of them (RFC 4035, 3.2.2: CD), so
     * that a server that validates does not hide what is bogus.
     */
    RECURSIVE_TO_VALIDATE(true, true),
    ITERATIVE_TO_VALIDATE(false, true);

    private final boolean isRecursive;
    private final boolean isToValidate;

    Kind(boolean isRecursive, boolean isToValidate) {
      this.isRecursive = isRecursive;
      this.isToValidate = isToValidate;
    }

    Kind toValidate() {
      return isRecursive ? RECURSIVE_TO_VALIDATE : ITERATIVE_TO_VALIDATE;
    }
  }

  /**
   * A query with a random id. It asks for AD, which a server then sets without DO too (RFC 6840,
   * 5.7), and for the server's name (RFC 5001).
   */
  static Message query(Name name, int type, Kind kind) {
    Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
    if (!kind.isRecursive) {
      query.getHeader().unsetFlag(Flags.RD);
    }
    query.getHeader().setFlag(Flags.AD);
    if (kind.isToValidate) {
      query.getHeader().setFlag(Flags.CD);
    }
    query.addRecord(
        new OPTRecord(
            UDP_PAYLOAD,
            0,
            0,
            kind.isToValidate ? ExtendedFlags.DO : 0,
            List.of(new NSIDOption(new byte[0]))),
        Section.ADDITIONAL);
    return query;
  }

  /**
   * Whether these bytes are an answer with the id of a query, which is looked at before parsing.
   */
  static boolean hasId(byte[] bytes, int length, int id) {
    return length >= HEADER_BYTES
        && ((Byte.toUnsignedInt(bytes[0]) << 8) | Byte.toUnsignedInt(bytes[1])) == id
        && (bytes[2] & QR) != 0;
  }

  /**
   * Reads a message.
   *
   * @throws WireParseException when it is none
   */
  static Message parse(byte[] bytes) throws WireParseException {
    try {
      return new Message(bytes);
    } catch (WireParseException e) {
      throw e;
    } catch (IOException | RuntimeException e) { // records that cannot be come as either
      throw new WireParseException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Whether an answer belongs to a query by id and question (RFC 5452, 9.1). A server that could
   * not read the question may leave it out.
   */
  static boolean belongs(Message answer, Message query) {
    if (answer.getHeader().getID() != query.getHeader().getID()
        || !answer.getHeader().getFlag(Flags.QR)) {
      return false;
    }
    Record asked = query.getQuestion();
    Record repeated = answer.getQuestion();
    if (repeated == null) {
      return answer.getRcode() != Rcode.NOERROR;
    }
    return repeated.getName().equals(asked.getName())
        && repeated.getType() == asked.getType()
        && repeated.getDClass() == asked.getDClass();
  }
}
