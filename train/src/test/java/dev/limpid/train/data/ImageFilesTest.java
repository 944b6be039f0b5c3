package dev.limpid.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.limpid.core.Rng;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFilesTest {
  @TempDir Path temp;

  @Test
  void losslessFormatsKeepTheirColours() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0x010203);
    image.setRGB(1, 0, 0xfdfeff);
    byte[] expected = {1, 2, 3, (byte) 253, (byte) 254, (byte) 255};
    for (String format : List.of("png", "bmp", "gif")) {
      assertArrayEquals(expected, ImageFiles.read(write(image, format), 1, 2), format);
    }
  }

  @Test
  void greyValuesStayWhatTheFileSays() throws IOException {
    BufferedImage bytes = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_GRAY);
    BufferedImage shorts = new BufferedImage(3, 1, BufferedImage.TYPE_USHORT_GRAY);
    int[] values = {0, 128, 255};
    for (int x = 0; x < 3; x++) {
      bytes.getRaster().setSample(x, 0, 0, values[x]);
      shorts.getRaster().setSample(x, 0, 0, 257 * values[x]);
    }
    byte[] expected = {0, 0, 0, -128, -128, -128, -1, -1, -1};
    assertArrayEquals(expected, ImageFiles.read(write(bytes, "png"), 1, 3));
    assertArrayEquals(expected, ImageFiles.read(write(shorts, "png"), 1, 3));
  }

  @Test
  void greyJpegsAreReadAsGrey() throws IOException {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 64; i++) {
      image.getRaster().setSample(i % 8, i / 8, 0, 128);
    }
    for (byte value : ImageFiles.read(write(image, "jpg"), 8, 8)) {
      assertEquals(128, value & 0xff, 1);
    }
  }

  @Test
  void whatIsTransparentIsLaidOverWhite() throws IOException {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x00000000);
    image.setRGB(1, 0, 0x80000000);
    image.setRGB(2, 0, 0xff102030);
    byte[] expected = {-1, -1, -1, 127, 127, 127, 0x10, 0x20, 0x30};
    assertArrayEquals(expected, ImageFiles.read(write(image, "png"), 1, 3));
  }

  @Test
  void anImageThatEndsTooEarlyIsBroken() throws IOException {
    Rng rng = Rng.of(1);
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64 * 64; i++) {
      image.setRGB(i % 64, i / 64, rng.nextInt(1 << 24));
    }
    for (String format : List.of("png", "jpg", "gif", "bmp")) {
      byte[] whole = Files.readAllBytes(write(image, format));
      for (int part = 1; part <= 4; part++) {
        Path cut = temp.resolve("cut." + format);
        Files.write(cut, Arrays.copyOf(whole, whole.length * part / 5));
        String message = failure(cut);
        assertTrue(message.contains("broken"), format + " " + part + "/5: " + message);
      }
    }
  }

  @Test
  void noiseInTheMiddleOfAFileNeverEscapesAsAnotherException() throws IOException {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    for (String format : List.of("png", "jpg", "gif", "bmp", "tif")) {
      byte[] whole = Files.readAllBytes(write(image, format));
      for (int seed = 0; seed < 100; seed++) {
        Rng rng = Rng.of(seed);
        byte[] damaged = whole.clone();
        for (int i = 0; i < 4; i++) {
          damaged[8 + rng.nextInt(damaged.length - 8)] = (byte) rng.nextInt(256);
        }
        Path file = temp.resolve("damaged." + format);
        Files.write(file, damaged);
        try {
          assertEquals(12, ImageFiles.read(file, 2, 2).length);
        } catch (IOException e) {
          assertTrue(e.getMessage() != null, format + ", seed " + seed);
        }
      }
    }
  }

  @Test
  void anImageThatClaimsToBeHugeIsNotDecoded() throws IOException {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    byte[] png = Files.readAllBytes(write(image, "png"));
    ByteBuffer header = ByteBuffer.wrap(png).putInt(16, 2_000_000_000).putInt(20, 2_000_000_000);
    CRC32 crc = new CRC32();
    crc.update(png, 12, 17);
    header.putInt(29, (int) crc.getValue());
    Path file = temp.resolve("huge.png");
    Files.write(file, png);
    assertEquals(
        "it has 2000000000x2000000000 pixels; at most 100 million are read", failure(file));
  }

  @Test
  void anImageThatTakesMoreMemoryThanThereIsIsNotDecoded() throws IOException {
    Path wide = temp.resolve("wide.png");
    Files.write(wide, blackPng(90_000_000, 1));
    Path small = temp.resolve("small.png");
    Files.write(small, blackPng(1000, 1000));
    String message =
        assertThrows(IOException.class, () -> ImageFiles.read(wide, 4, 4, 1L << 30)).getMessage();
    assertTrue(message.startsWith("it has 90000000x1 pixels, which take 11"), message);
    assertTrue(message.contains("-Xmx"), message);
    assertArrayEquals(new byte[48], ImageFiles.read(small, 4, 4, 1L << 30));
    assertThrows(IOException.class, () -> ImageFiles.read(small, 4, 4, 1L << 21));
  }

  /** A byte for each grey pixel, 128 for each column, 32 for each row, and twice the file. */
  @Test
  void upToHalfOfTheMemoryIsTakenByAnImage() throws IOException {
    Path wide = temp.resolve("wide.png");
    Files.write(wide, blackPng(900, 500));
    requiresBytes(wide, 900 * 500 + 128 * 900 + 32 * 500);
    requiresBytes(
        write(new BufferedImage(90, 50, BufferedImage.TYPE_INT_RGB), "png"),
        3 * 90 * 50 + 128 * 90 + 32 * 50);
    requiresBytes(
        write(new BufferedImage(90, 50, BufferedImage.TYPE_USHORT_GRAY), "png"),
        2 * 90 * 50 + 128 * 90 + 32 * 50);
    // colours of a palette, and the picture that the frame is laid on
    requiresBytes(
        write(new BufferedImage(90, 50, BufferedImage.TYPE_BYTE_GRAY), "gif"),
        5 * 90 * 50 + 128 * 90 + 32 * 50);
  }

  private static void requiresBytes(Path file, long bytes) throws IOException {
    long enough = 2 * bytes + 2 * Files.size(file);
    assertEquals(48, ImageFiles.read(file, 4, 4, enough).length);
    String message =
        assertThrows(IOException.class, () -> ImageFiles.read(file, 4, 4, enough - 1)).getMessage();
    assertTrue(message.contains("more than half of the memory"), message);
  }

  @Test
  void aHundredMillionPixelsAreNotTooMany() throws IOException {
    Path file = temp.resolve("large.png");
    for (int height : new int[] {10_000, 10_001}) {
      byte[] png =
          Files.readAllBytes(write(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB), "png"));
      ByteBuffer header = ByteBuffer.wrap(png).putInt(16, 10_000).putInt(20, height);
      CRC32 crc = new CRC32();
      crc.update(png, 12, 17);
      header.putInt(29, (int) crc.getValue());
      Files.write(file, png);
      String message =
          assertThrows(IOException.class, () -> ImageFiles.read(file, 4, 4, 1 << 20)).getMessage();
      assertEquals(height > 10_000, message.contains("at most 100 million"), message);
    }
  }

  /** Legal to the last byte: grey zeros. */
  private static byte[] blackPng(int width, int height) throws IOException {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    try (DeflaterOutputStream packed = new DeflaterOutputStream(data)) {
      for (int y = 0; y < height; y++) {
        packed.write(0); // no filter
        for (int left = width; left > 0; left -= Math.min(left, 1 << 16)) {
          packed.write(new byte[Math.min(left, 1 << 16)]);
        }
      }
    }
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height).put((byte) 8);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    png.writeBytes(chunk("IHDR", header.array()));
    png.writeBytes(chunk("IDAT", data.toByteArray()));
    png.writeBytes(chunk("IEND", new byte[0]));
    return png.toByteArray();
  }

  private static byte[] chunk(String type, byte[] data) {
    ByteBuffer chunk = ByteBuffer.allocate(12 + data.length);
    chunk.putInt(data.length).put(type.getBytes(StandardCharsets.US_ASCII)).put(data);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, 4 + data.length);
    return chunk.putInt((int) crc.getValue()).array();
  }

  @Test
  void aPipeIsNotWaitedFor() throws Exception {
    Path pipe = temp.resolve("x.png");
    assumeTrue(ran("mkfifo", pipe.toString()), "there is no mkfifo");
    String message =
        assertTimeoutPreemptively(Duration.ofMinutes(1), () -> failure(pipe)); // for ever before
    assertEquals("it is a pipe, a socket or a device, not a file", message);
  }

  private static boolean ran(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void whatIsNoImageIsExplained() throws IOException {
    assertEquals("there is no such file", failure(temp.resolve("missing.png")));
    assertEquals("it is a folder, not an image", failure(temp));
    Path empty = temp.resolve("empty.png");
    Files.write(empty, new byte[0]);
    assertEquals("the file is empty", failure(empty));
    Path zeros = temp.resolve("zeros.png");
    Files.write(zeros, new byte[100]);
    assertEquals("it is not a PNG, JPEG, GIF, BMP, TIFF or WebP image", failure(zeros));
    // A format that the JDK reads but that is not offered: WBMP, 8x1 pixels.
    Files.write(zeros, new byte[] {0, 0, 8, 1, 0x55});
    assertEquals("it is not a PNG, JPEG, GIF, BMP, TIFF or WebP image", failure(zeros));
    // No plug-in for it is on the class path here.
    Files.write(zeros, new byte[] {'R', 'I', 'F', 'F', 4, 0, 0, 0, 'W', 'E', 'B', 'P', 'V', 'P'});
    assertTrue(failure(zeros).contains("imageio-webp"), failure(zeros));
  }

  private static String failure(Path file) {
    return assertThrows(IOException.class, () -> ImageFiles.read(file, 4, 4)).getMessage();
  }

  private Path write(BufferedImage image, String format) throws IOException {
    Path file = temp.resolve("image." + format);
    assertTrue(ImageIO.write(image, format, file.toFile()));
    return file;
  }
}
