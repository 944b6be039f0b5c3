package dev.limpid.spark;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes the connections of a {@link Ring} and its {@link Tree}. Both sides of each prove that they
 * know the secret of the stage, which the tasks have from Spark, without sending it; whoever does
 * not is cut off.
 */
final class RingSockets implements AutoCloseable {
  private static final int PROOF = 32;
  private static final int MILLISECONDS = 30_000;

  /** What a connection is for, as its caller says before its number. */
  private static final String RING = "ring ";

  private static final String TREE = "tree ";

  private final ServerSocketChannel server;

  private RingSockets(ServerSocketChannel server) {
    this.server = server;
  }

  /** Listens for the task before, at this machine's address of that name and at any free port. */
  static RingSockets open(String host) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      server.bind(new InetSocketAddress(InetAddress.getByName(host), 0));
    } catch (IOException e) {
      server.bind(new InetSocketAddress(0)); // the name is that of a gateway to this machine
    }
    return new RingSockets(server);
  }

  /** Where it listens. */
  int port() {
    return server.socket().getLocalPort();
  }

  /** A random text, of which a secret is made. */
  static String token() {
    byte[] random = new byte[PROOF];
    new SecureRandom().nextBytes(random);
    StringBuilder text = new StringBuilder();
    for (byte each : random) {
      text.append(Character.forDigit(each >> 4 & 15, 16)).append(Character.forDigit(each & 15, 16));
    }
    return text.toString();
  }

  /** The secret that the tokens of all tasks make. */
  static byte[] secret(List<String> tokens) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(String.join(" ", tokens).getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Connects this task to its neighbours.
   *
   * @param hosts where each task listens
   * @param ports likewise
   * @throws IOException if one can't be reached, or does not know the secret
   */
  Ring connect(
      int rank,
      List<String> hosts,
      List<Integer> ports,
      byte[] secret,
      boolean half,
      Runnable checkWhetherKilled)
      throws IOException {
    int count = hosts.size();
    if (count == 1) {
      Tree alone = new Tree(null, List.of(), checkWhetherKilled);
      return new Ring(0, 1, null, null, alone, half, checkWhetherKilled);
    }
    Map<String, SocketChannel> outgoing = new LinkedHashMap<>();
    Map<String, byte[]> asked = new TreeMap<>();
    Map<String, SocketChannel> incoming = new TreeMap<>();
    try {
      // Nobody waits for an answer before all have asked: a ring of questions would wait for ever.
      Map<String, Integer> calls = new LinkedHashMap<>();
      calls.put(RING, (rank + 1) % count);
      if (rank > 0) {
        calls.put(TREE, Tree.above(rank));
      }
      for (Map.Entry<String, Integer> call : calls.entrySet()) {
        SocketChannel channel = SocketChannel.open();
        outgoing.put(call.getKey(), channel);
        int to = call.getValue();
        channel.socket().connect(new InetSocketAddress(hosts.get(to), ports.get(to)), MILLISECONDS);
        asked.put(call.getKey(), random());
        send(channel, proof(secret, call.getKey() + rank, new byte[0]), asked.get(call.getKey()));
      }
      List<String> callers = new ArrayList<>();
      callers.add(RING + Math.floorMod(rank - 1, count));
      Tree.below(rank, count).forEach(each -> callers.add(TREE + each));
      byte[] answer = random();
      while (incoming.size() < callers.size()) {
        accept(callers, secret, answer, incoming);
      }
      for (Map.Entry<String, SocketChannel> call : outgoing.entrySet()) {
        byte[] theirs = receive(call.getValue(), proof(secret, "answer", asked.get(call.getKey())));
        send(call.getValue(), proof(secret, "end", theirs), new byte[PROOF]);
      }
      for (SocketChannel each : incoming.values()) {
        receive(each, proof(secret, "end", answer));
      }
      for (Map<String, SocketChannel> channels : List.of(outgoing, incoming)) {
        for (SocketChannel each : channels.values()) {
          each.socket().setTcpNoDelay(true);
          each.socket().setSoTimeout(0);
        }
      }
      List<SocketChannel> below =
          callers.subList(1, callers.size()).stream().map(incoming::get).toList();
      Tree tree = new Tree(outgoing.get(TREE), below, checkWhetherKilled);
      return new Ring(
          rank,
          count,
          incoming.get(callers.get(0)),
          outgoing.get(RING),
          tree,
          half,
          checkWhetherKilled);
    } catch (IOException e) {
      for (SocketChannel each : outgoing.values()) {
        each.close();
      }
      for (SocketChannel each : incoming.values()) {
        each.close();
      }
      throw e;
    }
  }

  /** Takes a call of one that proves to be one of the callers; others are cut off. */
  private void accept(
      List<String> callers, byte[] secret, byte[] answer, Map<String, SocketChannel> incoming)
      throws IOException {
    server.socket().setSoTimeout(MILLISECONDS);
    SocketChannel caller = server.socket().accept().getChannel();
    try {
      byte[][] said = receive(caller);
      for (String each : callers) {
        if (!incoming.containsKey(each)
            && MessageDigest.isEqual(said[0], proof(secret, each, new byte[0]))) {
          send(caller, proof(secret, "answer", said[1]), answer);
          incoming.put(each, caller);
          return;
        }
      }
      caller.close();
    } catch (IOException stranger) {
      caller.close();
    }
  }

  private static byte[] random() {
    byte[] random = new byte[PROOF];
    new SecureRandom().nextBytes(random);
    return random;
  }

  private static void send(SocketChannel channel, byte[] proof, byte[] question)
      throws IOException {
    DataOutputStream out = new DataOutputStream(channel.socket().getOutputStream());
    out.write(ByteBuffer.allocate(2 * PROOF).put(proof).put(question).array());
    out.flush();
  }

  /** The question that comes with the proof that is expected. */
  private static byte[] receive(SocketChannel channel, byte[] expected) throws IOException {
    byte[][] said = receive(channel);
    if (!MessageDigest.isEqual(said[0], expected)) {
      throw new IOException("a connection of the training in step does not know its secret");
    }
    return said[1];
  }

  /** A proof and a question. */
  private static byte[][] receive(SocketChannel channel) throws IOException {
    channel.socket().setSoTimeout(MILLISECONDS);
    DataInputStream in = new DataInputStream(channel.socket().getInputStream());
    byte[][] said = new byte[2][PROOF];
    in.readFully(said[0]);
    in.readFully(said[1]);
    return said;
  }

  private static byte[] proof(byte[] secret, String what, byte[] question) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      mac.update(what.getBytes(StandardCharsets.US_ASCII));
      return mac.doFinal(question);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
