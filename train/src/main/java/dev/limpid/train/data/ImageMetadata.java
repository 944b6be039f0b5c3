package dev.limpid.train.data;

import java.awt.color.ICC_Profile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import java.util.zip.InflaterInputStream;
import javax.imageio.stream.ImageInputStream;

/**
 * The metadata of a JPEG, PNG, TIFF or WebP file: what it says of its image beside the pixels, as
 * far as the JDK's decoders leave it aside. Where it is broken, it is as if it were not there: the
 * image can still be shown.
 */
final class ImageMetadata {
  private static final int MOST_PROFILE_BYTES = 1 << 24;
  private static final int ORIENTATION = 0x0112;
  private static final int ICC_PROFILE = 0x8773;

  private final ImageInputStream in;
  private Orientation orientation = Orientation.UPRIGHT;
  private byte[] profile = new byte[0];

  private ImageMetadata(ImageInputStream in) {
    this.in = in;
  }

  /** Reads it, and leaves the stream where it was. */
  static ImageMetadata read(ImageInputStream in) throws IOException {
    ImageMetadata metadata = new ImageMetadata(in);
    long start = in.getStreamPosition();
    ByteOrder order = in.getByteOrder();
    try {
      metadata.readAny();
    } catch (IOException | RuntimeException broken) {
      // then what was found so far holds
    } finally {
      in.setByteOrder(order);
      in.seek(start);
    }
    return metadata;
  }

  /** How the image is to be turned. */
  Orientation orientation() {
    return orientation;
  }

  /** What its colours mean; null if it has no profile, or a broken one. */
  ICC_Profile profile() {
    try {
      return profile.length == 0 ? null : ICC_Profile.getInstance(profile);
    } catch (IllegalArgumentException broken) {
      return null;
    }
  }

  private void readAny() throws IOException {
    long start = in.getStreamPosition();
    in.setByteOrder(ByteOrder.BIG_ENDIAN);
    int first = in.readInt();
    in.seek(start);
    if (first >>> 16 == 0xffd8) {
      readJpeg(start + 2);
    } else if (first == 0x89504e47) {
      readPng(start + 8);
    } else if (first == 0x52494646) {
      readWebp(start + 12);
    } else {
      readTiff(start);
    }
  }

  /** The segments in front of the first scan. */
  private void readJpeg(long at) throws IOException {
    TreeMap<Integer, byte[]> parts = new TreeMap<>();
    for (long next = at; ; ) {
      in.seek(next);
      int marker = in.readUnsignedShort();
      if (marker == 0xffff) { // filling
        next++;
        continue;
      }
      if (marker >>> 8 != 0xff || marker == 0xffda || marker == 0xffd9) {
        break;
      }
      int length = in.readUnsignedShort();
      next += 2 + length;
      if (marker == 0xffe1 && length >= 8 && text(6).equals("Exif\0\0")) {
        long here = in.getStreamPosition();
        try {
          readTiff(here);
        } catch (IOException broken) {
          // a profile may still follow
        }
        in.setByteOrder(ByteOrder.BIG_ENDIAN);
      } else if (marker == 0xffe2 && length >= 16 && text(12).equals("ICC_PROFILE\0")) {
        int number = in.readUnsignedByte();
        in.readUnsignedByte(); // of how many
        parts.put(number, bytes(length - 16));
      }
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    parts.values().forEach(whole::writeBytes);
    profile = whole.toByteArray();
  }

  private void readPng(long at) throws IOException {
    for (long next = at; ; ) {
      in.seek(next);
      long length = in.readUnsignedInt();
      String type = text(4);
      next += 12 + length;
      if (type.equals("IEND")) {
        return;
      }
      if (type.equals("eXIf")) {
        readTiff(in.getStreamPosition());
        in.setByteOrder(ByteOrder.BIG_ENDIAN);
      } else if (type.equals("iCCP") && length <= MOST_PROFILE_BYTES) {
        byte[] chunk = bytes((int) length);
        int name = 0;
        while (chunk[name] != 0) {
          name++;
        }
        int start = name + 2; // behind the name, its end and the method
        profile =
            new InflaterInputStream(new ByteArrayInputStream(chunk, start, chunk.length - start))
                .readNBytes(MOST_PROFILE_BYTES);
      }
    }
  }

  /** The chunks of a RIFF file. */
  private void readWebp(long at) throws IOException {
    for (long next = at; ; ) {
      in.seek(next);
      in.setByteOrder(ByteOrder.BIG_ENDIAN);
      String type = text(4);
      in.setByteOrder(ByteOrder.LITTLE_ENDIAN);
      long length = in.readUnsignedInt();
      long content = in.getStreamPosition();
      next = content + length + length % 2;
      if (type.equals("EXIF")) {
        // some programs put the head of a JPEG's segment in front
        readTiff(length >= 6 && text(6).equals("Exif\0\0") ? content + 6 : content);
      }
    }
  }

  /** The first directory of a TIFF file, which EXIF is as well. */
  private void readTiff(long start) throws IOException {
    in.seek(start);
    in.setByteOrder(
        in.readUnsignedShort() == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    if (in.readUnsignedShort() != 42) {
      return;
    }
    long directory = start + in.readUnsignedInt();
    in.seek(directory);
    int entries = in.readUnsignedShort();
    for (int i = 0; i < entries; i++) {
      in.seek(directory + 2 + 12L * i);
      int tag = in.readUnsignedShort();
      in.readUnsignedShort(); // its type, which the tag tells
      long count = in.readUnsignedInt();
      if (tag == ORIENTATION) {
        int value = in.readUnsignedShort();
        orientation = value >= 1 && value <= 8 ? new Orientation(value) : Orientation.UPRIGHT;
      } else if (tag == ICC_PROFILE && count <= MOST_PROFILE_BYTES) {
        in.seek(start + in.readUnsignedInt());
        profile = bytes((int) count);
      }
    }
  }

  private String text(int length) throws IOException {
    return new String(bytes(length), StandardCharsets.ISO_8859_1);
  }

  private byte[] bytes(int length) throws IOException {
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }
}
