package dev.foureyes.nodeagent.peers;

import dev.foureyes.nodeagent.probe.name.SystemResolvers;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;

/**
 * A DNS server on loopback, over UDP and TCP on one port, that answers what the test says or not at
 * all.
 */
public final class FakeDns implements AutoCloseable {

  private static final int MAX_UDP = 4096;

  private final DatagramSocket udp;
  private final ServerSocket tcp;
  private final int port;
  private final List<Thread> threads;
  private final List<String> questions = new CopyOnWriteArrayList<>();
  private volatile Function<Message, Optional<Message>> overUdp;
  private volatile Function<Message, Optional<Message>> overTcp;

  public FakeDns(Function<Message, Optional<Message>> answers) throws IOException {
    this.overUdp = answers;
    this.overTcp = answers;
    this.tcp = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.port = tcp.getLocalPort();
    this.udp = new DatagramSocket(port, InetAddress.getLoopbackAddress());
    this.threads =
        List.of(
            Thread.ofPlatform().daemon().start(this::serveUdp),
            Thread.ofPlatform().daemon().start(this::serveTcp));
  }

  /** A server that never answers. */
  public static FakeDns silent() throws IOException {
    return new FakeDns(query -> Optional.empty());
  }

  /** A server with these records, in presentation format, and NXDOMAIN for all other names. */
  public static FakeDns with(String... records) throws IOException {
    List<Record> zone = Arrays.stream(records).map(FakeDns::parse).toList();
    return new FakeDns(query -> {
      Record question = query.getQuestion();
      Message answer = answer(query);
      boolean known = false;
      for (Record record : zone) {
        if (record.getName().equals(question.getName())) {
          known = true;
          if (record.getType() == question.getType()) {
            answer.addRecord(record, Section.ANSWER);
          }
        }
      }
      if (!known) {
        answer.getHeader().setRcode(org.xbill.DNS.Rcode.NXDOMAIN);
      }
      return Optional.of(answer);
    });
  }

  private static Record parse(String text) {
    String[] parts = text.split(" ", 4);
    try {
      return Record.fromString(
          Name.fromString(parts[0], Name.root),
          org.xbill.DNS.Type.value(parts[2]),
          org.xbill.DNS.DClass.IN,
          Long.parseLong(parts[1]),
          parts[3],
          Name.root);
    } catch (IOException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  public static Message answer(Message query) {
    Message answer = new Message(query.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.getHeader().setFlag(Flags.RA);
    answer.addRecord(query.getQuestion(), Section.QUESTION);
    return answer;
  }

  public static Message answer(Message query, int rcode) {
    Message answer = answer(query);
    answer.getHeader().setRcode(rcode);
    return answer;
  }

  public void overUdp(Function<Message, Optional<Message>> answers) {
    overUdp = answers;
  }

  public void overTcp(Function<Message, Optional<Message>> answers) {
    overTcp = answers;
  }

  /** "udp name type" and "tcp name type", in the order they came. */
  public List<String> questions() {
    return List.copyOf(questions);
  }

  public int port() {
    return port;
  }

  public String server() {
    return "127.0.0.1:" + port();
  }

  /** A machine whose only resolver this is. */
  public SystemResolvers asSystem() {
    return asSystem(Path.of("/nonexistent"), List.of());
  }

  public SystemResolvers asSystem(Path hostsFile, List<String> search) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port());
    return new SystemResolvers() {
      @Override
      public List<InetSocketAddress> servers() {
        return List.of(address);
      }

      @Override
      public List<Name> searchPath() {
        return search.stream()
            .map(text -> {
              try {
                return Name.fromString(text, Name.root);
              } catch (TextParseException e) {
                throw new IllegalArgumentException(e);
              }
            })
            .toList();
      }

      @Override
      public int ndots() {
        return 1;
      }

      @Override
      public Path hostsFile() {
        return hostsFile;
      }
    };
  }

  private void note(String transport, Message query) {
    Record question = query.getQuestion();
    questions.add(
        transport + " " + question.getName() + " " + org.xbill.DNS.Type.string(question.getType()));
  }

  private void serveUdp() {
    byte[] buffer = new byte[MAX_UDP];
    while (!udp.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        udp.receive(packet);
        Message query = new Message(Arrays.copyOf(buffer, packet.getLength()));
        note("udp", query);
        Optional<Message> answer = overUdp.apply(query);
        if (answer.isPresent()) {
          byte[] bytes = answer.get().toWire();
          udp.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
        }
      } catch (IOException e) {
        // closed, or not a query
      }
    }
  }

  private void serveTcp() {
    while (!tcp.isClosed()) {
      try (Socket socket = tcp.accept()) {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] bytes = new byte[in.readUnsignedShort()];
        in.readFully(bytes);
        Message query = new Message(bytes);
        note("tcp", query);
        Optional<Message> answer = overTcp.apply(query);
        if (answer.isPresent()) {
          byte[] wire = answer.get().toWire();
          DataOutputStream out = new DataOutputStream(socket.getOutputStream());
          out.writeShort(wire.length);
          out.write(wire);
          out.flush();
        }
      } catch (IOException e) {
        // closed, or not a query
      }
    }
  }

  /** Until its threads are out of the sockets the operating system still has them. */
  @Override
  public void close() throws IOException {
    udp.close();
    tcp.close();
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
