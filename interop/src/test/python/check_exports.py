"""Loads what Limpid wrote in the programs that it is for, and compares outputs.

    mvn -q -pl interop -am test -Dtest=ExportsTest -Dsurefire.failIfNoSpecifiedTests=false \
        -Dlimpid.export=/tmp/exports
    python3 interop/src/test/python/check_exports.py /tmp/exports

For each NAME.onnx: onnx.checker, and with onnxruntime installed the outputs for NAME.x.npy against
NAME.y.npy. For each NAME.pth and NAME.safetensors: the tensors against those of NAME.onnx, by name.
Needs onnx and numpy; onnxruntime, torch and safetensors where they are installed.
"""
import pathlib
import sys

import numpy as np
import onnx
from onnx import numpy_helper


def installed(name):
    try:
        return __import__(name)
    except ImportError:
        print(f"{name} is not installed: what needs it is left out")
        return None


def close(expected, actual, what, most=1e-5):
    difference = np.abs(expected - actual).max() / max(np.abs(expected).max(), 1e-30)
    assert expected.shape == actual.shape and difference < most, f"{what}: {difference}"


def main(folder):
    runtime, torch, safetensors = map(installed, ("onnxruntime", "torch", "safetensors"))
    counts = {"onnx": 0, "pth": 0, "safetensors": 0}
    for file in sorted(folder.glob("*.onnx")):
        model = onnx.load(str(file))
        onnx.checker.check_model(model, full_check=True)
        weights = {t.name: numpy_helper.to_array(t) for t in model.graph.initializer}
        if runtime:
            session = runtime.InferenceSession(str(file))
            x = np.load(file.with_suffix(".x.npy"))
            y = session.run(None, {session.get_inputs()[0].name: x})[0]
            close(np.load(file.with_suffix(".y.npy")), y, file.name)
        counts["onnx"] += 1
        states = {}
        if torch and file.with_suffix(".pth").exists():
            state = torch.load(str(file.with_suffix(".pth")))
            states["pth"] = {name: tensor.numpy() for name, tensor in state.items()}
        if safetensors and file.with_suffix(".safetensors").exists():
            from safetensors.numpy import load_file

            states["safetensors"] = load_file(str(file.with_suffix(".safetensors")))
        for kind, state in states.items():
            for name, tensor in state.items():
                if name in weights and weights[name].size == tensor.size:
                    expected = weights[name].reshape(tensor.shape)
                    if tensor.ndim == 2:  # behind a Flatten, ONNX has features with channels last
                        expected, tensor = np.sort(expected), np.sort(tensor)
                    assert np.array_equal(expected, tensor), f"{file.stem}.{kind}: {name}"
            counts[kind] += 1
    print(", ".join(f"{count} {kind}" for kind, count in counts.items()), "are right")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
