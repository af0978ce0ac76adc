package dev.foureyes.nodeagent.probe.dns;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;

/**
 * What a validator asks for, fetched from a source and kept, so that the chain can be shown
 * afterwards. Bounded in number: a hostile server could ask for another key for ever.
 *
 * <p>dnsjava goes on in threads of the common pool, which are as few as the machine has cores; what
 * waits for a server waits in a virtual thread.
 */
final class DnssecData implements Resolver {

  private static final int MAX_QUERIES = 64;

  private final Source source;
  private final Map<Question, Message> fetched = new LinkedHashMap<>();
  private Optional<Failure> failure = Optional.empty();
  private volatile Thread fetching = Thread.currentThread();

  /** Where answers with their signatures come from. */
  @FunctionalInterface
  interface Source {

    /** The answer, whatever its response code, as it is when nobody has checked it (CD). */
    Message fetch(Name name, int type) throws ProbeFailedException, InterruptedException;
  }

  /** What was asked for. */
  record Question(Name name, int type) {}

  DnssecData(Source source) {
    this.source = source;
  }

  /** Everything so far, in the order it was asked for. */
  synchronized Map<Question, Message> fetched() {
    return Map.copyOf(fetched);
  }

  /** Why something could not be fetched; absent when all could be. */
  synchronized Optional<Failure> failure() {
    return failure;
  }

  @Override
  public CompletionStage<Message> sendAsync(Message query) {
    return sendAsync(query, Runnable::run);
  }

  @Override
  public CompletionStage<Message> sendAsync(Message query, Executor executor) {
    Record asked = query.getQuestion();
    CompletableFuture<Message> result = new CompletableFuture<>();
    fetching =
        Thread.ofVirtual()
            .name("dnssec")
            .start(() -> {
              try {
                Message answer = fetch(new Question(asked.getName(), asked.getType())).clone();
                answer.getHeader().setID(query.getHeader().getID());
                result.complete(answer);
              } catch (Throwable e) { // whatever it is, the validator has to know
                result.completeExceptionally(e);
              }
            });
    return result;
  }

  /** Ends what is going on. */
  void stop() {
    fetching.interrupt();
  }

  private synchronized Message fetch(Question question)
      throws ProbeFailedException, InterruptedException {
    Message known = fetched.get(question);
    if (known != null) {
      return known;
    }
    try {
      if (fetched.size() >= MAX_QUERIES) {
        throw failed(
            Fault.FAULT_TARGET,
            "checking the signatures takes more than " + MAX_QUERIES + " queries");
      }
      Message answer = source.fetch(question.name(), question.type());
      int rcode = answer.getRcode();
      if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
        throw failed(
            Fault.FAULT_TARGET,
            question.name()
                + " "
                + Type.string(question.type())
                + " could not be fetched: the server answered "
                + Rcode.string(rcode));
      }
      fetched.put(question, answer);
      return answer;
    } catch (ProbeFailedException e) {
      failure = failure.or(() -> Optional.of(e.failure()));
      throw e;
    }
  }

  private static ProbeFailedException failed(Fault fault, String sentence) {
    return new ProbeFailedException(new Failure(fault, ErrorPhase.ERROR_PHASE_DNS, sentence));
  }

  @Override
  public void setPort(int port) {}

  @Override
  public void setTCP(boolean flag) {}

  @Override
  public void setIgnoreTruncation(boolean flag) {}

  @Override
  public void setEDNS(int version, int payloadSize, int flags, List<EDNSOption> options) {}

  @Override
  public void setTSIGKey(TSIG key) {}

  @Override
  public void setTimeout(Duration timeout) {}
}
