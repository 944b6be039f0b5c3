package dev.limpid.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Shape;
import dev.limpid.train.data.characters.Characters;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  @TempDir Path temp;

  @Test
  void exportedImagesAreReadAgainToTheBit() throws IOException {
    Dataset written = Characters.generate(3, 90, 0.5, Parallel.serial());
    Path folder = temp.resolve("new/characters");
    ImageFolder.export(written, folder);
    ImageFolder.Result result = ImageFolder.read(folder, 50, 55, true);
    Dataset read = result.dataset();
    assertEquals(List.of(), result.skipped());
    assertEquals(written.classNames(), read.classNames());
    assertEquals(written.sampleShape(), read.sampleShape());
    assertEquals(90, read.size());
    float[] expected = new float[50 * 55 * 3];
    float[] actual = new float[50 * 55 * 3];
    for (int i = 0; i < 90; i++) {
      String file = Path.of(read.nameOf(i)).getFileName().toString();
      int original = Integer.parseInt(file.substring(0, 5)) - 1;
      written.read(original, expected, 0);
      read.read(i, actual, 0);
      assertArrayEquals(expected, actual, file);
      assertEquals(written.label(original), read.label(i), file);
    }
  }

  @Test
  void classesAndImagesAreInTheOrderOfTheirNames() throws IOException {
    for (String name : List.of("b/2.png", "b/10.png", "a/z.bmp", "a/Y.GIF", "c/x.jpeg")) {
      write(name, filled(4, 4, 0xff0000));
    }
    Files.writeString(temp.resolve("a/notes.txt"), "not an image");
    Files.writeString(temp.resolve("a/.hidden.png"), "not an image");
    Files.createDirectories(temp.resolve(".git"));
    Files.createDirectories(temp.resolve("a/folder.png"));
    Dataset data = ImageFolder.read(temp, 4, 4, true).dataset();
    assertEquals(List.of("a", "b", "c"), data.classNames());
    List<String> names = List.of("a/Y.GIF", "a/z.bmp", "b/10.png", "b/2.png", "c/x.jpeg");
    for (int i = 0; i < names.size(); i++) {
      assertEquals(Path.of(names.get(i)), Path.of(data.nameOf(i)));
    }
    assertEquals(1, data.label(2));
    assertEquals(Shape.of(4, 4, 3), data.sampleShape());
  }

  @Test
  void imagesAreResizedToTheSizeAskedFor() throws IOException {
    Path file = write("x.png", filled(40, 30, 0x336699));
    float[] values = ImageFolder.readImage(file, 5, 7);
    assertEquals(5 * 7 * 3, values.length);
    for (int i = 0; i < values.length; i += 3) {
      assertArrayEquals(new float[] {0.2f, 0.4f, 0.6f}, Arrays.copyOfRange(values, i, i + 3));
    }
  }

  @Test
  void brokenFilesAreNamedAndSkipped() throws IOException {
    write("a/1.png", filled(4, 4, 0));
    write("b/1.png", filled(4, 4, 0));
    Files.writeString(temp.resolve("a/text.png"), "not an image");
    Files.write(temp.resolve("b/empty.jpg"), new byte[0]);
    byte[] png = Files.readAllBytes(temp.resolve("a/1.png"));
    Files.write(temp.resolve("b/cut.png"), Arrays.copyOf(png, png.length / 2));
    ImageFolder.Result result = ImageFolder.read(temp, 4, 4, false);
    assertEquals(2, result.dataset().size());
    assertEquals(
        List.of("text.png", "cut.png", "empty.jpg"),
        result.skipped().stream().map(s -> s.path().getFileName().toString()).toList());
    assertEquals(
        "it is not a PNG, JPEG, GIF, BMP, TIFF or WebP image", result.skipped().get(0).reason());
    assertTrue(result.skipped().get(1).reason().contains("broken"), result.skipped().toString());
    assertEquals("the file is empty", result.skipped().get(2).reason());
  }

  @Test
  void manyFilesKeepTheirOrderWhicheverAreBroken() throws IOException {
    for (int i = 100; i < 230; i++) {
      Path file = write("a/" + i + ".png", filled(4, 4, i));
      if (i == 101 || i == 164 || i == 229) {
        Files.writeString(file, "not an image");
      }
    }
    write("b/1.png", filled(4, 4, 0));
    ImageFolder.Result result = ImageFolder.read(temp, 4, 4, false);
    assertEquals(
        List.of("101.png", "164.png", "229.png"),
        result.skipped().stream().map(s -> s.path().getFileName().toString()).toList());
    assertEquals(128, result.dataset().size());
    float[] image = new float[48];
    for (int i = 0; i < 127; i++) {
      result.dataset().read(i, image, 0);
      String name = Path.of(result.dataset().nameOf(i)).getFileName().toString();
      assertEquals(name, Math.round(255 * image[2]) + ".png");
    }
  }

  @Test
  void aBrokenFileIsAnErrorIfStrict() throws IOException {
    write("a/1.png", filled(4, 4, 0));
    write("b/1.png", filled(4, 4, 0));
    Files.writeString(temp.resolve("b/text.png"), "not an image");
    failsWith(() -> ImageFolder.read(temp, 4, 4, true), "text.png", "not a PNG");
  }

  @Test
  void whatIsLeftAsideIsCountedAndSaid() throws IOException {
    for (String name : List.of("a/1.jfif", "a/2.jpe", "a/3.tif", "a/4.TIFF", "b/1.jpg")) {
      Path image = write(name.replaceAll("j[a-z]+$", "jpg"), filled(4, 4, 0));
      Files.move(image, temp.resolve(name));
    }
    for (String name : List.of("a/x.heic", "a/y.heic", "b/z.HEIC", "b/README", "labels.csv")) {
      Files.writeString(temp.resolve(name), "anything");
    }
    write("b/more/1.png", filled(4, 4, 0));
    write("b/.thumbnails/1.png", filled(4, 4, 0));
    ImageFolder.Result result = ImageFolder.read(temp, 4, 4, true);
    assertEquals(5, result.dataset().size());
    assertEquals(
        List.of(
            "3 left aside in a, b: a file ending in .heic; images are PNG, JPEG, GIF, BMP, TIFF or WebP"
                + " files",
            "1 left aside in " + temp.getFileName() + ": a file beside the folders of the classes",
            "1 left aside in b: a file without an ending; images are PNG, JPEG, GIF, BMP, TIFF or WebP"
                + " files",
            "1 left aside in b: a sub-folder; images must be directly in the folder of a class"),
        result.leftAsideByReason());
    assertEquals(temp.resolve("labels.csv"), result.leftAside().get(0).path());
  }

  @Test
  void fiveFoldersOfWhatIsLeftAsideAreNamed() throws IOException {
    for (String name : List.of("a", "b", "c", "d", "e")) {
      write(name + "/1.png", filled(4, 4, 0));
      Files.writeString(temp.resolve(name + "/x.heic"), "anything");
    }
    String all = ImageFolder.read(temp, 4, 4, true).leftAsideByReason().get(0);
    assertTrue(all.startsWith("5 left aside in a, b, c, d, e: "), all);
    for (String name : List.of("f", "g")) {
      write(name + "/1.png", filled(4, 4, 0));
      Files.writeString(temp.resolve(name + "/x.heic"), "anything");
    }
    String some = ImageFolder.read(temp, 4, 4, true).leftAsideByReason().get(0);
    assertTrue(some.startsWith("7 left aside in a, b, c, d, e and 2 other folders: "), some);
  }

  @Test
  void aClassThatHasOnlyWhatIsLeftAsideSaysSo() throws IOException {
    write("train/cat/1.png", filled(4, 4, 0));
    write("test/cat/1.png", filled(4, 4, 0));
    failsWith(() -> ImageFolder.read(temp, 4, 4, false), "class 'test'", "cat: a sub-folder");
  }

  @Test
  void classesWhoseNamesAreNotToldApartAreRefused() throws Exception {
    // In the bytes of UTF-8: two animals in Chinese; and e with an accent, as one letter and as
    // two.
    Path animals = Files.createDirectories(temp.resolve("animals"));
    Path letters = Files.createDirectories(temp.resolve("letters"));
    String make =
        "mkdir \"$1/$(printf '\\347\\214\\253')\" \"$1/$(printf '\\347\\213\\227')\" &&"
            + " mkdir \"$2/$(printf '\\303\\251')\" \"$2/$(printf 'e\\314\\201')\"";
    Process made =
        new ProcessBuilder("sh", "-c", make, "sh", animals.toString(), letters.toString()).start();
    assumeTrue(made.waitFor() == 0 && !System.getProperty("os.name").contains("Mac"));
    String undecoded = classesOf(animals, "C");
    assertTrue(undecoded.contains("can't be decoded as ANSI_X3.4-1968"), undecoded);
    assertTrue(undecoded.contains("LC_ALL=C.UTF-8"), undecoded);
    String same = classesOf(letters, "C.UTF-8");
    assertTrue(same.contains("two class folders have the same name, '"), same);
    String fine = classesOf(animals, "C.UTF-8");
    assertTrue(fine.contains("has no image that can be read"), fine);
  }

  /** What a JVM in another locale says of a folder. */
  private static String classesOf(Path folder, String locale) throws Exception {
    ProcessBuilder java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Reading.class.getName(),
                folder.toString())
            .redirectErrorStream(true);
    java.environment().put("LC_ALL", locale);
    Process child = java.start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, child.waitFor(), said);
    return said;
  }

  /** Says why a folder can't be read. */
  static final class Reading {
    private Reading() {}

    public static void main(String[] arguments) {
      System.out.println(
          assertThrows(
                  DatasetException.class,
                  () -> ImageFolder.read(Path.of(arguments[0]), 4, 4, false))
              .getMessage());
    }
  }

  @Test
  void foldersThatHoldNoDataSetAreExplained() throws IOException {
    Path missing = temp.resolve("missing");
    failsWith(() -> ImageFolder.read(missing, 4, 4, false), "missing", "does not exist");
    failsWith(() -> ImageFolder.read(temp, 4, 4, false), "no sub-folders", temp.toString());
    Path file = write("a/1.png", filled(4, 4, 0));
    failsWith(() -> ImageFolder.read(file, 4, 4, false), "is a file");
    failsWith(() -> ImageFolder.read(temp, 4, 4, false), "one class only, 'a'", "two");
    Files.createDirectories(temp.resolve("b"));
    failsWith(() -> ImageFolder.read(temp, 4, 4, false), "class 'b'", "no image");
    Files.writeString(temp.resolve("b/broken.png"), "not an image");
    failsWith(() -> ImageFolder.read(temp, 4, 4, false), "class 'b'", "broken.png: it is not");
    assertThrows(IllegalArgumentException.class, () -> ImageFolder.read(temp, 0, 4, false));
    assertThrows(IllegalArgumentException.class, () -> ImageFolder.read(temp, 4, 0, false));
  }

  @Test
  void exportRefusesWhatItCannotWriteAndWhatItWouldMixWith() throws IOException {
    Path folder = temp.resolve("out");
    IllegalArgumentException channels =
        assertThrows(
            IllegalArgumentException.class, () -> ImageFolder.export(Samples.of(2, 0, 1), folder));
    assertTrue(channels.getMessage().contains("[2,3,1]"), channels.getMessage());
    for (List<String> names :
        List.of(
            List.of("a", "A"),
            List.of("a", "../b"),
            List.of("a", ""),
            List.of("a", ".."),
            List.of("a", "/b"),
            List.of("a", "b|"),
            List.of("a", "b\u001f"))) {
      Dataset data =
          ByteDataset.of(Shape.of(1, 1, 3), names, new byte[][] {{1, 2, 3}}, new int[] {1});
      assertThrows(IllegalArgumentException.class, () -> ImageFolder.export(data, folder));
    }
    assertFalse(Files.exists(folder));
    Dataset data = Characters.generate(1, 1);
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("mine"), "mine");
    assertThrows(IOException.class, () -> ImageFolder.export(data, folder));
    assertThrows(IOException.class, () -> ImageFolder.export(data, folder.resolve("mine")));
  }

  private static void failsWith(Runnable action, String... expected) {
    String message = assertThrows(DatasetException.class, action::run).getMessage();
    for (String part : expected) {
      assertTrue(message.contains(part), message);
    }
  }

  @Test
  void greyImagesStayGreyAndColoursBecomeTheirLuma() throws IOException {
    BufferedImage grey = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 256; i++) {
      grey.getRaster().setSample(i % 16, i / 16, 0, i);
    }
    write("a/1.png", grey);
    write("b/1.png", filled(16, 16, 0x336699));
    Dataset data = ImageFolder.read(temp, Shape.of(16, 16, 1), true).dataset();
    assertEquals(Shape.of(16, 16, 1), data.sampleShape());
    float[] image = new float[256];
    data.read(0, image, 0);
    for (int i = 0; i < 256; i++) {
      assertEquals(i / 255f, image[i]);
    }
    data.read(1, image, 0);
    long luma = Math.round(0.299 * 0x33 + 0.587 * 0x66 + 0.114 * 0x99);
    assertEquals(luma / 255f, image[77]);
    assertArrayEquals(image, ImageFolder.readImage(temp.resolve("b/1.png"), Shape.of(16, 16, 1)));
    for (Shape shape : List.of(Shape.of(16, 16, 2), Shape.of(16, 16))) {
      assertThrows(
          IllegalArgumentException.class, () -> ImageFolder.read(temp, shape, true), "" + shape);
    }
  }

  @Test
  void imagesBeyondTheMemoryForThemAreReadFromTheirFilesEachTime() throws IOException {
    for (int i = 0; i < 6; i++) {
      write((i < 3 ? "a/" : "b/") + i + ".png", filled(5, 4, 0x102030 * i));
    }
    Shape shape = Shape.of(4, 5, 3);
    Dataset whole = ImageFolder.read(temp, shape, true, 360).dataset();
    Dataset part = ImageFolder.read(temp, shape, true, 359).dataset();
    Dataset none = ImageFolder.read(temp, shape, true, 0).dataset();
    assertTrue(ImageFolder.read(temp, shape, true).isInMemory());
    assertFalse(ImageFolder.read(temp, shape, true, 9).isInMemory());
    assertFalse(whole.toString().contains("read anew"), whole.toString());
    assertTrue(part.toString().contains("1 of them read anew"), part.toString());
    assertTrue(none.toString().contains("6 of them read anew"), none.toString());
    float[] expected = new float[60];
    float[] actual = new float[60];
    for (int i = 0; i < 6; i++) {
      whole.read(i, expected, 0);
      for (Dataset lazy : List.of(part, none)) {
        lazy.read(i, actual, 0);
        assertArrayEquals(expected, actual);
        assertEquals(whole.label(i), lazy.label(i));
        assertEquals(whole.nameOf(i), lazy.nameOf(i));
      }
    }
    Files.delete(temp.resolve("b/5.png"));
    part.read(0, actual, 0);
    String message =
        assertThrows(DatasetException.class, () -> part.read(5, actual, 0)).getMessage();
    assertTrue(message.contains("5.png: there is no such file"), message);
    assertThrows(IllegalArgumentException.class, () -> ImageFolder.read(temp, shape, true, -1));
  }

  private Path write(String name, BufferedImage image) throws IOException {
    Path file = temp.resolve(name);
    Files.createDirectories(file.getParent());
    String ending = name.substring(name.lastIndexOf('.') + 1);
    assertTrue(ImageIO.write(image, ending, file.toFile()));
    return file;
  }

  private static BufferedImage filled(int width, int height, int rgb) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, rgb);
    }
    return image;
  }
}
