/**
 * How much data is enough: trainings on growing parts of the training set, and the law they follow.
 */
package dev.limpid.cli.curve;
