"""Limpid for PySpark: the stages of its Java library, as stages of pyspark.ml.

    from dev.limpid.spark import LimpidClassifier

    classifier = LimpidClassifier(network="resnet20", imageShape="32x32x3", epochs=10)
    model = classifier.fit(images)
    model.transform(images).select("prediction", "probability", "reason").show()

Parameters, their defaults and their texts are those of the Java classes; explainParams() lists
them. Names of module and classes are Java's, since by these Spark finds what reads a saved
pipeline.
"""

from pyspark.ml.param import Param, TypeConverters
from pyspark.ml.util import JavaMLReadable, JavaMLWritable
from pyspark.ml.wrapper import JavaEstimator, JavaModel, JavaWrapper

_CONVERTERS = {
    "BooleanParam": TypeConverters.toBoolean,
    "DoubleParam": TypeConverters.toFloat,
    "IntParam": TypeConverters.toInt,
    "LongParam": TypeConverters.toInt,
    "Param": TypeConverters.toString,
}


class LimpidClassifier(JavaEstimator, JavaMLReadable, JavaMLWritable):
    """Trains a network that classifies images."""

    def __init__(self, **params):
        super().__init__()
        self._java_obj = self._new_java_obj("dev.limpid.spark.LimpidClassifier")
        self._resetUid(self._java_obj.uid())
        for param in self._java_obj.params():
            convert = _CONVERTERS[param.getClass().getSimpleName()]
            setattr(self, param.name(), Param(self, param.name(), param.doc(), convert))
        self._params = None  # pyspark then looks for them again
        self._transfer_params_from_java()
        self.setParams(**params)

    def setParams(self, **params):
        """Sets parameters by name: setParams(epochs=5, seed=2)."""
        return self._set(**params)

    def _create_model(self, java_model):
        return LimpidClassificationModel(java_model)


class LimpidClassificationModel(JavaModel, JavaMLReadable, JavaMLWritable):
    """Classifies images; a LimpidClassifier that is fitted makes one."""

    @classmethod
    def of(cls, path):
        """A model that was trained elsewhere, from its file on this machine."""
        file = JavaWrapper._new_java_obj("java.io.File", path)
        java_class = "dev.limpid.spark.LimpidClassificationModel.of"
        return cls(JavaWrapper._new_java_obj(java_class, file.toPath()))

    def setParams(self, **params):
        """Sets parameters by name: setParams(featuresCol="content")."""
        return self._set(**params)

    @property
    def history(self):
        """The figures of the training's epochs, a JSON object a line."""
        return self._java_obj.history()

    @property
    def classNames(self):
        """The names of the classes, in the order of the labels."""
        return list(self._java_obj.classNames())
