package dev.limpid.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.junit.jupiter.api.Test;

/** Files put together by hand, of nothing but what is read. */
class ImageMetadataTest {
  private static final byte[] PROFILE = ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
  private static final Orientation TURNED = new Orientation(6);

  private static ImageMetadata read(byte[]... parts) throws IOException {
    ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(join(parts)));
    in.setByteOrder(ByteOrder.LITTLE_ENDIAN);
    ImageMetadata metadata = ImageMetadata.read(in);
    assertEquals(0, in.getStreamPosition(), "the stream is where it was");
    assertEquals(ByteOrder.LITTLE_ENDIAN, in.getByteOrder(), "the order is what it was");
    return metadata;
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      whole.writeBytes(part);
    }
    return whole.toByteArray();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A directory behind some filling, its entries the width, the orientation and a profile. */
  private static byte[] tiff(ByteOrder order, int orientation, byte[] profile) {
    ByteBuffer tiff = ByteBuffer.allocate(60 + profile.length).order(order);
    tiff.put(text(order == ByteOrder.LITTLE_ENDIAN ? "II" : "MM")).putShort((short) 42).putInt(12);
    tiff.putInt(0x01020304);
    tiff.putShort((short) 3);
    entry(tiff, 0x0100, 3, 1).putShort((short) 8).putShort((short) 0);
    entry(tiff, 0x0112, 3, 1).putShort((short) orientation).putShort((short) 0);
    entry(tiff, 0x8773, 7, profile.length).putInt(60);
    return tiff.position(60).put(profile).array();
  }

  private static ByteBuffer entry(ByteBuffer tiff, int tag, int type, int count) {
    return tiff.putShort((short) tag).putShort((short) type).putInt(count);
  }

  private static byte[] segment(int marker, byte[]... parts) {
    byte[] data = join(parts);
    ByteBuffer segment = ByteBuffer.allocate(4 + data.length);
    return segment.putShort((short) marker).putShort((short) (2 + data.length)).put(data).array();
  }

  private static byte[] chunk(String type, byte[] data) {
    ByteBuffer chunk = ByteBuffer.allocate(12 + data.length);
    return chunk.putInt(data.length).put(text(type)).put(data).array();
  }

  private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8};
  private static final byte[] SCAN = {(byte) 0xff, (byte) 0xda, 0, 2};
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private static byte[] exif(byte[] tiff) {
    return segment(0xffe1, text("Exif\0\0"), tiff);
  }

  private static byte[] profilePart(int number, int from, int to) {
    byte[] head = join(text("ICC_PROFILE\0"), new byte[] {(byte) number, 2});
    return segment(0xffe2, head, Arrays.copyOfRange(PROFILE, from, to));
  }

  @Test
  void aTiffFileHasBothInEitherByteOrder() throws IOException {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      ImageMetadata metadata = read(tiff(order, 6, PROFILE));
      assertEquals(TURNED, metadata.orientation(), order.toString());
      assertArrayEquals(PROFILE, metadata.profile().getData(), order.toString());
    }
  }

  @Test
  void orientationsAreFromOneToEight() throws IOException {
    for (int value = 0; value <= 9; value++) {
      Orientation expected = value < 1 || value > 8 ? Orientation.UPRIGHT : new Orientation(value);
      ImageMetadata metadata = read(tiff(ByteOrder.BIG_ENDIAN, value, new byte[0]));
      assertEquals(expected, metadata.orientation(), "value " + value);
      assertNull(metadata.profile());
    }
  }

  @Test
  void aTiffFileOfAnotherKindSaysNothing() throws IOException {
    byte[] big = tiff(ByteOrder.BIG_ENDIAN, 6, PROFILE);
    big[3] = 43;
    assertEquals(Orientation.UPRIGHT, read(big).orientation());
    assertNull(read(big).profile());
  }

  @Test
  void aJpegFileHasThemInSegments() throws IOException {
    int middle = PROFILE.length / 3;
    ImageMetadata metadata =
        read(
            JPEG,
            segment(0xffe0, text("JFIF\0")),
            new byte[] {(byte) 0xff}, // filling
            exif(tiff(ByteOrder.LITTLE_ENDIAN, 6, new byte[0])),
            segment(0xffe1, text("http:")), // the same marker, shorter than the name
            segment(0xffe1, text("http://ns.adobe.com")),
            profilePart(2, middle, PROFILE.length),
            segment(0xffe2, text("ICC")),
            segment(0xffe2, text("MPF\0"), new byte[20]),
            profilePart(1, 0, middle),
            SCAN);
    assertEquals(TURNED, metadata.orientation());
    assertArrayEquals(PROFILE, metadata.profile().getData());
  }

  /** What looks like a segment behind the scan is pixels. */
  @Test
  void nothingIsReadBehindTheScan() throws IOException {
    byte[] exif = exif(tiff(ByteOrder.LITTLE_ENDIAN, 6, new byte[0]));
    assertEquals(Orientation.UPRIGHT, read(JPEG, SCAN, exif).orientation());
    byte[] end = {(byte) 0xff, (byte) 0xd9, 0, 2};
    assertEquals(Orientation.UPRIGHT, read(JPEG, end, exif).orientation());
    byte[] noMarker = {0x12, (byte) 0xe0, 0, 2};
    assertEquals(Orientation.UPRIGHT, read(JPEG, noMarker, exif).orientation());
  }

  /** Even where its directory lies behind the end of the file. */
  @Test
  void aProfileIsReadBehindABrokenExifSegment() throws IOException {
    byte[] broken = tiff(ByteOrder.LITTLE_ENDIAN, 6, new byte[0]);
    broken[6] = 0x7f;
    ImageMetadata metadata =
        read(
            JPEG,
            exif(broken),
            profilePart(1, 0, 1000),
            profilePart(2, 1000, PROFILE.length),
            SCAN);
    assertEquals(Orientation.UPRIGHT, metadata.orientation());
    assertArrayEquals(PROFILE, metadata.profile().getData());
  }

  @Test
  void aPngFileHasThemInChunks() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    packed.writeBytes(text("a name\0\0"));
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
      deflater.write(PROFILE);
    }
    byte[] header = chunk("IHDR", new byte[13]);
    byte[] exif = chunk("eXIf", tiff(ByteOrder.LITTLE_ENDIAN, 6, new byte[0]));
    byte[] profile = chunk("iCCP", packed.toByteArray());
    byte[] end = chunk("IEND", new byte[0]);
    ImageMetadata metadata = read(PNG, header, exif, profile, end);
    assertEquals(TURNED, metadata.orientation());
    assertArrayEquals(PROFILE, metadata.profile().getData());
    assertEquals(TURNED, read(PNG, header, profile, exif, end).orientation(), "behind the profile");
    assertEquals(Orientation.UPRIGHT, read(PNG, header, end, exif).orientation(), "behind the end");
  }

  @Test
  void ofABrokenFileThatHoldsWhatWasFoundBefore() throws IOException {
    byte[] whole = join(JPEG, exif(tiff(ByteOrder.LITTLE_ENDIAN, 6, new byte[0])));
    assertEquals(TURNED, read(whole).orientation(), "no scan");
    assertEquals(Orientation.UPRIGHT, read(JPEG).orientation());
    assertEquals(Orientation.UPRIGHT, read(new byte[0]).orientation());
    assertNull(read(tiff(ByteOrder.BIG_ENDIAN, 6, new byte[200])).profile(), "no profile");
    byte[] cut = tiff(ByteOrder.BIG_ENDIAN, 6, PROFILE);
    assertEquals(TURNED, read(Arrays.copyOf(cut, 100)).orientation());
    assertNull(read(Arrays.copyOf(cut, 100)).profile());
  }
}
