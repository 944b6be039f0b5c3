package dev.limpid.cli.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.limpid.layers.json.Json;
import dev.limpid.train.data.DatasetException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Serves a model over HTTP.
 *
 * <ul>
 *   <li>{@code POST /predict} with the bytes of an image file: the probabilities of all classes
 *   <li>{@code GET /}: what the model takes, and its classes
 *   <li>{@code GET /health}: 200 while it serves, 503 while it stops
 *   <li>{@code GET /metrics}: counts and latencies, as Prometheus reads them
 * </ul>
 *
 * <p>A request that asks for more than the {@link Limits} is refused with a line of JSON and
 * closed; clients that send or read too slowly are cut off. As many requests compute at once as
 * there are processors; the others wait for their turn.
 */
public final class ModelServer implements AutoCloseable {
  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain; version=0.0.4";

  private final ServedModel model;
  private final Limits limits;
  private final HttpServer server;
  private final ThreadPoolExecutor threads;
  private final Semaphore admitted;
  private final Semaphore computing;
  private final ServerMetrics metrics = new ServerMetrics();
  private volatile boolean stopping;

  private ModelServer(ServedModel model, Limits limits, InetSocketAddress address)
      throws IOException {
    this.model = model;
    this.limits = limits;
    this.admitted = new Semaphore(limits.requests());
    this.computing = new Semaphore(Runtime.getRuntime().availableProcessors());
    // the JDK's server reads these once, when its first server is made
    System.setProperty("sun.net.httpserver.maxReqTime", String.valueOf(limits.seconds()));
    System.setProperty("sun.net.httpserver.maxRspTime", String.valueOf(limits.seconds()));
    System.setProperty("jdk.httpserver.maxConnections", String.valueOf(limits.connections()));
    System.setProperty("sun.net.httpserver.nodelay", "true");
    this.server = HttpServer.create(address, limits.connections());
    this.threads =
        new ThreadPoolExecutor(
            0,
            limits.connections(),
            60,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, "serve");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    server.createContext("/", this::handle);
  }

  /**
   * Begins to serve.
   *
   * @param host name or number of an address of this machine
   * @param port 0 for one that is free
   * @throws IOException if there is no such address, or it is taken
   */
  public static ModelServer start(ServedModel model, Limits limits, String host, int port)
      throws IOException {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new IOException("there is no address '" + host + "'");
    }
    ModelServer serving = new ModelServer(model, limits, address);
    serving.server.start();
    return serving;
  }

  /** The port on which it serves. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Closes it when the process is asked to end. */
  public void closeAtExit() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stop"));
  }

  /** Answers those who have asked, for a few seconds at most, and ends. */
  @Override
  public void close() {
    stopping = true;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(limits.seconds());
    while (metrics.inFlight() > 0 && System.nanoTime() < deadline) {
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    server.stop(0);
    threads.shutdownNow();
  }

  /** An answer that is not what was asked for. */
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1;
    private final int status;

    Refusal(int status, String message) {
      super(message);
      this.status = status;
    }
  }

  /** An answer and its type. */
  private record Answer(String type, String body) {}

  private void handle(HttpExchange exchange) throws IOException {
    long start = System.nanoTime();
    metrics.begin();
    int status = 200;
    try (exchange) {
      Answer answer;
      try {
        answer = answer(exchange);
      } catch (Refusal e) {
        status = e.status;
        answer = new Answer(JSON, Json.write(Map.of("error", e.getMessage())));
        exchange.getResponseHeaders().set("Connection", "close");
      }
      send(exchange, status, answer);
    } catch (IOException e) {
      status = 499; // the client has gone, or was too slow
      throw e;
    } catch (RuntimeException | Error e) {
      status = 500;
      throw e;
    } finally {
      metrics.end(status, System.nanoTime() - start);
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException, Refusal {
    String path = exchange.getRequestURI().getPath();
    boolean post = "/predict".equals(path);
    String method = exchange.getRequestMethod();
    if (post ? !method.equals("POST") : !method.equals("GET")) {
      exchange.getResponseHeaders().set("Allow", post ? "POST" : "GET");
      throw new Refusal(
          405, post ? "POST the bytes of an image file" : "only GET is answered here");
    }
    switch (String.valueOf(path)) {
      case "/":
        return new Answer(JSON, model.description());
      case "/health":
        if (stopping) {
          throw new Refusal(503, "stopping");
        }
        return new Answer(JSON, "{\"status\":\"ok\"}");
      case "/metrics":
        return new Answer(TEXT, metrics.text());
      case "/predict":
        return new Answer(JSON, predict(exchange));
      default:
        throw new Refusal(404, "there are /, /predict, /health and /metrics");
    }
  }

  private String predict(HttpExchange exchange) throws IOException, Refusal {
    if (stopping) {
      throw new Refusal(503, "the server is stopping");
    }
    if (!admitted.tryAcquire()) {
      exchange.getResponseHeaders().set("Retry-After", "1");
      throw new Refusal(503, limits.requests() + " requests are being served; come again");
    }
    try {
      byte[] body = body(exchange);
      boolean turn = false;
      try {
        turn = computing.tryAcquire(limits.seconds(), TimeUnit.SECONDS);
        if (!turn) {
          throw new Refusal(503, "it took more than " + limits.seconds() + " s to have a turn");
        }
        return model.predict(body, limits.pixels());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Refusal(503, "the server is stopping");
      } catch (DatasetException e) {
        throw new Refusal(415, e.getMessage());
      } finally {
        if (turn) {
          computing.release();
        }
      }
    } finally {
      admitted.release();
    }
  }

  private byte[] body(HttpExchange exchange) throws IOException, Refusal {
    String length = exchange.getRequestHeaders().getFirst("Content-Length");
    if (length != null && Long.parseLong(length) > limits.bytes()) {
      throw tooLarge();
    }
    InputStream in = exchange.getRequestBody();
    byte[] body = in.readNBytes(limits.bytes());
    if (body.length == limits.bytes() && in.read() >= 0) {
      throw tooLarge();
    }
    if (body.length == 0) {
      throw new Refusal(400, "the body is empty; send the bytes of an image file");
    }
    return body;
  }

  private Refusal tooLarge() {
    return new Refusal(413, "a body has at most " + limits.bytes() + " bytes");
  }

  private static void send(HttpExchange exchange, int status, Answer answer) throws IOException {
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
