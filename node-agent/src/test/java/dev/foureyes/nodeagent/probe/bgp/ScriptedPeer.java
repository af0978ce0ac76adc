package dev.foureyes.nodeagent.probe.bgp;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A peer that does as it is told, once for each connection, and writes down what the node says. */
final class ScriptedPeer implements AutoCloseable {

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final Script script;

  /** What it does with a connection; the node's messages are read beside it. */
  interface Script {
    void play(OutputStream out) throws IOException, InterruptedException;
  }

  ScriptedPeer(Script script) throws IOException {
    this.script = script;
    Thread.ofVirtual().start(this::accept);
  }

  /** One that comes to Established and then sends these. */
  static ScriptedPeer sending(byte[]... messages) throws IOException {
    return new ScriptedPeer(out -> {
      establish(out);
      for (byte[] message : messages) {
        out.write(message);
      }
    });
  }

  static void establish(OutputStream out) throws IOException {
    out.write(UpdateBytes.open(64500, 90));
    out.write(UpdateBytes.keepalive());
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> hear(socket));
        Thread.ofVirtual().start(() -> play(socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void play(Socket socket) {
    try {
      script.play(socket.getOutputStream());
    } catch (IOException | InterruptedException e) {
      // the node has gone
    }
  }

  private void hear(Socket socket) {
    try {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (true) {
        byte[] marker = in.readNBytes(16);
        int length = in.readUnsignedShort();
        int type = in.readUnsignedByte();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(in.readNBytes(length - 19));
        heard.add(
            switch (type) {
              case 1 -> "OPEN";
              case 3 -> "NOTIFICATION " + HexFormat.of().formatHex(body.toByteArray());
              case 4 -> "KEEPALIVE";
              default -> "type " + type + " " + marker.length;
            });
      }
    } catch (IOException e) {
      heard.add("end");
    }
  }

  int port() {
    return server.getLocalPort();
  }

  List<String> heard() {
    return List.copyOf(heard);
  }

  int connections() {
    return sockets.size();
  }

  /** Closes what is open, and goes on accepting. */
  void drop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    drop();
  }
}
