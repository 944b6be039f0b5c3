package dev.limpid.interop.onnx;

import dev.limpid.interop.format.ReadOnlyFile;
import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.layers.json.ForeignText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Values of tensors that are in files of their own, as ONNX files of more than 2 GB have them. Such
 * a file has to be in the folder of the model or below, whatever links there are.
 */
final class ExternalData {
  private final Path model;

  ExternalData(Path model) {
    this.model = model;
  }

  /**
   * The bytes of a tensor.
   *
   * @param place the keys {@code location}, and {@code offset} and {@code length} where they are
   * @param size how many there have to be
   */
  ByteBuffer bytes(String shown, Map<String, String> place, long size) throws IOException {
    String location = place.getOrDefault("location", "");
    Path file = within(shown, location);
    long offset = number(shown, place.get("offset"), 0);
    long length = number(shown, place.get("length"), size);
    if (length != size || size > Integer.MAX_VALUE - 8) {
      throw problem(shown + " needs " + size + " bytes, but is said to have " + length);
    }
    try (FileChannel channel = ReadOnlyFile.open(file)) {
      if (offset > channel.size() - length) {
        throw problem(
            shown
                + " lies outside of its file "
                + ForeignText.quoted(location)
                + ", or that is cut off");
      }
      return ReadOnlyFile.bytes(channel, offset, (int) length);
    }
  }

  private Path within(String shown, String location) throws IOException {
    String told = shown + " is in the file " + ForeignText.quoted(location);
    try {
      Path folder = model.toAbsolutePath().getParent().toRealPath();
      Path file = folder.resolve(location).normalize();
      if (location.isEmpty() || !file.startsWith(folder)) {
        throw problem(told + ", outside of the model's folder; only files beside it are read");
      }
      if (!file.toRealPath().startsWith(folder)) {
        throw problem(told + ", which is a link out of the model's folder");
      }
      return file;
    } catch (InvalidPathException e) {
      throw problem(told + ", which is no name of a file");
    } catch (NoSuchFileException e) {
      throw problem(told + ", which is missing beside the model");
    }
  }

  private long number(String shown, String text, long otherwise) throws IOException {
    if (text == null) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below, like a negative one
    }
    throw problem(shown + " has the place " + ForeignText.quoted(text));
  }

  private UnsupportedModelException problem(String text) {
    return new UnsupportedModelException(model, text);
  }
}
