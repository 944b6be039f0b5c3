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
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes the connections of a {@link Ring}. Both sides of each prove that they know the secret of
 * the stage, which the tasks have from Spark, without sending it; whoever does not is cut off.
 */
final class RingSockets implements AutoCloseable {
  private static final int PROOF = 32;
  private static final int MILLISECONDS = 30_000;

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
      return new Ring(0, 1, null, null, half, checkWhetherKilled);
    }
    int behind = (rank + 1) % count;
    int before = Math.floorMod(rank - 1, count);
    SocketChannel next = SocketChannel.open();
    SocketChannel previous = null;
    try {
      next.socket()
          .connect(new InetSocketAddress(hosts.get(behind), ports.get(behind)), MILLISECONDS);
      // Nobody waits for an answer before all have asked: a ring of questions would wait for ever.
      byte[] asked = random();
      send(next, proof(secret, "from", rank, new byte[0]), asked);
      byte[] answer = random();
      previous = accept(proof(secret, "from", before, new byte[0]), secret, answer);
      byte[] theirs = receive(next, proof(secret, "answer", 0, asked));
      send(next, proof(secret, "end", 0, theirs), new byte[PROOF]);
      receive(previous, proof(secret, "end", 0, answer));
      next.socket().setTcpNoDelay(true);
      next.socket().setSoTimeout(0);
      previous.socket().setSoTimeout(0);
      return new Ring(rank, count, previous, next, half, checkWhetherKilled);
    } catch (IOException e) {
      next.close();
      if (previous != null) {
        previous.close();
      }
      throw e;
    }
  }

  /** Waits for the one that proves itself; others are cut off. */
  private SocketChannel accept(byte[] expected, byte[] secret, byte[] answer) throws IOException {
    server.socket().setSoTimeout(MILLISECONDS);
    while (true) {
      SocketChannel caller = server.socket().accept().getChannel();
      try {
        byte[] asked = receive(caller, expected);
        send(caller, proof(secret, "answer", 0, asked), answer);
        return caller;
      } catch (IOException stranger) {
        caller.close();
      }
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
    channel.socket().setSoTimeout(MILLISECONDS);
    DataInputStream in = new DataInputStream(channel.socket().getInputStream());
    byte[] proof = new byte[PROOF];
    byte[] question = new byte[PROOF];
    in.readFully(proof);
    in.readFully(question);
    if (!MessageDigest.isEqual(proof, expected)) {
      throw new IOException("a connection of the training in step does not know its secret");
    }
    return question;
  }

  private static byte[] proof(byte[] secret, String what, int rank, byte[] question) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      mac.update((what + rank).getBytes(StandardCharsets.US_ASCII));
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
