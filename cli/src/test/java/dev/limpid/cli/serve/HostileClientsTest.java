package dev.limpid.cli.serve;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Loss.Task;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Softmax;
import dev.limpid.train.data.Preprocessing;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Clients that send too much, too slowly, or what is no request: others are served all the same.
 */
class HostileClientsTest {
  private static final int MOST_BYTES = 50_000;
  private static final int MOST_CONNECTIONS = 64;
  private static final int PATIENCE_MILLIS = 60_000;

  private byte[] image;
  private ModelServer server;

  @BeforeEach
  void start() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB), "png", out);
    image = out.toByteArray();
    server =
        ModelServer.start(
            new ServedModel(
                "model",
                Sequential.of(4, 4, 3).add(new Flatten(), new Dense(2), new Softmax()).build(1),
                List.of("a", "b"),
                Task.CLASSIFICATION,
                Preprocessing.BYTES),
            new Limits(MOST_BYTES, 10_000, 10, 8, MOST_CONNECTIONS),
            "127.0.0.1",
            0);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void whatIsNoRequestIsRefused() throws IOException {
    for (String request :
        List.of(
            "\0\0\0\0\r\n\r\n",
            "hello\r\n\r\n",
            "GET\r\n\r\n",
            "GET http://[/ HTTP/1.1\r\n\r\n",
            "GET /%zz HTTP/1.1\r\n\r\n",
            "GET /../../etc/passwd HTTP/1.1\r\n\r\n",
            "BREW / HTTP/1.1\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
            "POST /predict HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
            "POST /predict HTTP/1.1\r\nContent-Length: many\r\n\r\n",
            "POST /predict HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "POST /predict HTTP/1.1\r\nContent-Length: 9000000000\r\n\r\n",
            "POST /predict HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffff\r\n",
            "POST /predict HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n")) {
      String answer = answer(ascii(request));
      assertFalse(answer.contains(" 200 "), request + " is answered " + answer);
    }
    requireServed();
  }

  @Test
  void aBodyInChunksIsCutOffAtTheSameLength() throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(ascii("POST /predict HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"));
    for (int i = 0; i < 40; i++) {
      request.writeBytes(ascii("1000\r\n"));
      request.writeBytes(new byte[0x1000]);
      request.writeBytes(ascii("\r\n"));
    }
    request.writeBytes(ascii("0\r\n\r\n"));
    assertFalse(answer(request.toByteArray()).contains(" 200 "));
    requireServed();
  }

  @Test
  void aBodyShorterThanItsLengthHarmsNobody() throws IOException {
    for (int i = 0; i < 100; i++) {
      try (Socket socket = connect()) {
        socket.getOutputStream().write(predict(40_000));
        socket.getOutputStream().write(image);
      }
    }
    requireServed();
  }

  @Test
  void aClientThatReadsNothingHarmsNobody() throws IOException {
    try (Socket socket = connect()) {
      for (int i = 0; i < 20; i++) {
        socket.getOutputStream().write(predict(image.length));
        socket.getOutputStream().write(image);
      }
      requireServed();
    }
    requireServed();
  }

  /** Some send the beginning of a head, some a body byte by byte, and they take all connections. */
  @Test
  void clientsThatAreTooSlowAreCutOff() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 2 * MOST_CONNECTIONS; i++) {
        Socket socket = connect();
        slow.add(socket);
        try {
          byte[] head = predict(1000);
          socket.getOutputStream().write(i % 2 == 0 ? head : Arrays.copyOf(head, 30));
        } catch (IOException e) {
          // this one is more than are served at once
        }
      }
      long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
      boolean served = false;
      while (!served && System.nanoTime() < deadline) {
        for (Socket socket : slow) {
          try {
            socket.getOutputStream().write('x');
          } catch (IOException e) {
            // cut off
          }
        }
        Thread.sleep(100);
        served = answer(whole()).contains(" 200 ");
      }
      assertTrue(served, "nobody is served any more");
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
    requireServed();
  }

  private void requireServed() throws IOException {
    String answer = answer(whole());
    assertTrue(answer.contains(" 200 "), answer);
  }

  private byte[] whole() {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(predict(image.length));
    request.writeBytes(image);
    return request.toByteArray();
  }

  private static byte[] predict(int length) {
    return ascii("POST /predict HTTP/1.1\r\nContent-Length: " + length + "\r\n\r\n");
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  /** The line of the answer's status; empty if the server closes without one. */
  private String answer(byte[] request) {
    StringBuilder line = new StringBuilder();
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request);
      for (int next = socket.getInputStream().read();
          next >= 0 && next != '\n';
          next = socket.getInputStream().read()) {
        line.append((char) next);
      }
    } catch (IOException e) {
      // closed while the request was being sent, or before
    }
    return line.toString();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
