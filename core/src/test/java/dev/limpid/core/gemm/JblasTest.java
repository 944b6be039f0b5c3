package dev.limpid.core.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class JblasTest {
  /** The plain product, with something done to each result of a size. */
  private record Spoilt(int rows, Consumer<Matrix> fault) implements Gemm {
    @Override
    public String name() {
      return "spoilt";
    }

    @Override
    public void multiply(Matrix a, Matrix b, float beta, Matrix c, Parallel parallel) {
      Gemm.plain().multiply(a, b, beta, c, parallel);
      if (c.rows() == rows) {
        fault.accept(c);
      }
    }
  }

  @Test
  void aRightProductHasNoObstacle() {
    assertEquals(Optional.empty(), Jblas.obstacle(Gemm.plain()));
    assertEquals(Optional.empty(), Jblas.obstacle(new Spoilt(7, c -> {})));
  }

  @Test
  void aLibraryThatGivesNoNumbersIsRefusedWithTheProductThatShowedIt() {
    String told = Jblas.obstacle(new Spoilt(7, c -> c.data()[6] = Float.NaN)).orElse("");
    String product = "its product of a 7x9 matrix and a 9x5 matrix was wrong, NaN instead of ";
    assertTrue(told.startsWith("its native library computes wrongly on "), told);
    assertTrue(told.contains(product), told);
    assertTrue(told.endsWith(" in row 1, column 1"), told);
  }

  @Test
  void aSumThatIsALittleOffIsFoundInLargerProductsToo() {
    String told = Jblas.obstacle(new Spoilt(33, c -> c.data()[0]++)).orElse("");
    assertTrue(told.contains("a 33x41 matrix and a 41x18 matrix"), told);
  }

  /** A fault of kernels that multiply C by beta whatever beta is. */
  @Test
  void aLibraryThatReadsWhatItOverwritesIsRefused() {
    Gemm reading =
        new Gemm() {
          @Override
          public String name() {
            return "reading";
          }

          @Override
          public void multiply(Matrix a, Matrix b, float beta, Matrix c, Parallel parallel) {
            c.data()[0] *= beta;
            Gemm.plain().multiply(a, b, 1, c, parallel);
          }
        };
    assertTrue(Jblas.obstacle(reading).isPresent());
  }
}
