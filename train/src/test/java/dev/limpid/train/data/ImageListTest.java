package dev.limpid.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageListTest {
  private static final Shape SHAPE = Shape.of(2, 2, 3);
  private static final int MUTANTS = 2000;

  @TempDir Path temp;

  @BeforeEach
  void writeImages() throws IOException {
    Files.createDirectories(temp.resolve("photos"));
    for (int i = 0; i < 8; i++) {
      BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
      image.setRGB(0, 0, i);
      ImageIO.write(image, "png", temp.resolve("photos/" + i + ".png").toFile());
    }
  }

  @Test
  void labelsAndFilesAreThoseOfTheList() throws IOException {
    Dataset data =
        read("file,label\nphotos/3.png,dog\nphotos/1.png,cat\nphotos/2.png,dog\n")
            .images()
            .dataset();
    assertEquals("[cat, dog]", data.classNames().toString());
    assertArrayEquals(new int[] {1, 0, 1}, labels(data));
    assertArrayEquals(new int[] {3, 1, 2}, numbers(data));
    assertEquals("photos/1.png", data.nameOf(1));
  }

  @Test
  void columnsMayBeCalledOtherwiseStandInAnyOrderAndBeQuoted() throws IOException {
    Dataset data =
        read("\uFEFFnote,Class,\"filename\"\r\n\"a \"\"b\"\", c\",\"x, y\", photos/3.png \r\n"
                + "\r\n,\"w \"\"z\"\"\",photos/0.png")
            .images()
            .dataset();
    assertEquals(List.of("w \"z\"", "x, y"), data.classNames());
    assertArrayEquals(new int[] {3, 0}, numbers(data));
  }

  @Test
  void theColumnSplitPartsTheImages() throws IOException {
    ImageList list =
        read(
            "file,label,split\nphotos/3.png,a,val\nphotos/1.png,b,Training\nphotos/2.png,a,train\n"
                + "photos/4.png,c,test\nphotos/5.png,b,validation\n");
    Split split = list.split().orElseThrow();
    assertArrayEquals(new int[] {1, 2}, numbers(split.training()));
    assertArrayEquals(new int[] {3, 5}, numbers(split.validation()));
    assertEquals("[a, b]", split.training().classNames().toString());
    assertEquals(temp.resolve("photos/4.png"), list.images().leftAside().get(0).path());
    assertFalse(list.hasGroups());
    assertThrows(IllegalStateException.class, () -> list.splitByGroup(0.5, Rng.of(1)));
  }

  @Test
  void aGroupIsNeverOnBothSides() throws IOException {
    StringBuilder text = new StringBuilder("group,file,label\n");
    for (int i = 0; i < 8; i++) {
      text.append("person ")
          .append(i / 2)
          .append(",photos/")
          .append(i)
          .append(".png,")
          .append(i % 2);
      text.append('\n');
    }
    ImageList list = read(text.toString());
    assertTrue(list.split().isEmpty());
    Set<Set<Integer>> seen = new HashSet<>();
    for (int seed = 0; seed < 30; seed++) {
      Split split = list.splitByGroup(0.25, Rng.of(seed));
      assertEquals(2, split.validation().size(), "seed " + seed);
      Set<Integer> groups = new HashSet<>();
      for (int number : numbers(split.validation())) {
        groups.add(number / 2);
      }
      assertEquals(1, groups.size(), "seed " + seed);
      for (int number : numbers(split.training())) {
        assertFalse(groups.contains(number / 2), "seed " + seed);
      }
      seen.add(groups);
    }
    assertEquals(4, seen.size(), "groups that were drawn");
  }

  @Test
  void groupsAndPartsStayWithTheirImagesWhereOthersAreSkipped() throws IOException {
    Files.writeString(temp.resolve("photos/1.png"), "no image");
    ImageList list =
        read(
            "file,label,split,group\nphotos/1.png,a,val,g\nphotos/none.png,b,train,g\n"
                + "photos/2.png,a,train,h\nphotos/3.png,b,val,k\n");
    assertArrayEquals(new int[] {2}, numbers(list.split().orElseThrow().training()));
    assertArrayEquals(new int[] {3}, numbers(list.split().orElseThrow().validation()));
    assertEquals(2, list.images().skipped().size());
    assertEquals("there is no such file", list.images().skipped().get(1).reason());
    assertEquals(1, list.splitByGroup(0.5, Rng.of(1)).validation().size());
    refused(true, "file,label\nphotos/1.png,a\nphotos/2.png,b\n", "photos/1.png", "it is not a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|the file is empty",
        "'file;label~photos/1.png;a'|must name a column 'file'",
        "'file,class,label~a,b,c'|each once",
        "'file,label~photos/1.png,a~photos/2.png'|line 3: it has 1 values, but there are 2",
        "'file,label~photos/1.png,a~~photos/2.png,'|line 4: the label is empty",
        "'file,label~,a~photos/2.png,b'|line 2: the file is empty",
        "'file,label~photos/1.png,a~photos/2.png,a'|at least two classes, but the labels are [a]",
        "'file,label~\"photos/1.png,a~photos/2.png,a'|line 2: a value has the control character 10",
        "'file,label~photos/1.png,a~\"photos/2.png,b'|line 3: a double quote opens a value",
        "'file,label~\"photos/1.png\"x,a'|line 2: a value between double quotes is not followed",
        "'file,label~photos/1.png,a~photos/zero.png,b'|no image of the class 'b' can be read",
        "'file,label,split~photos/1.png,a,train~photos/2.png,b,later'|line 3: the split is 'training'",
        "'file,label,split~photos/1.png,a,train~photos/2.png,b,train'|leaves no image to validate on",
        "'file,label,split~photos/1.png,a,val~photos/2.png,b,val'|leaves no image to learn from",
        "'file,label,group~photos/1.png,a,~photos/2.png,b,x'|line 2: the group is empty"
      })
  void aWrongLineIsNamed(String text, String reason) {
    refused(false, text.replace('~', '\n'), reason);
  }

  @Test
  void whatAListHoldsIsToldOnOneLine() {
    refused(true, "file,la\u009b2Jbel\n", "la\\u009b2jbel");
    refused(true, "file,label\na.png,x\ty\n", "x\\u0009y");
  }

  @Test
  void whatIsNoTextAndWhatIsNoFileIsRefused() throws IOException {
    Path csv = temp.resolve("images.csv");
    byte[] bytes = "file,label\nphotos/1.png,\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
    Files.write(csv, bytes);
    String message =
        assertThrows(DatasetException.class, () -> ImageList.read(csv, SHAPE, false)).getMessage();
    assertTrue(message.endsWith("images.csv: line 2: it is not text in UTF-8"), message);
    Path none = temp.resolve("none.csv");
    assertThrows(DatasetException.class, () -> ImageList.read(none, SHAPE, false));
    assertThrows(DatasetException.class, () -> ImageList.read(temp, SHAPE, false));
    refused(false, "file,label\nphotos/1.png," + "x".repeat(5000), "more than 4096 characters");
    refused(false, "file,label\nphotos/\0.png,x", "control character 0");
  }

  @Test
  void aMutantIsReadOrRefusedInOneLine() throws IOException {
    String text =
        "file,label,split,group\r\n\"photos/1.png\",a,val,g\r\nphotos/2.png,\"b, \"\"c\"\"\",train,h\r\n"
            + "photos/3.png,a,train,h\r\nphotos/4.png,\"b, \"\"c\"\"\",val,k\r\n";
    byte[] original = text.getBytes(StandardCharsets.UTF_8);
    Path csv = temp.resolve("images.csv");
    int refused = 0;
    for (int seed = 0; seed < MUTANTS; seed++) {
      Rng rng = Rng.of(seed);
      byte[] bytes = original.clone();
      for (int i = 0; i <= rng.nextInt(3); i++) {
        byte[] likely = "\",\r\n a".getBytes(StandardCharsets.UTF_8);
        boolean any = rng.nextInt(2) == 0;
        bytes[rng.nextInt(bytes.length)] =
            any ? (byte) rng.nextInt(256) : likely[rng.nextInt(likely.length)];
      }
      Files.write(csv, bytes);
      try {
        ImageList list = ImageList.read(csv, SHAPE, false);
        numbers(list.images().dataset());
      } catch (DatasetException e) {
        refused++;
        String what = "mutant " + seed + ": " + e.getMessage();
        assertFalse(e.getMessage().contains("\n"), what);
        assertTrue(e.getMessage().contains("images.csv"), what);
        assertTrue(e.getMessage().length() < 500, what);
      } catch (RuntimeException e) {
        throw new AssertionError("mutant " + seed, e);
      }
    }
    assertTrue(refused > MUTANTS / 10, "only " + refused + " were refused");
  }

  private ImageList read(String text) throws IOException {
    Path csv = Files.writeString(temp.resolve("images.csv"), text);
    return ImageList.read(csv, SHAPE, false);
  }

  private void refused(boolean strict, String text, String... parts) {
    Path csv = temp.resolve("images.csv");
    String message =
        assertThrows(
                DatasetException.class,
                () -> ImageList.read(Files.writeString(csv, text), SHAPE, strict))
            .getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
    assertTrue(strict || message.startsWith("cannot read " + csv + ": "), message);
  }

  private static int[] labels(Dataset data) {
    int[] labels = new int[data.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = data.label(i);
    }
    return labels;
  }

  /** The number of each image: the blue of its first pixel. */
  private static int[] numbers(Dataset data) {
    int[] numbers = new int[data.size()];
    float[] values = new float[SHAPE.size()];
    for (int i = 0; i < numbers.length; i++) {
      data.read(i, values, 0);
      numbers[i] = Math.round(255 * values[2]);
    }
    return numbers;
  }
}
