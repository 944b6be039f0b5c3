"""Has Keras load what Limpid wrote, and compares what it predicts.

  mvn -pl interop -am test -Dtest=WriteTest -Dsurefire.failIfNoSpecifiedTests=false \
      -Dlimpid.keras.written=/tmp/written
  python interop/src/test/python/check_keras.py /tmp/written

Needs Keras 3 and one of its backends. Each NAME.keras and NAME.h5 of the folder is loaded, given
NAME.x0.npy, NAME.x1.npy ... and held against NAME.y.npy: the largest difference, beside the
largest value, must be below 1e-5.
"""

import glob
import os
import sys

import keras
import numpy as np

folder = sys.argv[1]
failed = 0
for path in sorted(glob.glob(os.path.join(folder, "*.keras")) + glob.glob(os.path.join(folder, "*.h5"))):
    name = path.rsplit(".", 1)[0]
    try:
        model = keras.models.load_model(path)
        x = [np.load(f) for f in sorted(glob.glob(name + ".x*.npy"))]
        y = model.predict(x[0] if len(x) == 1 else x, verbose=0)
        expected = np.load(name + ".y.npy")
        difference = np.abs(y - expected).max() / np.abs(expected).max()
        verdict = "%.1e" % difference if difference < 1e-5 else "DIFFERS by %.1e" % difference
        failed += difference >= 1e-5
    except Exception as e:
        verdict = "FAILED: " + str(e).replace("\n", " ")[:300]
        failed += 1
    print("Keras", keras.__version__, os.path.basename(path), verdict)
sys.exit(1 if failed else 0)
