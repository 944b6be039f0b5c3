package dev.limpid.interop.pytorch;

import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.interop.pytorch.Pickled.Global;
import dev.limpid.interop.pytorch.Pickled.Mark;
import dev.limpid.interop.pytorch.Pickled.None;
import dev.limpid.interop.pytorch.Pickled.Tuple;
import dev.limpid.layers.json.ForeignText;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one pickle, Python's format of objects, as far as it holds tensors, numbers, texts, lists
 * and dictionaries. A pickle is a program for a small stack machine, which may ask for any function
 * to be called; here a name is a name, and {@link TorchObjects} knows the few that stand for
 * tensors. Whatever else a file asks for is refused by its name, before anything is made of it.
 *
 * <p>The machine has no recursion, and makes at most one object for each byte it reads.
 *
 * <p>Source: the comments of {@code pickletools.py} in Python's library.
 */
final class PickleReader {
  private static final int MOST_DIGITS = 100;

  private final Path file;
  private final ChannelBytes in;
  private final List<Object> stack = new ArrayList<>();
  private final Map<Long, Object> memo = new HashMap<>();

  private PickleReader(Path file, ChannelBytes in) {
    this.file = file;
    this.in = in;
  }

  /**
   * Reads a pickle to its end.
   *
   * @return {@link Long}, {@link BigInteger}, {@link Double}, {@link Boolean}, {@link String},
   *     bytes, {@link List}, {@link Map} or {@link Pickled}
   */
  static Object read(Path file, ChannelBytes in) throws IOException {
    PickleReader reader = new PickleReader(file, in);
    try {
      return reader.run();
    } catch (EOFException e) {
      throw new UnsupportedModelException(file, "is cut off within its pickle", e);
    }
  }

  private UnsupportedModelException damaged(String problem) {
    return new UnsupportedModelException(file, "its pickle is damaged: " + problem);
  }

  private Object run() throws IOException {
    while (true) {
      int code = in.next();
      if (code == '.') {
        Object result = pop();
        if (!stack.isEmpty()) {
          throw damaged("something is left behind its last object");
        }
        return result;
      }
      step(code);
    }
  }

  private void step(int code) throws IOException {
    switch (code) {
      case 0x80 -> in.next(); // protocol
      case 0x95 -> in.next(8); // length of a frame
      case '(' -> stack.add(Mark.MARK);
      case '0' -> pop();
      case '1' -> popToMark();
      case '2' -> stack.add(top());
      case 'N' -> stack.add(None.NONE);
      case 0x88 -> stack.add(true);
      case 0x89 -> stack.add(false);
      case ')' -> stack.add(new Tuple(List.of()));
      case 't' -> stack.add(new Tuple(popToMark()));
      case 0x85 -> pushTuple(1);
      case 0x86 -> pushTuple(2);
      case 0x87 -> pushTuple(3);
      case ']' -> stack.add(new ArrayList<>());
      case 'l' -> stack.add(popToMark());
      case 'a' -> append(popLast(1));
      case 'e' -> append(popToMark());
      case '}' -> stack.add(new LinkedHashMap<>());
      case 'd' -> pushDictionary();
      case 's' -> setItems(popLast(2));
      case 'u' -> setItems(popToMark());
      case 'R' -> call();
      case 'b' -> setState();
      case 'Q' -> stack.add(TorchObjects.storage(file, pop()));
      case 'c' -> stack.add(TorchObjects.global(file, line() + "." + line()));
      case 0x93 -> pushGlobal();
      default -> constantOrMemo(code);
    }
  }

  private void constantOrMemo(int code) throws IOException {
    switch (code) {
      case 'K' -> stack.add((long) in.next());
      case 'M' -> stack.add(in.number(2));
      case 'J' -> stack.add((long) (int) in.number(4));
      case 'I' -> pushInteger(line());
      case 'L' -> pushLong(line());
      case 0x8a -> pushLong(in.next(in.next()));
      case 0x8b -> pushLong(in.next(in.number(4)));
      case 'G' -> stack.add(Double.longBitsToDouble(Long.reverseBytes(in.number(8))));
      case 'F' -> pushDouble(line());
      case 'X' -> pushText(in.number(4));
      case 0x8c -> pushText(in.next());
      case 0x8d -> pushText(in.number(8));
      case 'U' -> pushText(in.next());
      case 'T' -> pushText(in.number(4));
      case 'C' -> stack.add(in.next(in.next()));
      case 'B' -> stack.add(in.next(in.number(4)));
      case 0x8e -> stack.add(in.next(in.number(8)));
      case 'q' -> memo.put((long) in.next(), top());
      case 'r' -> memo.put(in.number(4), top());
      case 'p' -> memo.put(key(line()), top());
      case 0x94 -> memo.put((long) memo.size(), top());
      case 'h' -> recall((long) in.next());
      case 'j' -> recall(in.number(4));
      case 'g' -> recall(key(line()));
      case 0x81, 0x92, 'o', 'i' -> throw asksForMore("an object to be made");
      case 0x82, 0x83, 0x84 -> throw asksForMore("an extension");
      case 0x8f, 0x90, 0x91 -> throw asksForMore("a set");
      default -> throw damaged("operation " + code + " is none that pickles of tensors have");
    }
  }

