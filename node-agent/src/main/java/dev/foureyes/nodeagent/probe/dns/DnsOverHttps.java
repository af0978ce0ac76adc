package dev.foureyes.nodeagent.probe.dns;

import dev.foureyes.nodeagent.probe.AddressText;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.http.HttpPost;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.util.Locale;
import org.xbill.DNS.Message;
import org.xbill.DNS.WireParseException;

/**
 * Queries over HTTPS (RFC 8484), by POST, each over a connection of its own. Their id is 0, as
 * section 4.1 wants it.
 */
final class DnsOverHttps implements Asker {

  static final String MEDIA_TYPE = "application/dns-message";

  private static final int MAX_MESSAGE = 65_535;
  private static final int OK = 200;

  private final String url;
  private final HttpPost posts;

  DnsOverHttps(String url, HttpPost posts) {
    this.url = url;
    this.posts = posts;
  }

  @Override
  public Message ask(Message query, Deadline deadline, DnsFacts facts)
      throws ProbeFailedException, InterruptedException {
    query.getHeader().setID(0);
    byte[] question = query.toWire();
    facts.begin(url, "https", question.length);
    HttpPost.Reply reply = posts.send(question, MAX_MESSAGE + 1, deadline);
    reply.connectNanos().ifPresent(facts::connected);
    reply.tlsNanos().ifPresent(facts::secured);
    reply.exchangeNanos().ifPresent(facts::answered);
    facts.saw(reply.tls());
    reply.status().ifPresent(facts::httpStatus);
    if (reply.failure().isPresent()) {
      throw new ProbeFailedException(reply.failure().get());
    }
    String name = reply.address().map(AddressText::of).orElse(url);
    int status = reply.status().orElse(0);
    if (status != OK) {
      throw failed(
          ErrorPhase.ERROR_PHASE_STATUS,
          name + " answered HTTP status " + status + " (expected: 200)");
    }
    String type = reply.mediaType().split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (!type.equals(MEDIA_TYPE)) {
      throw failed(
          ErrorPhase.ERROR_PHASE_DNS,
          name + " answered with the media type '" + type + "' (expected: " + MEDIA_TYPE + ")");
    }
    return parse(reply.body().toByteArray(), query, name);
  }

  private static Message parse(byte[] body, Message query, String name)
      throws ProbeFailedException {
    try {
      if (body.length > MAX_MESSAGE) {
        throw new WireParseException("more than " + MAX_MESSAGE + " bytes");
      }
      Message answer = DnsWire.parse(body);
      if (!DnsWire.belongs(answer, query)) {
        throw new WireParseException("an answer to another question");
      }
      return answer;
    } catch (WireParseException e) {
      throw failed(
          ErrorPhase.ERROR_PHASE_DNS, name + " sent what is not a DNS answer: " + e.getMessage());
    }
  }

  private static ProbeFailedException failed(ErrorPhase phase, String sentence) {
    return new ProbeFailedException(new Failure(Fault.FAULT_TARGET, phase, sentence));
  }
}
