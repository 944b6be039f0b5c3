package dev.limpid.report;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.limpid.layers.json.Json;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A headless Chromium with one page, driven by the Chrome DevTools Protocol over a WebSocket of the
 * JDK: no library, no download.
 */
public final class Chromium implements AutoCloseable {
  private static final long SECONDS = 60;
  private static final String DOWN = "{\"gone\":true}";

  private final Process process;
  private final WebSocket socket;
  private final LinkedBlockingQueue<String> messages = new LinkedBlockingQueue<>();
  private final List<String> problems = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();
  private String session;
  private int lastId;
  private boolean loaded;

  /**
   * Starts the browser. Where there is none the test is skipped, or fails if the environment has
   * LIMPID_REQUIRE_CHROMIUM=true.
   */
  public static Chromium start(Path profile) throws Exception {
    Optional<Path> binary = find();
    if (binary.isEmpty()) {
      assertFalse(
          Boolean.parseBoolean(System.getenv("LIMPID_REQUIRE_CHROMIUM")),
          "LIMPID_REQUIRE_CHROMIUM is set, but there is no chromium on the PATH");
      assumeTrue(false, "no chromium on the PATH (Debian: chromium)");
    }
    return new Chromium(binary.get(), profile);
  }

  private static Optional<Path> find() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .flatMap(
            folder ->
                Stream.of("chromium", "chromium-browser", "google-chrome")
                    .map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private Chromium(Path binary, Path profile) throws Exception {
    process =
        new ProcessBuilder(
                binary.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .start();
    try {
      socket =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .buildAsync(address(), new Receiver())
              .get(SECONDS, TimeUnit.SECONDS);
      attach();
    } catch (Exception e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** The browser tells it on its error output, which is read to its end so that it never fills. */
  private URI address() throws Exception {
    LinkedBlockingQueue<String> found = new LinkedBlockingQueue<>();
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader lines =
                  new BufferedReader(
                      new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                String lead = "DevTools listening on ";
                StringBuilder said = new StringBuilder();
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  said.append(line).append('\n');
                  if (line.startsWith(lead)) {
                    found.add(line.substring(lead.length()));
                  }
                }
                found.add("ended: " + said);
              } catch (IOException e) {
                found.add("ended: " + e);
              }
            });
    reader.setDaemon(true);
    reader.start();
    String address = found.poll(SECONDS, TimeUnit.SECONDS);
    if (address == null || address.startsWith("ended")) {
      throw new IllegalStateException("chromium did not start: " + address);
    }
    return URI.create(address);
  }

  private void attach() throws Exception {
    Map<?, ?> target = call("Target.createTarget", Map.of("url", "about:blank"));
    session =
        (String)
            call(
                    "Target.attachToTarget",
                    Map.of("targetId", target.get("targetId"), "flatten", true))
                .get("sessionId");
    for (String domain : List.of("Page", "Runtime", "Network", "Log")) {
      call(domain + ".enable", Map.of());
    }
  }

  /** Opens a file in a window of this size, and waits until it is loaded. */
  public void open(Path file, int width, String colours) throws Exception {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 800, "deviceScaleFactor", 1, "mobile", width < 500));
    call(
        "Emulation.setEmulatedMedia",
        Map.of(
            "media",
            "",
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", colours))));
    problems.clear();
    requests.clear();
    loaded = false;
    call("Page.navigate", Map.of("url", file.toUri().toString()));
    while (!loaded) {
      take();
    }
  }

  /** What an expression is in the page, as a JSON value. */
  public Object evaluate(String expression) throws Exception {
    Map<?, ?> answer =
        call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
    if (answer.containsKey("exceptionDetails")) {
      throw new AssertionError(expression + ": " + answer.get("exceptionDetails"));
    }
    return ((Map<?, ?>) answer.get("result")).get("value");
  }

  /** Shows the page that is open as on paper of A4, 182 mm between its margins. */
  public void showOnPaper() throws Exception {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", 688, "height", 1032, "deviceScaleFactor", 1, "mobile", false));
    call("Emulation.setEmulatedMedia", Map.of("media", "print"));
  }

  /** Presses a key, as a keyboard does. */
  public void press(String key) throws Exception {
    call("Input.dispatchKeyEvent", Map.of("type", "keyDown", "key", key, "code", key));
    call("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "code", key));
  }

  /** How many pages of A4 the page has on paper. */
  public int printedPages() throws Exception {
    Map<?, ?> printed =
        call(
            "Page.printToPDF",
            Map.of("paperWidth", 8.27, "paperHeight", 11.69, "preferCSSPageSize", true));
    byte[] pdf = Base64.getDecoder().decode((String) printed.get("data"));
    Matcher pages =
        Pattern.compile("/Type\\s*/Page\\b").matcher(new String(pdf, StandardCharsets.ISO_8859_1));
    return (int) pages.results().count();
  }

  /** Errors and warnings of the page since it was opened. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /** Addresses that were asked for since the page was opened, but for data in the page itself. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  private Map<?, ?> call(String method, Map<String, Object> parameters) throws Exception {
    Map<String, Object> message = new LinkedHashMap<>();
    long id = ++lastId;
    message.put("id", id);
    message.put("method", method);
    message.put("params", parameters);
    if (session != null) {
      message.put("sessionId", session);
    }
    socket.sendText(Json.write(message), true).get(SECONDS, TimeUnit.SECONDS);
    while (true) {
      Map<?, ?> answer = take();
      if (Long.valueOf(id).equals(answer.get("id"))) {
        if (answer.containsKey("error")) {
          throw new IllegalStateException(method + ": " + answer.get("error"));
        }
        return (Map<?, ?>) answer.get("result");
      }
    }
  }

  private Map<?, ?> take() throws Exception {
    String message = messages.poll(SECONDS, TimeUnit.SECONDS);
    if (message == null || message.equals(DOWN)) {
      throw new IllegalStateException(message == null ? "chromium is silent" : "chromium is gone");
    }
    Map<?, ?> json = (Map<?, ?>) Json.parse(message);
    if (json.get("method") instanceof String event) {
      note(event, (Map<?, ?>) json.get("params"));
    }
    return json;
  }

  private void note(String event, Map<?, ?> what) {
    switch (event) {
      case "Page.loadEventFired" -> loaded = true;
      case "Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded" ->
          problems.add(what.toString());
      case "Network.requestWillBeSent" -> {
        String url = (String) ((Map<?, ?>) what.get("request")).get("url");
        if (!url.startsWith("data:")) {
          requests.add(url);
        }
      }
      default -> {}
    }
  }

  @Override
  public void close() {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
  }

  /** Puts messages together and queues them. */
  private final class Receiver implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      message.append(data);
      if (last) {
        messages.add(message.toString());
        message.setLength(0);
      }
      webSocket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int status, String reason) {
      messages.add(DOWN);
      return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
      messages.add(DOWN);
    }
  }
}
