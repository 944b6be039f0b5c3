package dev.limpid.train.data;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Small colour profiles, written as ICC.1:2001-04 says. */
final class IccProfiles {
  private static final double[] WHITE_D50 = {0.9642, 1, 0.8249};

  private IccProfiles() {}

  /** Adobe RGB (1998): its primaries, adapted to D50, and a gamma of 2.2. */
  static byte[] adobeRgb() {
    Map<String, byte[]> tags = new LinkedHashMap<>();
    tags.put("wtpt", xyz(WHITE_D50));
    tags.put("rXYZ", xyz(0.60974, 0.31111, 0.01947));
    tags.put("gXYZ", xyz(0.20528, 0.62567, 0.06087));
    tags.put("bXYZ", xyz(0.14919, 0.06322, 0.74457));
    for (String curve : new String[] {"rTRC", "gTRC", "bTRC"}) {
      tags.put(curve, gamma(2.2));
    }
    return profile("mntr", "RGB ", "XYZ ", tags);
  }

  /** Inks of another kind: magenta with yellow looks green, everything else as its light does. */
  static byte[] oddInks() {
    int corners = 16;
    ByteBuffer lut = ByteBuffer.allocate(48 + 4 * 256 + 3 * corners + 3 * 256);
    lut.put(ascii("mft1")).putInt(0).put(new byte[] {4, 3, 2, 0});
    for (int i = 0; i < 9; i++) {
      lut.putInt(i % 4 == 0 ? 1 << 16 : 0);
    }
    ramps(lut, 4);
    for (int corner = 0; corner < corners; corner++) {
      boolean green = corner == 0b0110;
      int lightness = (corner & 1) == 1 ? 0 : 255 - 20 * Integer.bitCount(corner);
      lut.put((byte) (green ? 224 : lightness));
      lut.put((byte) (green ? 128 - 86 : 128));
      lut.put((byte) (green ? 128 + 83 : 128));
    }
    ramps(lut, 3);
    Map<String, byte[]> tags = new LinkedHashMap<>();
    tags.put("wtpt", xyz(WHITE_D50));
    tags.put("A2B0", lut.array());
    return profile("prtr", "CMYK", "Lab ", tags);
  }

  private static void ramps(ByteBuffer lut, int channels) {
    for (int i = 0; i < 256 * channels; i++) { // each from 0 to 255
      lut.put((byte) i);
    }
  }

  private static byte[] gamma(double gamma) {
    return ByteBuffer.allocate(16)
        .put(ascii("curv"))
        .putInt(0)
        .putInt(1)
        .putShort((short) Math.round(256 * gamma))
        .array();
  }

  private static byte[] xyz(double... values) {
    ByteBuffer tag = ByteBuffer.allocate(20).put(ascii("XYZ ")).putInt(0);
    for (double value : values) {
      tag.putInt((int) Math.round(65536 * value));
    }
    return tag.array();
  }

  private static byte[] profile(
      String kind, String space, String connection, Map<String, byte[]> tags) {
    int start = 128 + 4 + 12 * tags.size();
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    ByteBuffer head = ByteBuffer.allocate(start);
    head.position(128);
    head.putInt(tags.size());
    tags.forEach(
        (name, tag) -> {
          head.put(ascii(name)).putInt(start + data.size()).putInt(tag.length);
          data.writeBytes(Arrays.copyOf(tag, (tag.length + 3) / 4 * 4));
        });
    head.putInt(0, start + data.size()).putInt(8, 0x02400000);
    head.position(12);
    head.put(ascii(kind)).put(ascii(space)).put(ascii(connection));
    head.position(36);
    head.put(ascii("acsp"));
    head.position(68);
    head.put(xyz(WHITE_D50), 8, 12);
    byte[] all = Arrays.copyOf(head.array(), start + data.size());
    System.arraycopy(data.toByteArray(), 0, all, start, data.size());
    return all;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
