package dev.limpid.insight.run;

import static dev.limpid.insight.json.RecordAdapters.GSON;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.limpid.core.Rng;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Files of runs that were edited or are damaged, each of a seed. */
public final class RunMutants {
  private final List<String> originals = new ArrayList<>();

  /** Mutants of three runs of samples and of one that the first release wrote. */
  public RunMutants(Path folder) throws IOException {
    for (RunRecord run :
        List.of(SampleRuns.typical(3), SampleRuns.withoutProbes(2), SampleRuns.started())) {
      RunFiles.write(run, folder);
      originals.add(Files.readString(folder.resolve(RunFiles.FILE)));
    }
    try (InputStream in = RunMutants.class.getResourceAsStream("/run-0.1.json")) {
      originals.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** Writes the mutant of a seed into a folder. */
  public void write(int seed, Path folder) throws IOException {
    Rng rng = Rng.of(seed);
    String original = originals.get(seed % originals.size());
    Files.write(
        folder.resolve(RunFiles.FILE),
        seed % 3 == 0
            ? ofBytes(original, rng)
            : ofTree(original, rng).getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] ofBytes(String original, Rng rng) {
    byte[] bytes = original.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 1 + rng.nextInt(3); i++) {
      bytes[rng.nextInt(bytes.length)] =
          (byte) "0123456789-.eE\"[]{},:ntf \u0000\u00ff".charAt(rng.nextInt(26));
    }
    return rng.nextInt(4) == 0 ? Arrays.copyOf(bytes, rng.nextInt(bytes.length)) : bytes;
  }

  /** One to three values are replaced, removed, or there twice. */
  private static String ofTree(String original, Rng rng) {
    JsonObject root = GSON.fromJson(original, JsonObject.class);
    for (int i = 0; i < 1 + rng.nextInt(3); i++) {
      mutate(root, rng);
    }
    return GSON.toJson(root);
  }

  private static void mutate(JsonElement root, Rng rng) {
    JsonElement parent = root;
    while (true) {
      JsonElement child = null;
      String key = null;
      int place = 0;
      if (parent instanceof JsonObject object && !object.isEmpty()) {
        List<String> keys = new ArrayList<>(object.keySet());
        key = keys.get(rng.nextInt(keys.size()));
        child = object.get(key);
      } else if (parent instanceof JsonArray array && !array.isEmpty()) {
        place = rng.nextInt(array.size());
        child = array.get(place);
      } else {
        return;
      }
      boolean inner = child.isJsonObject() || child.isJsonArray();
      if (inner && rng.nextInt(5) != 0) {
        parent = child;
        continue;
      }
      boolean remove = rng.nextInt(4) == 0;
      if (parent instanceof JsonObject object) {
        object.remove(key);
        if (!remove) {
          object.add(key, value(child, rng));
        }
      } else if (parent instanceof JsonArray array) {
        if (remove) {
          array.remove(place);
        } else if (rng.nextInt(3) == 0) {
          array.add(child.deepCopy());
        } else {
          array.set(place, value(child, rng));
        }
      }
      return;
    }
  }

  private static JsonElement value(JsonElement old, Rng rng) {
    return switch (rng.nextInt(14)) {
      case 0 -> JsonNull.INSTANCE;
      case 1 -> new JsonPrimitive("text");
      case 2 -> new JsonPrimitive(true);
      case 3 -> new JsonPrimitive(0);
      case 4 -> new JsonPrimitive(-1);
      case 5 -> new JsonPrimitive(Integer.MAX_VALUE);
      case 6 -> new JsonPrimitive(1e308);
      case 7 -> new JsonPrimitive("Infinity");
      case 8 -> new JsonArray();
      case 9 -> new JsonObject();
      case 10 -> new JsonPrimitive(rng.nextInt(100));
      case 11 -> new JsonPrimitive(-1e-300);
      case 12 -> new JsonPrimitive("");
      default -> old;
    };
  }
}
