package dev.limpid.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images come out as people see them; expected values are Pillow's and LittleCMS's. */
class ColoursTest {
  private static final int SIDE = 16;

  @TempDir Path temp;

  @Test
  void theProfileOfAJpegIsApplied() throws IOException {
    byte[] profiled = withProfile(jpeg(201, 60, 40), IccProfiles.adobeRgb());
    assertColour(2, profiled, 233, 57, 34);
  }

  @Test
  void theProfileOfAPngIsApplied() throws IOException {
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    chunk.writeBytes(new byte[] {'A', 0, 0}); // its name, and how it is compressed
    try (DeflaterOutputStream packed = new DeflaterOutputStream(chunk)) {
      packed.write(IccProfiles.adobeRgb());
    }
    byte[] plain = png(filled(201, 60, 40));
    assertColour(0, plain, 201, 60, 40);
    assertColour(1, withChunk(plain, "iCCP", chunk.toByteArray()), 233, 57, 34);
  }

  @Test
  void aBrokenProfileIsAsNone() throws IOException {
    byte[] plain = png(filled(201, 60, 40));
    for (byte[] chunk : List.of(new byte[0], new byte[] {'A', 0, 0, 1, 2, 3}, new byte[9])) {
      assertColour(0, withChunk(plain, "iCCP", chunk), 201, 60, 40);
    }
  }

  @Test
  void inksBecomeTheLightThatTheyLeave() throws IOException {
    byte[] plain = jpeg(200, 60, 40, 255);
    assertColour(2, plain, 200, 60, 40); // without a marker
    assertColour(2, withAdobeMarker(plain, 0), 200, 60, 40);
    assertColour(2, withAdobeMarker(jpeg(200, 60, 40, 128), 0), 100, 30, 20);
  }

  @Test
  void inksThatAreStoredAsLuminanceAndChromaBecomeLightToo() throws IOException {
    // YCC of 55 195 215, which is what 200 60 40 leave
    double luma = 0.299 * 55 + 0.587 * 195 + 0.114 * 215;
    int blue = (int) Math.round((215 - luma) / 1.772 + 128);
    int red = (int) Math.round((55 - luma) / 1.402 + 128);
    byte[] stored = jpeg((int) Math.round(luma), blue, red, 255);
    assertColour(3, withAdobeMarker(stored, 2), 200, 60, 40);
  }

  @Test
  void theProfileOfInksIsApplied() throws IOException {
    byte[] inks = withAdobeMarker(jpeg(255, 0, 0, 255), 0);
    assertColour(2, inks, 255, 0, 0);
    assertColour(3, withProfile(inks, IccProfiles.oddInks()), 0, 255, 0);
  }

  @Test
  void aFrameOfAGifThatIsSmallerThanItsCanvasLiesOnIt() throws IOException {
    BufferedImage frame = filled(10, 20, 30);
    byte[] gif = gif(frame, 2 * SIDE, 3 * SIDE, SIDE, 2 * SIDE);
    byte[] seen = read(gif, 3, 2);
    byte[] white = {-1, -1, -1};
    for (int i = 0; i < 5; i++) {
      assertArrayEquals(white, Arrays.copyOfRange(seen, 3 * i, 3 * i + 3), "cell " + i);
    }
    assertArrayEquals(new byte[] {10, 20, 30}, Arrays.copyOfRange(seen, 15, 18));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void imagesAreTurnedAsExifSays(int tag) throws IOException {
    // Where the letters a b c / d e f come to lie, as Pillow's exif_transpose has it.
    String shown =
        List.of(
                "abc/def",
                "cba/fed",
                "fed/cba",
                "def/abc",
                "ad/be/cf",
                "da/eb/fc",
                "fc/eb/da",
                "cf/be/ad")
            .get(tag - 1);
    String[] rows = shown.split("/");
    BufferedImage stored = new BufferedImage(3 * SIDE, 2 * SIDE, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 6 * SIDE * SIDE; i++) {
      int x = i % (3 * SIDE);
      int y = i / (3 * SIDE);
      stored.setRGB(x, y, 0x010101 * (40 * (x / SIDE + 3 * (y / SIDE))));
    }
    byte[] exif = exif(tag);
    byte[] marked = new byte[exif.length + 6];
    System.arraycopy("Exif\0\0".getBytes(StandardCharsets.US_ASCII), 0, marked, 0, 6);
    System.arraycopy(exif, 0, marked, 6, exif.length);
    for (byte[] file :
        List.of(
            withSegment(jpeg(stored.getRaster()), 0xe1, marked),
            withChunk(png(stored), "eXIf", exif))) {
      byte[] seen = read(file, rows.length, rows[0].length());
      String letters = shown.replace("/", "");
      for (int i = 0; i < 6; i++) {
        assertEquals(40 * (letters.charAt(i) - 'a'), seen[3 * i] & 0xff, 3, shown + " at " + i);
      }
    }
  }

  @Test
  void tiffsAreReadAsOtherImages() throws IOException {
    Path file = temp.resolve("image.tif");
    assertTrue(ImageIO.write(filled(201, 60, 40), "tif", file.toFile()));
    assertColour(0, Files.readAllBytes(file), 201, 60, 40);
  }

  @Test
  void samplesThatAreNoWholeNumbersAreRefused() throws IOException {
    String message =
        assertThrows(IOException.class, () -> read(floatTiff(0.5f), 1, 1)).getMessage();
    assertEquals("its samples are not whole numbers of 16 bits or less", message);
  }

  /** One grey pixel. */
  private static byte[] floatTiff(float value) {
    int[][] entries = {
      {256, 1}, {257, 1}, {258, 32}, {259, 1}, {262, 1}, // width, height, bits, plain, grey
      {273, 8}, {277, 1}, {278, 1}, {279, 4}, {339, 3} // where its one strip is, and IEEE numbers
    };
    ByteBuffer tiff = ByteBuffer.allocate(12 + 2 + 12 * entries.length + 4);
    tiff.putInt(0x4d4d002a).putInt(12).putFloat(value).putShort((short) entries.length);
    for (int[] entry : entries) {
      boolean number = entry[0] == 273 || entry[0] == 279;
      tiff.putShort((short) entry[0]).putShort((short) (number ? 4 : 3)).putInt(1);
      tiff.putInt(number ? entry[1] : entry[1] << 16);
    }
    return tiff.array();
  }

  private void assertColour(int tolerance, byte[] file, int... expected) throws IOException {
    byte[] seen = read(file, SIDE, SIDE);
    for (int i = 0; i < seen.length; i++) {
      assertEquals(expected[i % 3], seen[i] & 0xff, tolerance, "channel " + i % 3);
    }
  }

  private byte[] read(byte[] image, int height, int width) throws IOException {
    Path file = temp.resolve("image");
    Files.write(file, image);
    return ImageFiles.read(file, height, width);
  }

  private static BufferedImage filled(int red, int green, int blue) {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < SIDE * SIDE; i++) {
      image.setRGB(i % SIDE, i / SIDE, red << 16 | green << 8 | blue);
    }
    return image;
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertTrue(ImageIO.write(image, "png", bytes));
    return bytes.toByteArray();
  }

