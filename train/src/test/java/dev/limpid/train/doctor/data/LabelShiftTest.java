package dev.limpid.train.doctor.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LabelShiftTest {
  @Test
  void theChiSquaredTailIsThatOfTheTables() {
    assertEquals(0.05, LabelShift.upperTail(42.557, 29), 2e-4);
    assertEquals(0.001, LabelShift.upperTail(58.301, 29), 5e-5);
  }
}
