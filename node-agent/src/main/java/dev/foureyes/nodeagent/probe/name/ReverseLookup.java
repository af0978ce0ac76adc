package dev.foureyes.nodeagent.probe.name;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Message;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Names of addresses (PTR), as far as the system's DNS servers know them in a short time. */
public final class ReverseLookup {

  private static final int MAX_NAME = 253;

  private final SystemResolvers system;

  public ReverseLookup(SystemResolvers system) {
    this.system = system;
  }

  /** Asks for all at once; those that are not known by then are left out. */
  public Map<InetAddress, String> names(Collection<InetAddress> addresses, Duration patience)
      throws InterruptedException {
    List<Resolver> servers = system.servers().stream().<Resolver>map(SimpleResolver::new).toList();
    ExtendedResolver resolver = new ExtendedResolver(servers);
    resolver.setRetries(1);
    resolver.setTimeout(patience);
    Map<InetAddress, CompletableFuture<Message>> questions = new HashMap<>();
    for (InetAddress address : addresses) {
      Record question = Record.newRecord(ReverseMap.fromAddress(address), Type.PTR, DClass.IN);
      questions.put(address, resolver.sendAsync(Message.newQuery(question)).toCompletableFuture());
    }
    awaitAll(questions.values(), patience);
    Map<InetAddress, String> names = new HashMap<>();
    questions.forEach((address, answer) -> {
      if (answer.isDone() && !answer.isCompletedExceptionally()) {
        name(answer.join()).ifPresent(name -> names.put(address, name));
      }
    });
    return names;
  }

  private static void awaitAll(Collection<CompletableFuture<Message>> answers, Duration patience)
      throws InterruptedException {
    try {
      var _ =
          CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
              .get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // some have no name
    }
  }

  private static Optional<String> name(Message answer) {
    return answer.getSection(Section.ANSWER).stream()
        .filter(PTRRecord.class::isInstance)
        .map(record -> ((PTRRecord) record).getTarget().toString(true))
        .filter(name -> !name.isEmpty() && name.length() <= MAX_NAME)
        .findFirst();
  }
}
