package dev.limpid.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Loss.Task;
import dev.limpid.layers.Network;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.inference.FrozenNetwork;
import dev.limpid.layers.json.Json;
import dev.limpid.train.data.ImageFolder;
import dev.limpid.train.data.Preprocessing;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ModelServerTest {
  private static final List<String> CLASSES = List.of("cat", "dog", "hen");

  private final HttpClient client = HttpClient.newHttpClient();
  private final Network network =
      Sequential.of(8, 8, 3)
          .add(new Conv2D(4, 3).same(), new Flatten(), new Dense(3), new Softmax())
          .build(1);
  private ModelServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        ModelServer.start(
            new ServedModel("m.keras", network, CLASSES, Task.CLASSIFICATION, Preprocessing.BYTES),
            new Limits(100_000, 10_000, 10, 4, 64),
            "127.0.0.1",
            0);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void anImageIsAnsweredWithTheProbabilitiesOfAllClasses() throws Exception {
    byte[] png = png(20, 10);
    HttpResponse<String> response = post(png);
    assertEquals(200, response.statusCode(), response::body);
    float[] image = ImageFolder.readImage(new ByteArrayInputStream(png), network.inputShape());
    Preprocessing.BYTES.apply(image, 3);
    float[] expected = FrozenNetwork.of(network).predict(image);
    List<?> predictions = (List<?>) ((Map<?, ?>) Json.parse(response.body())).get("predictions");
    assertEquals(3, predictions.size());
    double before = 1;
    for (Object each : predictions) {
      Map<?, ?> prediction = (Map<?, ?>) each;
      int index = ((Number) prediction.get("index")).intValue();
      double probability = ((Number) prediction.get("probability")).doubleValue();
      assertEquals(CLASSES.get(index), prediction.get("class"));
      assertEquals(expected[index], probability, 1e-6);
      assertTrue(probability <= before, response::body);
      before = probability;
    }
  }

  @Test
  void severalLabelsHaveProbabilitiesOfTheirOwn() throws Exception {
    Network scores =
        Sequential.of(8, 8, 3).add(new Conv2D(4, 3).same(), new Flatten(), new Dense(3)).build(1);
    byte[] png = png(20, 10);
    float[] image = ImageFolder.readImage(new ByteArrayInputStream(png), network.inputShape());
    float[] expected = FrozenNetwork.of(scores).predict(image);
    ServedModel model =
        new ServedModel("m.onnx", scores, CLASSES, Task.MULTI_LABEL, Preprocessing.UNIT);
    Map<?, ?> answer = (Map<?, ?>) Json.parse(model.predict(png, 10_000));
    assertEquals("multi_label", answer.get("task"));
    for (Object each : (List<?>) answer.get("predictions")) {
      Map<?, ?> prediction = (Map<?, ?>) each;
      int index = ((Number) prediction.get("index")).intValue();
      assertEquals(
          1 / (1 + Math.exp(-expected[index])),
          ((Number) prediction.get("probability")).doubleValue(),
          1e-6);
    }
  }

  @Test
  void whatIsNoImageOrTooLargeIsRefused() throws Exception {
    assertEquals(415, post("hello".getBytes(StandardCharsets.UTF_8)).statusCode());
    assertEquals(400, post(new byte[0]).statusCode());
    assertEquals(413, post(new byte[100_001]).statusCode());
    HttpResponse<String> pixels = post(png(200, 100));
    assertEquals(415, pixels.statusCode());
    assertTrue(pixels.body().contains("20000 pixels"), pixels::body);
    byte[] cut = png(20, 10);
    assertEquals(415, post(java.util.Arrays.copyOf(cut, cut.length / 2)).statusCode());
    assertEquals(200, post(png(20, 10)).statusCode());
  }

  @Test
  void healthMetricsAndDescriptionAreThere() throws Exception {
    post(png(8, 8));
    assertEquals("{\"status\":\"ok\"}", get("/health").body());
    assertTrue(get("/").body().contains("\"cat\""));
    String metrics = get("/metrics").body();
    assertTrue(metrics.contains("limpid_requests_total{status=\"200\"}"), metrics);
    assertTrue(metrics.contains("limpid_request_seconds_count"), metrics);
    assertEquals(404, get("/other").statusCode());
    assertEquals(405, get("/predict").statusCode());
  }

  @Test
  void manyClientsAtOnceGetTheSameAnswerOrAreToldToComeAgain() throws Exception {
    byte[] png = png(8, 8);
    String expected = post(png).body();
    List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      all.add(client.sendAsync(request(png), BodyHandlers.ofString()));
    }
    int answered = 0;
    for (CompletableFuture<HttpResponse<String>> one : all) {
      HttpResponse<String> response = one.get();
      assertTrue(response.statusCode() == 503 || response.body().equals(expected), response::body);
      answered += response.statusCode() == 200 ? 1 : 0;
    }
    assertTrue(answered > 0);
  }

  @Test
  void halfOpenConnectionsAreNoHindrance() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 30; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        sockets.add(socket);
        socket
            .getOutputStream()
            .write("POST /predict HTTP/1.1\r\nContent-".getBytes(StandardCharsets.US_ASCII));
      }
      assertEquals(200, post(png(8, 8)).statusCode());
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
    assertEquals(200, post(png(8, 8)).statusCode());
  }

  @Test
  void afterItIsClosedNobodyIsServed() throws Exception {
    server.close();
    assertThrows(IOException.class, () -> post(png(8, 8)));
  }

  private HttpResponse<String> post(byte[] body) throws Exception {
    return client.send(request(body), BodyHandlers.ofString());
  }

  private HttpRequest request(byte[] body) {
    return HttpRequest.newBuilder(uri("/predict")).POST(BodyPublishers.ofByteArray(body)).build();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private static byte[] png(int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, i * 7919 & 0xffffff);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }
}
