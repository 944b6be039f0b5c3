package dev.limpid.interop.pytorch;

import dev.limpid.interop.format.ReadOnlyFile;
import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.layers.json.ForeignText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A state dict of PyTorch's: tensors by name, in the order in which the model has them. Read from
 * what {@code torch.save} writes ({@code .pth}, {@code .pt}, {@code .pth.tar}, its zip format and
 * the one before PyTorch 1.6) and from safetensors; the name of the file does not matter.
 *
 * <pre>{@code
 * StateDict weights = StateDict.read(Path.of("weights.pth"));
 * StateDictWeights.load(weights, network, Map.of());
 * }</pre>
 *
 * <p>Reading looks at names, shapes and places alone; values are read when they are asked for, into
 * arrays of their size. No code in a file is run ({@link PickleReader}).
 */
public final class StateDict {
  private static final int ZIP = 0x04034b50;

  private final Path file;
  private final Map<String, StateTensor> tensors;

  StateDict(Path file, Map<String, StateTensor> tensors) {
    this.file = file;
    this.tensors = withoutCommonPrefix(tensors);
  }

  /**
   * Reads a file's directory.
   *
   * @throws IOException with the file and the reason in one line, if it is damaged, holds anything
   *     but tensors, numbers, texts, lists and dictionaries, or no state dict
   */
  public static StateDict read(Path file) throws IOException {
    try (FileChannel channel = ReadOnlyFile.open(file)) {
      if (channel.size() < 8) {
        throw new UnsupportedModelException(
            file, "has " + channel.size() + " bytes, too few for weights");
      }
      ByteBuffer first = ReadOnlyFile.bytes(channel, 0, 8);
      Map<String, StateTensor> tensors;
      if (first.getInt(0) == ZIP) {
        tensors = TorchZip.read(file, channel);
      } else if ((first.get(0) & 0xff) == 0x80) {
        tensors = LegacyTorchFile.read(file, channel);
      } else {
        tensors = SafetensorsFile.read(file, channel);
      }
      return new StateDict(file, tensors);
    } catch (NoSuchFileException e) {
      throw new UnsupportedModelException(file, "there is no such file", e);
    }
  }

  private static Map<String, StateTensor> withoutCommonPrefix(Map<String, StateTensor> tensors) {
    Map<String, StateTensor> shorter = tensors;
    for (String prefix : List.of("module.", "_orig_mod.")) {
      if (!shorter.isEmpty() && shorter.keySet().stream().allMatch(n -> n.startsWith(prefix))) {
        Map<String, StateTensor> next = new LinkedHashMap<>();
        shorter.forEach(
            (name, tensor) ->
                next.put(
                    name.substring(prefix.length()),
                    tensor.named(name.substring(prefix.length()))));
        shorter = next;
      }
    }
    return Collections.unmodifiableMap(shorter);
  }

  /** The file it is in. */
  public Path file() {
    return file;
  }

  /**
   * The names of its tensors, in order; without a {@code module.} in front of all of them, which
   * {@code DataParallel} puts there, or {@code _orig_mod.} of {@code torch.compile}.
   */
  public List<String> names() {
    return List.copyOf(tensors.keySet());
  }

  /**
   * The shape of a tensor, PyTorch's.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public int[] shape(String name) {
    return tensor(name).shape().clone();
  }

  StateTensor tensor(String name) {
    StateTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          file + " has no tensor " + ForeignText.quoted(name) + "; it has " + someNames());
    }
    return tensor;
  }

  boolean has(String name) {
    return tensors.containsKey(name);
  }

  /** The tensors in their order, without the counters that BatchNorm keeps. */
  List<StateTensor> weights() {
    return tensors.values().stream()
        .filter(tensor -> !tensor.name().endsWith("num_batches_tracked"))
        .toList();
  }

  String someNames() {
    List<String> names = names();
    return ForeignText.brief(
        names.size() <= 4
            ? names
            : String.join(", ", names.subList(0, 4)) + " and " + (names.size() - 4) + " more");
  }

