package dev.limpid.interop.hdf5;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A group: other groups and data sets by name. */
public final class Hdf5Group extends Hdf5Object {
  /** Stands for a link to somewhere else, which is not followed. */
  private static final long ELSEWHERE = -2;

  /** Where the header of each object is. */
  private final Map<String, Long> links;

  /** The objects that were looked at, so that none is read twice. */
  private final Map<String, Hdf5Object> children = new TreeMap<>();

  private Hdf5Group(Bytes bytes, List<Message> messages, String path) throws Hdf5Exception {
    super(bytes, messages, path);
    links = new TreeMap<>();
    readLinks();
  }

  static Hdf5Group at(Bytes bytes, long header, String path) throws Hdf5Exception {
    return new Hdf5Group(bytes, Message.ofObject(bytes, header), path);
  }

  private void readLinks() throws Hdf5Exception {
    for (Message message : messages) {
      switch (message.type()) {
        case Message.SYMBOL_TABLE -> {
          long heap = bytes.u64(message.at() + 8);
          bytes.require(heap, "HEAP");
          long size = bytes.u64(heap + 8);
          long names = bytes.u64(heap + 24);
          bytes.at(names, size);
          readTree(bytes.u64(message.at()), -1, names, names + size);
        }
        case Message.LINK -> readLink(message);
        case Message.LINK_INFO -> {
          long at = message.at() + 2 + ((bytes.u8(message.at() + 1) & 1) != 0 ? 8 : 0);
          if (bytes.u64(at) != Bytes.NOWHERE) {
            throw wrong("keeps its links in a heap; save the model without libver='latest'");
          }
        }
        default -> {
          // attributes, and what is of no use for reading
        }
      }
    }
  }

  /** A node of the tree of names; each level is one below the one above, so that it ends. */
  private void readTree(long node, int expectedLevel, long names, long endOfNames)
      throws Hdf5Exception {
    bytes.step();
    bytes.require(node, "TREE");
    int level = bytes.u8(node + 5);
    if (bytes.u8(node + 4) != 0 || expectedLevel >= 0 && level != expectedLevel) {
      throw wrong("has a tree of names that is damaged");
    }
    int entries = bytes.u16(node + 6);
    for (int i = 0; i < entries; i++) {
      long child = bytes.u64(node + 32 + 16L * i);
      if (level > 0) {
        readTree(child, level - 1, names, endOfNames);
      } else {
        readSymbols(child, names, endOfNames);
      }
    }
  }

  private void readSymbols(long node, long names, long endOfNames) throws Hdf5Exception {
    bytes.require(node, "SNOD");
    int entries = bytes.u16(node + 6);
    for (int i = 0; i < entries; i++) {
      bytes.step();
      long entry = node + 8 + 40L * i;
      long name = bytes.u64(entry);
      if (name < 0 || name >= endOfNames - names) {
        throw wrong("has a name outside its heap");
      }
      boolean soft = bytes.u32(entry + 16) == 2;
      put(
          bytes.text(names + name, endOfNames - names - name),
          soft ? ELSEWHERE : bytes.u64(entry + 8));
    }
  }

  private void readLink(Message message) throws Hdf5Exception {
    bytes.step();
    long at = message.at();
    int flags = bytes.u8(at + 1);
    at += 2;
    int type = 0;
    if ((flags & 8) != 0) {
      type = bytes.u8(at++);
    }
    at += ((flags & 4) != 0 ? 8 : 0) + ((flags & 16) != 0 ? 1 : 0);
    int width = 1 << (flags & 3);
    long length = bytes.unsigned(at, width);
    at += width;
    put(bytes.text(at, length), type == 0 ? bytes.u64(at + length) : ELSEWHERE);
  }

  private void put(String name, long header) throws Hdf5Exception {
    if (links.put(name, header) != null) {
      throw wrong("has two objects named '" + name + "'");
    }
  }

  /** The names of what is in it, sorted. */
  public Set<String> names() {
    return Collections.unmodifiableSet(links.keySet());
  }

  /** Whether there is such an object. */
  public boolean has(String name) {
    return links.containsKey(name);
  }

  /**
   * What has a name, or a path of names with slashes, from here.
   *
   * @return null if there is nothing
   * @throws Hdf5Exception if it is damaged, or a link to another place or file, which is not
   *     followed
   */
  public Hdf5Object find(String relative) throws Hdf5Exception {
    Hdf5Object found = this;
    for (String name : relative.split("/")) {
      if (name.isEmpty()) {
        continue;
      }
      if (!(found instanceof Hdf5Group group) || !group.links.containsKey(name)) {
        return null;
      }
      found = group.child(name);
    }
    return found;
  }

  private Hdf5Object child(String name) throws Hdf5Exception {
    Hdf5Object known = children.get(name);
    if (known == null) {
      known = read(name);
      children.put(name, known);
    }
    return known;
  }

  private Hdf5Object read(String name) throws Hdf5Exception {
    bytes.step();
    long header = links.get(name);
    String full = path().isEmpty() ? name : path() + "/" + name;
    if (header == ELSEWHERE) {
      throw new Hdf5Exception(
          "'" + full + "' is a link to another place or file, which is not followed");
    }
    List<Message> content = Message.ofObject(bytes, header);
    boolean dataset = content.stream().anyMatch(m -> m.type() == Message.LAYOUT);
    return dataset ? new Hdf5Dataset(bytes, content, full) : new Hdf5Group(bytes, content, full);
  }

  /**
   * The group of a name or path.
   *
   * @return null if there is nothing of that name
   * @throws Hdf5Exception as {@link #find}, and if it is a data set
   */
  public Hdf5Group group(String relative) throws Hdf5Exception {
    Hdf5Object found = find(relative);
    if (found instanceof Hdf5Dataset) {
      throw found.wrong("is a data set, not a group");
    }
    return (Hdf5Group) found;
  }

  /**
   * The data set of a name or path.
   *
   * @return null if there is nothing of that name
   * @throws Hdf5Exception as {@link #find}, and if it is a group
   */
  public Hdf5Dataset dataset(String relative) throws Hdf5Exception {
    Hdf5Object found = find(relative);
    if (found instanceof Hdf5Group) {
      throw found.wrong("is a group, not a data set");
    }
    return (Hdf5Dataset) found;
  }
}
