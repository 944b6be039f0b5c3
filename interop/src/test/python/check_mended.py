"""Has PyTorch and Keras load mended files, and compares them with the files that they came from.

    python interop/src/test/python/check_mended.py weights.pth mended.pth
    python interop/src/test/python/check_mended.py model.weights.h5 mended.weights.h5 model.json
    python interop/src/test/python/check_mended.py model.keras mended.keras

A state dict needs torch (safetensors: safetensors), weights of Keras need Keras 3. All that is no
statistic of a BatchNorm layer must be equal to the bit; some statistic must differ.
"""

import json
import sys

import numpy as np


def state_dict(path):
    if path.endswith(".safetensors"):
        from safetensors.numpy import load_file

        return load_file(path)
    import torch

    held = torch.load(path, map_location="cpu")
    held = held.get("state_dict", held.get("model_state_dict", held))
    return {name: tensor.float().numpy() for name, tensor in held.items()}


def keras_weights(path, architecture):
    import keras

    if architecture is None:
        model = keras.models.load_model(path, compile=False)
    else:
        if architecture.endswith(".json"):
            with open(architecture) as file:
                model = keras.models.model_from_json(file.read())
        else:
            model = keras.models.load_model(architecture, compile=False)
        model.load_weights(path)
    return {str(i) + " " + w.path: np.asarray(w) for i, w in enumerate(model.weights)}


def main(before, after, architecture=None):
    is_keras = before.endswith((".h5", ".hdf5", ".keras"))
    read = (lambda path: keras_weights(path, architecture)) if is_keras else state_dict
    old, new = read(before), read(after)
    assert list(old) == list(new), "other names, or in another order"
    changed = 0
    for name, values in old.items():
        same = np.array_equal(values, new[name])
        statistic = any(role in name for role in ("running_", "moving_"))
        assert same or statistic, name + " has changed"
        changed += not same
    assert changed, "nothing has changed"
    print(after, "is", before, "but for", changed, "of", len(old), "tensors, all statistics")


if __name__ == "__main__":
    main(*sys.argv[1:])
