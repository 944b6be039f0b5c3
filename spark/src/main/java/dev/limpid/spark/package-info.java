/**
 * Limpid on Apache Spark: {@link dev.limpid.spark.LimpidClassifier} is an Estimator of Spark ML's
 * pipelines, {@link dev.limpid.spark.LimpidClassificationModel} its Model.
 *
 * <pre>{@code
 * Dataset<Row> images = spark.read().format("image").option("dropInvalid", "true").load("photos");
 * LimpidClassificationModel model =
 *     new LimpidClassifier().setNetwork("resnet20").setImageShape("32x32x3").setEpochs(10).fit(images);
 * model.transform(others).select("image.origin", "prediction", "probability", "reason").show();
 * }</pre>
 *
 * <p>The network is trained by Limpid's own trainer and computes in the JVMs of the executors; what
 * Spark sends are rows, settings and the model's file. Executors compute several times faster with
 * {@code spark.executor.extraJavaOptions=--add-modules=jdk.incubator.vector}.
 */
package dev.limpid.spark;
