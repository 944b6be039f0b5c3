package dev.limpid.bench.fuzz;

import dev.limpid.bench.faults.images.PatternImages;
import dev.limpid.insight.Observation;
import dev.limpid.insight.run.RunFiles;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.optim.Adam;
import dev.limpid.train.Trainer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/** Whole files of images, labels, lists and records of runs, small and the same each time. */
final class DataSeeds {
  /** One pixel, lossless. */
  private static final String WEBP = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==";

  private DataSeeds() {}

  /**
   * Two files in one, for the fuzzer to change both: the length of the second in two bytes, most
   * significant first, then the first, then the second.
   */
  static byte[] pair(byte[] first, byte[] second) {
    return ByteBuffer.allocate(2 + first.length + second.length)
        .putShort((short) second.length)
        .put(first)
        .put(second)
        .array();
  }

  /** The two files of a {@link #pair}, or what there is of them. */
  static byte[][] parts(byte[] pair) {
    int length = pair.length < 2 ? 0 : ByteBuffer.wrap(pair).getShort() & 0xffff;
    int middle = Math.max(Math.min(2, pair.length), pair.length - length);
    return new byte[][] {
      Arrays.copyOfRange(pair, Math.min(2, pair.length), middle),
      Arrays.copyOfRange(pair, middle, pair.length)
    };
  }

  static Map<String, byte[]> json(Path folder) {
    return Map.of(
        "values",
        text("{\"a\": [1, -2.5e-3, true, null, \"x\\u00e9\\n\"], \"b\": {\"c\": {}}, \"\": []}"));
  }

  static Map<String, byte[]> runs(Path folder) throws IOException {
    PatternImages source = new PatternImages(4, 1, 2, 0.1, 1);
    Trainer.of(
            Sequential.of(4, 4, 1)
                .add(new BatchNorm(), new Flatten(), new Dense(2), new Softmax())
                .build(1),
            Adam.builder().build())
        .batchSize(8)
        .listen(new Observation().onRecord(run -> RunFiles.write(run, folder)))
        .fit(source.generate(1, 16), source.generate(2, 16), 1);
    return Map.of("run", Files.readAllBytes(folder.resolve(RunFiles.FILE)));
  }

  static Map<String, byte[]> histories(Path folder) {
    return Map.of(
        "commas",
        text("epoch,accuracy,loss,val_accuracy,val_loss\n0,0.5,0.7,0.4,0.8\n1,0.6,NA,nan,7e-1\n"),
        "semicolons",
        text("epoch;acc;loss;lr;val_acc;val_loss\r\n0;0.5;0.7;0.001;0.4;0.8\r\n"));
  }

  static Map<String, byte[]> idx(Path folder) throws IOException {
    byte[] images = idx(new byte[18], 3, 3, 2);
    byte[] labels = idx(new byte[] {0, 1, 2}, 3);
    return Map.of("plain", pair(images, labels), "packed", pair(gzip(images), gzip(labels)));
  }