  private UnsupportedModelException asksForMore(String what) {
    return new UnsupportedModelException(
        file, "asks for " + what + ", which no state dict needs; " + TorchObjects.REMEDY);
  }

  private Object top() throws IOException {
    if (stack.isEmpty() || stack.get(stack.size() - 1) instanceof Mark) {
      throw damaged("an object is missing");
    }
    return stack.get(stack.size() - 1);
  }

  private Object pop() throws IOException {
    Object top = top();
    stack.remove(stack.size() - 1);
    return top;
  }

  private List<Object> popLast(int count) throws IOException {
    List<Object> items = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      items.add(0, pop());
    }
    return items;
  }

  private List<Object> popToMark() throws IOException {
    int mark = stack.size() - 1;
    while (mark >= 0 && !(stack.get(mark) instanceof Mark)) {
      mark--;
    }
    if (mark < 0) {
      throw damaged("a mark is missing");
    }
    List<Object> items = new ArrayList<>(stack.subList(mark + 1, stack.size()));
    stack.subList(mark, stack.size()).clear();
    return items;
  }

  private void pushTuple(int count) throws IOException {
    stack.add(new Tuple(popLast(count)));
  }

  private void append(List<Object> items) throws IOException {
    if (!(top() instanceof List<?>)) {
      throw damaged("it appends to what is no list");
    }
    @SuppressWarnings("unchecked") // all lists here are made for any object
    List<Object> list = (List<Object>) top();
    list.addAll(items);
  }

  private void pushDictionary() throws IOException {
    List<Object> items = popToMark();
    stack.add(new LinkedHashMap<>());
    setItems(items);
  }

  private void setItems(List<Object> items) throws IOException {
    if (!(top() instanceof Map<?, ?>) || items.size() % 2 != 0) {
      throw damaged("it sets items of what is no dictionary");
    }
    @SuppressWarnings("unchecked") // all dictionaries here are made for any object
    Map<Object, Object> map = (Map<Object, Object>) top();
    for (int i = 0; i < items.size(); i += 2) {
      Object key = items.get(i);
      if (!(key instanceof String
          || key instanceof Long
          || key instanceof Double
          || key instanceof Boolean)) {
        throw new UnsupportedModelException(
            file, "has a dictionary whose keys are neither texts nor numbers");
      }
      map.put(key, items.get(i + 1));
    }
  }

  private void call() throws IOException {
    Object arguments = pop();
    Object function = pop();
    if (!(function instanceof Global global) || !(arguments instanceof Tuple tuple)) {
      throw damaged("it calls what is no function");
    }
    stack.add(TorchObjects.call(file, global, tuple.items()));
  }

  /** PyTorch sets the attribute {@code _metadata} of a state dict so; it says nothing of values. */
  private void setState() throws IOException {
    pop();
    if (!(top() instanceof Map<?, ?>)) {
      throw asksForMore("the state of an object to be set");
    }
  }

  private void pushGlobal() throws IOException {
    List<Object> names = popLast(2);
    if (!(names.get(0) instanceof String module) || !(names.get(1) instanceof String name)) {
      throw damaged("a name is no text");
    }
    stack.add(TorchObjects.global(file, module + "." + name));
  }

  private void recall(long key) throws IOException {
    Object kept = memo.get(key);
    if (kept == null) {
      throw damaged("it recalls what it has not kept");
    }
    stack.add(kept);
  }

  private void pushText(long length) throws IOException {
    stack.add(new String(in.next(length), StandardCharsets.UTF_8));
  }

  private void pushInteger(String text) throws IOException {
    switch (text) {
      case "00" -> stack.add(false);
      case "01" -> stack.add(true);
      default -> pushLong(text);
    }
  }

  private void pushLong(String text) throws IOException {
    String digits = text.endsWith("L") ? text.substring(0, text.length() - 1) : text;
    try {
      if (digits.length() <= MOST_DIGITS) {
        push(new BigInteger(digits));
        return;
      }
    } catch (NumberFormatException e) {
      // told below, like one that is too long
    }
    throw damaged(ForeignText.quoted(text) + " is no number");
  }

  private void pushLong(byte[] littleEndian) throws IOException {
    if (littleEndian.length > MOST_DIGITS) {
      throw damaged("a number has " + littleEndian.length + " bytes");
    }
    byte[] bigEndian = new byte[littleEndian.length + 1];
    for (int i = 0; i < littleEndian.length; i++) {
      bigEndian[littleEndian.length - i] = littleEndian[i];
    }
    boolean negative = littleEndian.length > 0 && littleEndian[littleEndian.length - 1] < 0;
    bigEndian[0] = (byte) (negative ? -1 : 0);
    push(new BigInteger(bigEndian));
  }

  private void push(BigInteger number) {
    stack.add(number.bitLength() < Long.SIZE ? (Object) number.longValue() : number);
  }

  private void pushDouble(String text) throws IOException {
    try {
      stack.add(Double.valueOf(text));
    } catch (NumberFormatException e) {
      throw damaged(ForeignText.quoted(text) + " is no number");
    }
  }

  private long key(String text) throws IOException {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw damaged(ForeignText.quoted(text) + " is no number");
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.next(); next != '\n'; next = in.next()) {
      line.append((char) next);
    }
    return line.toString();
  }
}
