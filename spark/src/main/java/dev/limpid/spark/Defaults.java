package dev.limpid.spark;

import org.apache.spark.ml.param.Param;

/** {@code Params.setDefault}, which only the owner of the parameters may call. */
@FunctionalInterface
interface Defaults {
  /** Sets a default value. */
  <T> void set(Param<T> param, T value);
}
