package dev.limpid.interop.pytorch;

import java.util.List;
import java.util.Map;

/**
 * What a pickle may hold besides numbers, texts, lists ({@link List}) and dictionaries ({@link
 * Map}): {@link PickleReader} makes nothing else.
 */
sealed interface Pickled {
  /** None. */
  record None() implements Pickled {
    static final None NONE = new None();
  }

  /** The beginning of the items of a list, a tuple or a dictionary. */
  record Mark() implements Pickled {
    static final Mark MARK = new Mark();
  }

  /** A tuple. */
  record Tuple(List<Object> items) implements Pickled {}

  /** The name of a function or class; nothing of that name is ever looked for. */
  record Global(String name) implements Pickled {}

  /** Where values are kept, by its key in the file. */
  record Storage(ElementType type, String key, long size) implements Pickled {}

  /** A view of a storage; lists are checked where it is read. */
  record TensorView(Storage storage, long offset, List<Object> shape, List<Object> strides)
      implements Pickled {}

  /** Something without a bearing on tensors, such as a device or a type of numbers. */
  record Opaque(String name) implements Pickled {}
}