  private static byte[] idx(byte[] values, int... dims) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * dims.length + values.length);
    bytes.put(new byte[] {0, 0, 8, (byte) dims.length});
    for (int dim : dims) {
      bytes.putInt(dim);
    }
    return bytes.put(values).array();
  }

  static Map<String, byte[]> cifar(Path folder) {
    byte[] images = new byte[2 * 3073];
    images[3073] = 1;
    return Map.of("two", pair(images, text("cat\ndog\na\nb\nc\nd\ne\nf\ng\nh\n")));
  }

  static Map<String, byte[]> npy(Path folder) {
    byte[] labels = npy("|u1", new byte[] {0, 1, 2}, "3,");
    return Map.of(
        "bytes", pair(npy("|u1", new byte[54], "3, 3, 2, 3"), labels),
        "floats", pair(npy("<f4", new byte[216], "3, 3, 2, 3"), npy("<i8", new byte[24], "3, 1")));
  }

  static Map<String, byte[]> givenNpy(Path folder) {
    byte[] oneHot = ByteBuffer.allocate(36).putFloat(0, 1).putFloat(16, 1).putFloat(32, 1).array();
    return Map.of(
        "bytes", pair(npy("|u1", new byte[54], "3, 3, 2, 3"), npy("<i4", new byte[12], "3,")),
        "planes", pair(npy("<f8", new byte[432], "3, 3, 3, 2"), npy(">f4", oneHot, "3, 3")));
  }

  /** An array of version 1 of NumPy's format. */
  private static byte[] npy(String type, byte[] values, String shape) {
    byte[] header =
        text("{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }\n");
    return ByteBuffer.allocate(10 + header.length + values.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 0x93)
        .put(text("NUMPY\1\0"))
        .putShort((short) header.length)
        .put(header)
        .put(values)
        .array();
  }

  static Map<String, byte[]> npz(Path folder) throws IOException {
    byte[] images = npy("|u1", new byte[54], "3, 3, 2, 3");
    byte[] labels = npy("|u1", new byte[] {0, 1, 2}, "3,");
    Map<String, byte[]> seeds = new LinkedHashMap<>();
    for (int method : new int[] {ZipEntry.STORED, ZipEntry.DEFLATED}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (ZipOutputStream zip = new ZipOutputStream(out)) {
        for (String name : new String[] {"x_train", "y_train", "x_test", "y_test"}) {
          byte[] content = name.startsWith("x") ? images : labels;
          ZipEntry entry = new ZipEntry(name + ".npy");
          entry.setMethod(method);
          entry.setSize(content.length);
          entry.setCrc(crc(content));
          zip.putNextEntry(entry);
          zip.write(content);
        }
      }
      seeds.put(method == ZipEntry.STORED ? "stored" : "deflated", out.toByteArray());
    }
    return seeds;
  }

  static Map<String, byte[]> lists(Path folder) {
    return Map.of(
        "plain", text("file,label\na.png,x\nb.png,y\n"),
        "split",
            text(
                "path,class,split,group,other\r\n\"a.png\",\"x \"\"1\"\"\",train,1,\r\n"
                    + "b.png,y,val,2,\r\nc.png,y,training,3,z\r\n\r\n"));
  }

  /** A picture of 3x2 pixels. */
  static byte[] png() throws IOException {
    return encoded("png");
  }

  static Map<String, byte[]> images(Path folder) throws IOException {
    Map<String, byte[]> seeds = new LinkedHashMap<>();
    for (String format : new String[] {"png", "jpg", "gif", "bmp", "tif"}) {
      seeds.put(format, encoded(format));
    }
    seeds.put("webp", Base64.getDecoder().decode(WEBP));
    byte[] exif = exif();
    byte[] png = encoded("png");
    byte[] profile = new byte[130];
    seeds.put("png-metadata", inserted(png, 33, pngChunk("eXIf", exif), iccChunk(profile)));
    byte[] head = text("\u0000\u0000Exif\0\0");
    byte[] segment = new byte[2 + 2 + 6 + exif.length];
    ByteBuffer.wrap(segment)
        .putShort((short) 0xffe1)
        .putShort((short) (8 + exif.length))
        .put(head, 2, 6)
        .put(exif);
    seeds.put("jpg-metadata", inserted(encoded("jpg"), 2, segment, iccSegment(profile)));
    return seeds;
  }

  /** The image is turned by 90 degrees. */
  private static byte[] exif() {
    return ByteBuffer.allocate(26)
        .put(text("MM\0*"))
        .putInt(8)
        .putShort((short) 1)
        .putShort((short) 0x0112)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) 6)
        .array();
  }

  private static byte[] iccSegment(byte[] profile) {
    return ByteBuffer.allocate(18 + profile.length)
        .putShort((short) 0xffe2)
        .putShort((short) (16 + profile.length))
        .put(text("ICC_PROFILE\0\1\1"))
        .put(profile)
        .array();
  }

  private static byte[] iccChunk(byte[] profile) {
    Deflater deflater = new Deflater();
    deflater.setInput(profile);
    deflater.finish();
    byte[] packed = new byte[200];
    int length = deflater.deflate(packed);
    deflater.end();
    return pngChunk(
        "iCCP", ByteBuffer.allocate(3 + length).put(text("p\0\0")).put(packed, 0, length).array());
  }

  private static byte[] pngChunk(String type, byte[] content) {
    byte[] named = ByteBuffer.allocate(4 + content.length).put(text(type)).put(content).array();
    return ByteBuffer.allocate(8 + named.length)
        .putInt(content.length)
        .put(named)
        .putInt((int) crc(named))
        .array();
  }

  private static byte[] inserted(byte[] image, int at, byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(image, 0, at);
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    out.write(image, at, image.length - at);
    return out.toByteArray();
  }

  private static byte[] encoded(String format) throws IOException {
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    image.setRGB(1, 1, 0x80ff20);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (!ImageIO.write(image, format, out)) {
      throw new IOException("no encoder for " + format);
    }
    return out.toByteArray();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static long crc(byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(content);
    return crc.getValue();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
