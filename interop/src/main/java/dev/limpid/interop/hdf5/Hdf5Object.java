package dev.limpid.interop.hdf5;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A group or a data set: what both have, a place and attributes. */
public abstract sealed class Hdf5Object permits Hdf5Group, Hdf5Dataset {
  final Bytes bytes;
  final List<Message> messages;
  private final String path;

  Hdf5Object(Bytes bytes, List<Message> messages, String path) {
    this.bytes = bytes;
    this.messages = messages;
    this.path = path;
  }

  /** Where it is in the file, such as {@code layers/conv2d/vars/0}; empty for the root. */
  public final String path() {
    return path;
  }

  final Message message(int type) {
    return messages.stream().filter(m -> m.type() == type).findFirst().orElse(null);
  }

  /** What is wrong, and with which object. */
  final Hdf5Exception wrong(String problem) {
    return new Hdf5Exception("'" + (path.isEmpty() ? "/" : path) + "' " + problem);
  }

  /**
   * An attribute that is one text.
   *
   * @return empty if there is no such attribute
   * @throws Hdf5Exception if it is something else
   */
  public final Optional<String> text(String name) throws Hdf5Exception {
    Optional<List<String>> texts = texts(name);
    if (texts.isPresent() && texts.get().size() != 1) {
      throw wrong("has " + texts.get().size() + " texts in its attribute '" + name + "', not one");
    }
    return texts.map(list -> list.get(0));
  }

  /**
   * An attribute that is a list of texts.
   *
   * @return empty if there is no such attribute
   * @throws Hdf5Exception if it is something else
   */
  public final Optional<List<String>> texts(String name) throws Hdf5Exception {
    for (Message message : messages) {
      if (message.type() == Message.ATTRIBUTE) {
        Attribute attribute = Attribute.read(bytes, message);
        if (attribute.name.equals(name)) {
          return Optional.of(texts(attribute));
        }
      } else if (message.type() == Message.ATTRIBUTE_INFO) {
        requireNoDenseAttributes(message);
      }
    }
    return Optional.empty();
  }

  private void requireNoDenseAttributes(Message info) throws Hdf5Exception {
    long at = info.at() + 2 + ((bytes.u8(info.at() + 1) & 1) != 0 ? 2 : 0);
    if (bytes.u64(at) != Bytes.NOWHERE) {
      throw wrong("keeps its attributes in a heap; save the model without libver='latest'");
    }
  }

  private List<String> texts(Attribute attribute) throws Hdf5Exception {
    Hdf5Type type = Hdf5Type.read(bytes, attribute.type);
    long values = Dataspace.read(bytes, attribute.space).values();
    if (type.isNumber() && values == 0) {
      return List.of();
    }
    if (type.isNumber() || type.kind() == Hdf5Type.Kind.OPAQUE) {
      throw wrong("has numbers in its attribute '" + attribute.name + "', where texts should be");
    }
    bytes.at(attribute.data, values * type.size());
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < values; i++) {
      bytes.step();
      long at = attribute.data + (long) i * type.size();
      texts.add(type.kind() == Hdf5Type.Kind.TEXT ? bytes.text(at, type.size()) : variableText(at));
    }
    return texts;
  }

  /** A length, and where the text is in a heap that all objects share. */
  private String variableText(long at) throws Hdf5Exception {
    long length = bytes.u32(at);
    long heap = bytes.u64(at + 4);
    int index = (int) bytes.u32(at + 12);
    if (length == 0) {
      return "";
    }
    bytes.require(heap, "GCOL");
    long end = heap + bytes.u64(heap + 8);
    bytes.at(heap, end - heap);
    for (long object = heap + 16; object + 16 <= end; ) {
      bytes.step();
      long size = bytes.u64(object + 8);
      bytes.at(object + 16, size);
      if (bytes.u16(object) == index) {
        if (length > size) {
          break;
        }
        int from = bytes.at(object + 16, length);
        return new String(bytes.array(), from, (int) length, StandardCharsets.UTF_8);
      }
      if (bytes.u16(object) == 0) {
        break;
      }
      object += 16 + (size + 7) / 8 * 8;
    }
    throw wrong("has a text that its heap lacks: the file is damaged");
  }

  /** An attribute: where its type, its shape and its values are. */
  private record Attribute(String name, long type, long space, long data) {
    static Attribute read(Bytes bytes, Message message) throws Hdf5Exception {
      bytes.step();
      long at = message.at();
      int version = bytes.u8(at);
      if (version < 1 || version > 3) {
        throw new Hdf5Exception("has an attribute of version " + version);
      }
      int nameSize = bytes.u16(at + 2);
      int typeSize = bytes.u16(at + 4);
      int spaceSize = bytes.u16(at + 6);
      long from = at + (version == 3 ? 9 : 8);
      int pad = version == 1 ? 8 : 1;
      String name = bytes.text(from, nameSize);
      long type = from + padded(nameSize, pad);
      long space = type + padded(typeSize, pad);
      long data = space + padded(spaceSize, pad);
      return new Attribute(name, type, space, data);
    }

    private static long padded(int size, int to) {
      return (size + to - 1) / to * to;
    }
  }
}
