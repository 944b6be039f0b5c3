package dev.limpid.bench.soak;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Posts the same image again and again over a connection that stays open, and costs little. */
final class LoadClient implements AutoCloseable {
  private final byte[] request;
  private final Socket socket;
  private final InputStream in;

  /** Connects to a server on this machine. */
  LoadClient(int port, byte[] image) throws IOException {
    byte[] head =
        ("POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                + image.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    request = new byte[head.length + image.length];
    System.arraycopy(head, 0, request, 0, head.length);
    System.arraycopy(image, 0, request, head.length, image.length);
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /**
   * Posts the image once.
   *
   * @return the body of the answer
   * @throws IOException if the answer is any other than 200
   */
  String post() throws IOException {
    socket.getOutputStream().write(request);
    String status = line();
    int length = 0;
    for (String field = line(); !field.isEmpty(); field = line()) {
      String lower = field.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring("content-length:".length()).strip());
      }
    }
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    if (!status.startsWith("HTTP/1.1 200 ")) {
      throw new IOException("the server answers " + status + ": " + body);
    }
    return body;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the server has closed the connection");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
