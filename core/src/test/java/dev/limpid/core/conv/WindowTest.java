package dev.limpid.core.conv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class WindowTest {
  @Test
  void samePaddingFollowsTensorFlow() {
    assertEquals(new Window(5, 3, 1, 1, 1, 5), Window.along(0, 5, 3, 1, 1, Padding.SAME));
    // an odd remainder goes after: 1 zero in all, none of it before
    assertEquals(new Window(4, 3, 2, 1, 0, 2), Window.along(0, 4, 3, 2, 1, Padding.SAME));
    assertEquals(new Window(5, 2, 1, 1, 0, 5), Window.along(0, 5, 2, 1, 1, Padding.SAME));
    assertEquals(new Window(5, 3, 1, 2, 2, 5), Window.along(0, 5, 3, 1, 2, Padding.SAME));
    // a stride larger than the kernel needs no padding
    assertEquals(new Window(7, 1, 3, 1, 0, 3), Window.along(0, 7, 1, 3, 1, Padding.SAME));
  }

  @Test
  void validAndExplicitPaddingFollowTheirFormula() {
    assertEquals(25, Window.along(0, 50, 2, 2, 1, Padding.VALID).output());
    assertEquals(27, Window.along(1, 55, 2, 2, 1, Padding.VALID).output());
    assertEquals(12, Window.along(0, 23, 7, 2, 1, Padding.explicit(3, 0)).output());
    assertEquals(9, Window.along(1, 23, 7, 2, 1, Padding.explicit(3, 0)).output());
  }

  @Test
  void aWindowThatDoesNotFitIsRefusedWithTheRemedy() {
    IllegalArgumentException problem =
        assertThrows(
            IllegalArgumentException.class, () -> Window.along(0, 2, 3, 1, 1, Padding.VALID));
    assertTrue(problem.getMessage().contains("'same' padding"), problem.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Window.along(0, 5, 0, 1, 1, Padding.VALID));
    assertThrows(IllegalArgumentException.class, () -> Window.along(0, 5, 3, 0, 1, Padding.SAME));
    assertThrows(IllegalArgumentException.class, () -> Padding.explicit(-1, 0));
  }
}