  /** A chunk behind the header of a PNG. */
  private static byte[] withChunk(byte[] png, String type, byte[] data) {
    ByteBuffer chunk = ByteBuffer.allocate(12 + data.length);
    chunk.putInt(data.length).put(type.getBytes(StandardCharsets.US_ASCII)).put(data);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, 4 + data.length);
    return inserted(png, 33, chunk.putInt((int) crc.getValue()).array());
  }

  /** Samples as they are: red, green and blue, or four of any meaning. */
  private static byte[] jpeg(int... samples) throws IOException {
    if (samples.length == 3) {
      return jpeg(filled(samples[0], samples[1], samples[2]).getRaster());
    }
    WritableRaster raster =
        Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, SIDE, SIDE, samples.length, null);
    for (int i = 0; i < SIDE * SIDE; i++) {
      raster.setPixel(i % SIDE, i / SIDE, samples);
    }
    return jpeg(raster);
  }

  private static byte[] jpeg(Raster raster) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam best = writer.getDefaultWriteParam();
      best.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      best.setCompressionQuality(1);
      writer.setOutput(out);
      if (raster.getNumBands() == 4) {
        writer.write(null, new IIOImage(raster, null, null), best);
      } else {
        BufferedImage image =
            new BufferedImage(raster.getWidth(), raster.getHeight(), BufferedImage.TYPE_INT_RGB);
        image.setData(raster);
        writer.write(null, new IIOImage(image, null, null), best);
      }
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static byte[] withAdobeMarker(byte[] jpeg, int transform) {
    ByteBuffer marker = ByteBuffer.allocate(12);
    marker.put("Adobe".getBytes(StandardCharsets.US_ASCII)).putShort((short) 100);
    marker.put(11, (byte) transform);
    return withSegment(jpeg, 0xee, marker.array());
  }

  private static byte[] withProfile(byte[] jpeg, byte[] profile) {
    ByteBuffer segment = ByteBuffer.allocate(14 + profile.length);
    segment.put("ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII));
    segment.put((byte) 1).put((byte) 1).put(profile);
    return withSegment(jpeg, 0xe2, segment.array());
  }

  /** A segment behind the first one of a JPEG file, which may have to be JFIF's. */
  private static byte[] withSegment(byte[] jpeg, int marker, byte[] data) {
    ByteBuffer segment = ByteBuffer.allocate(4 + data.length);
    segment.putShort((short) (0xff00 | marker)).putShort((short) (2 + data.length)).put(data);
    boolean jfif = (jpeg[3] & 0xff) == 0xe0;
    int at = jfif ? 4 + ByteBuffer.wrap(jpeg).getShort(4) : 2;
    return inserted(jpeg, at, segment.array());
  }

  private static byte[] inserted(byte[] file, int at, byte[] data) {
    return ByteBuffer.allocate(file.length + data.length)
        .put(file, 0, at)
        .put(data)
        .put(file, at, file.length - at)
        .array();
  }

  private static byte[] exif(int orientation) {
    ByteBuffer tiff = ByteBuffer.allocate(26);
    tiff.putInt(0x4d4d002a).putInt(8).putShort((short) 1); // one entry, at 8
    tiff.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
    return tiff.array();
  }

  private static byte[] gif(BufferedImage frame, int width, int height, int left, int top)
      throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(frame);
    } finally {
      writer.dispose();
    }
    byte[] gif = bytes.toByteArray();
    ByteBuffer file = ByteBuffer.wrap(gif).order(ByteOrder.LITTLE_ENDIAN);
    file.putShort(6, (short) width).putShort(8, (short) height);
    int descriptor = 13 + ((gif[10] & 0x80) == 0 ? 0 : 3 << (gif[10] & 7) + 1);
    while (gif[descriptor] != ',') { // extensions
      descriptor += 2;
      while (gif[descriptor] != 0) {
        descriptor += 1 + (gif[descriptor] & 0xff);
      }
      descriptor++;
    }
    file.putShort(descriptor + 1, (short) left).putShort(descriptor + 3, (short) top);
    return gif;
  }
}
