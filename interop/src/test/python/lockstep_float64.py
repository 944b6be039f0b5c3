"""Computes the training of twenty steps in float64 with Keras, as what float32 runs are held against.

    python interop/src/test/python/lockstep_float64.py lockstep/adam digits.npz truth.npz

The folder has start.keras, a model with its optimizer; digits.npz has x, 640 images from 0 to 1, and
y, their labels. Needs Keras 3. Writes the running losses and the predictions of the first 32 images
at the end, and says how far Keras's own run in float32, losses.csv and end.npz, is from them.
"""

import json
import sys
import zipfile

import keras
import numpy as np

folder, digits, output = sys.argv[1:]
BATCH, STEPS = 32, 20
with zipfile.ZipFile(folder + "/start.keras") as archive:
    config = json.loads(archive.read("config.json"))


def in_float64(value):
    if isinstance(value, dict):
        return {k: in_float64(v) for k, v in value.items()}
    if isinstance(value, list):
        return [in_float64(v) for v in value]
    return "float64" if value == "float32" else value


keras.config.set_floatx("float64")
keras.config.set_epsilon(1e-7)
start = keras.models.load_model(folder + "/start.keras")
model = keras.saving.deserialize_keras_object(in_float64({**config, "compile_config": None}))
for own, saved in zip(model.weights, start.weights):
    own.assign(np.asarray(saved, np.float64))
optimizer = keras.optimizers.deserialize(config["compile_config"]["optimizer"])
model.compile(optimizer, "sparse_categorical_crossentropy")
data = np.load(digits)
x, y = data["x"].astype(np.float64), data["y"]
losses = []
for step in range(STEPS):
    batch = slice(step * BATCH, (step + 1) * BATCH)
    losses.append(float(model.train_on_batch(x[batch], y[batch])))
assert {w.dtype for w in model.trainable_weights} == {"float64"}
assert np.asarray(optimizer.variables[2].value.cpu() if len(optimizer.variables) > 2 else x).dtype == np.float64
end = np.asarray(model(x[:BATCH], training=False).detach().cpu().numpy())
assert end.dtype == np.float64
np.savez(output, losses=losses, y=end)
float32 = [float(line.split(",")[1]) for line in open(folder + "/losses.csv").readlines()[1:]]
print(
    "float32 of Keras: losses",
    np.abs(np.array(float32) - losses).max(),
    "predictions",
    np.abs(np.load(folder + "/end.npz")["y"] - end).max(),
)
