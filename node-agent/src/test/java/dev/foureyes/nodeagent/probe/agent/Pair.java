package dev.foureyes.nodeagent.probe.agent;

import dev.foureyes.proto.common.v1.AgentPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;

/** Two nodes that the server has told of each other: what each of them knows of the other. */
record Pair(AgentPeer ofFirst, AgentPeer ofSecond) {

  private static final SecureRandom RANDOM = new SecureRandom();

  /** On this machine, with ports that are free. */
  static Pair onLoopback() throws IOException {
    return onLoopback("127.0.0.1");
  }

  static Pair onLoopback(String ip) throws IOException {
    return of(ip, freePort(ip), ip, freePort(ip));
  }

  static Pair of(String firstIp, int firstPort, String secondIp, int secondPort) {
    AgentPeer key =
        AgentPeer.newBuilder()
            .setKey1(RANDOM.nextLong())
            .setKey2(RANDOM.nextLong())
            .setKey3(RANDOM.nextLong())
            .setKey4(RANDOM.nextLong())
            .build();
    return new Pair(
        key.toBuilder()
            .setNodeId("n2")
            .setNodeName("second")
            .setIp(secondIp)
            .setOwnIp(firstIp)
            .setOwnPort(firstPort)
            .setPeerPort(secondPort)
            .setFirst(true)
            .build(),
        key.toBuilder()
            .setNodeId("n1")
            .setNodeName("first")
            .setIp(firstIp)
            .setOwnIp(secondIp)
            .setOwnPort(secondPort)
            .setPeerPort(firstPort)
            .build());
  }

  private static int freePort(String ip) throws IOException {
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.bind(new InetSocketAddress(InetAddress.ofLiteral(ip), 0));
      return ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }
  }
}
