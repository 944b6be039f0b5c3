/**
 * State dicts of PyTorch's. {@link dev.limpid.interop.pytorch.StateDict} reads them from the
 * formats that people have, by a reader of pickles that knows tensors, numbers and dictionaries and
 * runs nothing; {@link dev.limpid.interop.pytorch.StateDictWeights} puts them into a network.
 */
package dev.limpid.interop.pytorch;