  /**
   * The values of a tensor as float32, row-major in {@linkplain #shape its shape}, whatever their
   * order and type in the file; float16 and bfloat16 exactly, float64 and whole numbers rounded.
   *
   * @throws IllegalArgumentException if there is none of that name
   * @throws IOException if the file can't be read any more
   */
  public float[] values(String name) throws IOException {
    StateTensor tensor = tensor(name);
    float[] values = new float[tensor.size()];
    ElementType type = tensor.type();
    try (FileChannel channel = ReadOnlyFile.open(file)) {
      long extent = tensor.extent();
      if (extent > Integer.MAX_VALUE - 8) {
        throw new UnsupportedModelException(file, "the tensor " + tensor + " has 2 GB or more");
      }
      ByteBuffer bytes = ReadOnlyFile.bytes(channel, tensor.start(), (int) extent);
      for (int i = 0; i < values.length; i++) {
        values[i] = type.get(bytes, (int) tensor.place(i) * type.bytes());
      }
    }
    return values;
  }

  /** Checks a tensor against the storage that it is a view of. */
  static StateTensor checked(
      Path file, String name, Pickled.TensorView view, long start, String record)
      throws UnsupportedModelException {
    String shown = ForeignText.quoted(name);
    List<Long> dims = numbers(view.shape());
    List<Long> strides = numbers(view.strides());
    if (dims == null || strides == null || dims.size() != strides.size() || view.offset() < 0) {
      throw new UnsupportedModelException(file, "the tensor " + shown + " has no proper shape");
    }
    if (!fits(dims, strides, view.storage().size(), view.offset())) {
      throw new UnsupportedModelException(
          file,
          "the tensor "
              + shown
              + " of shape "
              + ForeignText.brief(dims)
              + " has more values than are stored for it");
    }
    return new StateTensor(
        name,
        view.storage().type(),
        dims.stream().mapToInt(Long::intValue).toArray(),
        strides.stream().mapToLong(Long::longValue).toArray(),
        start + view.offset() * view.storage().type().bytes(),
        record);
  }

  /** Whether as many values are stored, and all that the strides lead to; nothing overflows. */
  private static boolean fits(List<Long> dims, List<Long> strides, long stored, long offset) {
    long size = 1;
    long last = offset;
    for (int i = 0; i < dims.size(); i++) {
      long dim = Math.max(1, dims.get(i));
      if (size > Math.min(stored, Integer.MAX_VALUE - 8) / dim) {
        return dims.contains(0L) && size == 1 && stored == 0;
      }
      size *= dim;
      long room = stored - last;
      if (dim > 1 && strides.get(i) > room / (dim - 1)) {
        return false;
      }
      last += (dim - 1) * strides.get(i);
    }
    return dims.contains(0L) || last < stored;
  }

  /** The same for values in row-major order; the view's strides are not looked at. */
  static StateTensor checkedRowMajor(Path file, String name, Pickled.TensorView view, long start)
      throws UnsupportedModelException {
    List<Object> strides = new ArrayList<>();
    List<Long> dims = numbers(view.shape());
    long step = 1;
    for (int i = dims == null ? -1 : dims.size() - 1; i >= 0; i--) {
      strides.add(0, step);
      step = Math.min(step * Math.max(1, dims.get(i)), Integer.MAX_VALUE);
    }
    return checked(
        file,
        name,
        new Pickled.TensorView(view.storage(), view.offset(), view.shape(), strides),
        start,
        null);
  }

  /** Up to eight whole numbers from 0 to 2^31; null if they are anything else. */
  private static List<Long> numbers(List<Object> items) {
    List<Long> numbers = new ArrayList<>();
    for (Object item : items) {
      if (!(item instanceof Long number)
          || number < 0
          || number > Integer.MAX_VALUE
          || numbers.size() == 8) {
        return null;
      }
      numbers.add(number);
    }
    return numbers;
  }
}
