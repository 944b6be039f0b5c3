package dev.limpid.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.GradientCheck.Mistake;
import dev.limpid.layers.merge.Add;
import dev.limpid.layers.merge.Concat;
import dev.limpid.layers.merge.Multiply;
import dev.limpid.layers.norm.BatchNorm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GradientCheckTest {
  static List<LayerCase> cases() {
    // merging layers of one input are no other case: those of several have a test of their own
    return LayerCases.all().stream()
        .filter(layerCase -> !(layerCase.layer().get() instanceof Merge))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theLibrarysLayersAreRight(LayerCase layerCase) {
    for (int seed = 0; seed < 3; seed++) {
      Layer layer = layerCase.build(seed, Compute.standard());
      assertEquals(List.of(), GradientCheck.of(layer).seed(seed).values(60).mistakes());
    }
  }

  @Test
  void layersOfSeveralInputsAreChecked() {
    GradientCheck.of(new Add()).input(3, 2).input(3, 2).require();
    GradientCheck.of(new Multiply()).input(3, 2).input(3, 2).input(3, 2).require();
    GradientCheck.of(new Concat()).input(3, 2).input(3, 4).require();
  }

  /** Swish of slope 1.5 with one thing wrong in its backward pass. */
  private static class WrongSwish extends Layer {
    Parameter shift;

    @Override
    public Shape outputShape(Shape input) {
      return input;
    }

    @Override
    public Map<String, Object> config() {
      return Map.of();
    }

    @Override
    public List<Parameter> parameters() {
      return isBuilt() ? List.of(shift) : List.of();
    }

    @Override
    protected void onBuild(Shape input, Rng rng) {
      shift = Parameter.trainable("swish.shift", Shape.of(1), false);
    }

    static double gate(double x) {
      return 1 / (1 + Math.exp(-1.5 * x));
    }

    @Override
    protected void onForward(Tensor x, Tensor y, Mode mode) {
      for (int i = 0; i < x.size(); i++) {
        y.data()[i] = (float) (x.data()[i] * gate(x.data()[i])) + shift.value().data()[0];
      }
    }

    double slope(double x) {
      return gate(x) + 1.5 * x * gate(x) * (1 - gate(x));
    }

    double ofShift(Tensor dy) {
      double sum = 0;
      for (int i = 0; i < dy.size(); i++) {
        sum += dy.data()[i];
      }
      return sum;
    }

    @Override
    protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
      for (int i = 0; dx != null && i < dx.size(); i++) {
        dx.data()[i] = (float) (dy.data()[i] * slope(x.data()[i]));
      }
      shift.gradient().data()[0] = (float) ofShift(dy);
    }
  }

  private static Mistake only(Layer layer) {
    List<Mistake> mistakes = GradientCheck.of(layer).input(4, 3).mistakes();
    assertEquals(1, mistakes.size(), mistakes::toString);
    assertEquals(layer.toString(), mistakes.get(0).layer());
    return mistakes.get(0);
  }

  @Test
  void aRightLayerOfOnesOwnPasses() {
    GradientCheck.of(new WrongSwish()).input(4, 3).require();
  }

  @Test
  void aDroppedTermIsFoundWithItsPlaceAndSize() {
    Layer layer =
        new WrongSwish() {
          @Override
          double slope(double x) {
            double gate = gate(x);
            return gate + 1.5 * x * gate; // (1 - gate) was forgotten
          }
        };
    Mistake mistake = only(layer);
    assertEquals("its input", mistake.of());
    assertEquals(3, mistake.at().size());
    assertTrue(Math.abs(mistake.backward() - mistake.slope()) > 0.1, mistake.toString());
  }

  @Test
  void aSmallErrorOfTheSlopeIsFound() {
    Tensor x = Tensor.of(Shape.of(1, 1), -1);
    Layer layer =
        new WrongSwish() {
          @Override
          double slope(double at) {
            return at == -1 ? 0.176 / 0.225 * super.slope(at) : super.slope(at);
          }
        };
    List<Mistake> mistakes = GradientCheck.of(layer).on(x).mistakes();
    assertEquals(1, mistakes.size());
    assertEquals(
        0.176 / 0.225, mistakes.get(0).backward() / mistakes.get(0).slope(), 1e-3, "the ratio");
    assertEquals(List.of(0, 0), mistakes.get(0).at());
  }

  @Test
  void aWrongSignAFactorAndWhatIsNotWrittenAreNamed() {
    Mistake sign =
        only(
            new WrongSwish() {
              @Override
              double slope(double x) {
                return -super.slope(x);
              }
            });
    assertEquals("it has the wrong sign", sign.hint());
    assertEquals(sign.checked(), sign.wrong());
    Mistake factor =
        only(
            new WrongSwish() {
              @Override
              double slope(double x) {
                return 1.5 * super.slope(x);
              }
            });
    assertEquals("it is 1.50 times what it should be", factor.hint());
    Mistake nothing =
        only(
            new WrongSwish() {
              @Override
              protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
                shift.gradient().data()[0] = (float) ofShift(dy);
              }
            });
    assertEquals("it writes nothing", nothing.hint());
  }

  @Test
  void aGradientThatIsAddedToIsFound() {
    Mistake added =
        only(
            new WrongSwish() {
              @Override
              double ofShift(Tensor dy) {
                return shift.gradient().data()[0] + super.ofShift(dy);
              }
            });
    assertEquals("'swish.shift'", added.of());
    assertEquals("it adds to what was there before, which it must overwrite", added.hint());
  }

  @Test
  void aLayerThatReadsWhatItSaysItDoesNotKeepIsFound() {
    Mistake read =
        only(
            new WrongSwish() {
              @Override
              public boolean keepsInput() {
                return false;
              }
            });
    assertTrue(read.hint().contains("keepsInput()"), read.toString());
  }

  /** Layers one after another, as a layer of the user's own. */
  private static class Chain extends Layer {
    final List<Layer> children;

    Chain(Layer... children) {
      this.children = List.of(children);
    }

    @Override
    public Shape outputShape(Shape input) {
      Shape shape = input;
      for (Layer child : children) {
        shape = child.outputShape(shape);
      }
      return shape;
    }

    @Override
    public Map<String, Object> config() {
      return Map.of();
    }

    @Override
    public List<Parameter> parameters() {
      return children.stream().flatMap(child -> child.parameters().stream()).toList();
    }

    @Override
    protected void onBuild(Shape input, Rng rng) {
      Shape shape = input;
      for (Layer child : children) {
        child.build(shape, rng, compute());
        shape = child.outputShape();
      }
    }

    @Override
    protected void onForward(Tensor x, Tensor y, Mode mode) {
      Tensor passed = x;
      for (Layer child : children) {
        passed = child.forward(passed, mode);
      }
      y.copyFrom(passed);
    }

    @Override
    protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
      Tensor passed = dy;
      for (int i = children.size() - 1; i >= 0; i--) {
        passed = children.get(i).backward(passed);
      }
      dx.copyFrom(passed);
    }
  }

  @Test
  void theRoundingOfAGradientOfZeroIsNoMistake() {
    for (int seed = 0; seed < 10; seed++) {
      Layer block = new Chain(new Conv2D(4, 3).same(), new BatchNorm());
      GradientCheck.of(block).input(6, 5, 3).seed(seed).require();
    }
  }

  @Test
  void kinksToBothSidesAreNoMistake() {
    for (int seed : new int[] {161, 214, 396}) {
      Layer block = new Chain(new Conv2D(8, 3).same(), new BatchNorm(), new ReLU());
      GradientCheck.of(block).input(8, 8, 1).values(16).batch(2).seed(seed).require();
    }
  }

  @Test
  void aBiasWithoutGradientInABlockIsFound() {
    Layer block =
        new Chain(new Conv2D(4, 3).same(), new ReLU(), new BatchNorm()) {
          @Override
          protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
            super.onBackward(x, y, dy, dx);
            parameters().get(1).gradient().fill(0);
          }
        };
    List<Mistake> mistakes = GradientCheck.of(block).input(6, 5, 3).mistakes();
    assertEquals(1, mistakes.size(), mistakes.toString());
    assertEquals("it is 0", mistakes.get(0).hint());
  }

  @Test
  void aKinkIsNoMistake() {
    Tensor atZero = Tensor.of(Shape.of(1, 4), 0, 1e-3f, -1e-3f, 5);
    GradientCheck.of(new ReLU()).on(atZero).require();
  }

  @Test
  void parametersAreAsBeforeToTheBit() {
    Layer layer = new Dense(3);
    layer.build(Shape.of(5), Rng.of(1), Compute.standard());
    float[] before = layer.parameters().get(0).value().copy().data();
    GradientCheck.of(layer).require();
    assertArrayEquals(before, layer.parameters().get(0).value().data());
  }

  @Test
  void whatCannotBeCheckedIsRefused() {
    Layer random =
        new WrongSwish() {
          private int pass;

          @Override
          protected void onForward(Tensor x, Tensor y, Mode mode) {
            super.onForward(x, y, mode);
            y.data()[0] += pass++;
          }
        };
    assertThrows(IllegalStateException.class, () -> GradientCheck.of(random).input(2).mistakes());
    assertThrows(IllegalStateException.class, () -> GradientCheck.of(new WrongSwish()).mistakes());
  }

  @Test
  void theMessageSaysWhichWhereAndByHowMuch() {
    Layer layer =
        new WrongSwish() {
          @Override
          double slope(double x) {
            return 2 * super.slope(x);
          }
        };
    AssertionError error =
        assertThrows(
            AssertionError.class,
            () -> GradientCheck.of(layer.named("swish_1")).input(4, 3).require());
    assertTrue(
        error
            .getMessage()
            .matches(
                ".*'swish_1': the gradient by its input is wrong at \\[\\d, \\d, \\d]: backward"
                    + " gives \\S+, but the slope is \\S+\\. Wrong in 36 of the 36 values that were"
                    + " checked: it is 2.00 times what it should be"),
        error.getMessage());
  }
}
