package dev.limpid.examples.curve;

import dev.limpid.train.run.RunRecord;
import java.util.List;

/**
 * Trainings on a part of the training set, one a seed.
 *
 * @param images of the part
 * @param runs one a seed
 */
record Subset(int images, List<RunRecord> runs) {}
