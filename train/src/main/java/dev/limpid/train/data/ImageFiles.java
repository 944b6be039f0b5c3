package dev.limpid.train.data;

import dev.limpid.core.Shape;
import dev.limpid.layers.io.FileFailure;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.SampleModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.w3c.dom.Node;

/** Decodes image files; whatever is wrong with one is an IOException that says what. */
final class ImageFiles {
  private static final long MOST_PIXELS = 100_000_000;

  /** For each column: colours of a row, inks, pixels, weights of {@link Resize}. */
  private static final long BYTES_A_COLUMN = 128;

  /** For each row: weights of {@link Resize}. */
  private static final long BYTES_A_ROW = 32;

  private static final Set<String> FORMATS =
      Set.of("png", "jpeg", "gif", "bmp", "tif", "tiff", "webp");

  private ImageFiles() {}

  /**
   * The image, resized, as bytes of {@code [H,W,3]} or {@code [H,W,1]}.
   *
   * @throws DatasetException if the memory does not suffice for an image of a usual size
   */
  static byte[] read(Path file, Shape shape) throws IOException {
    long memory = Runtime.getRuntime().maxMemory();
    boolean grey = shape.dim(2) == 1;
    return channels(read(file, shape.dim(0), shape.dim(1), grey, memory), shape);
  }

  /** The same of a file that comes by a stream; it is not closed. */
  static byte[] read(InputStream stream, Shape shape) throws IOException {
    long memory = Runtime.getRuntime().maxMemory() / 2; // the rest is for what the stream brings
    return guarded(
        "the stream",
        memory,
        () -> {
          ImageInputStream in = new EndingInput(stream);
          boolean grey = shape.dim(2) == 1;
          return channels(read(in, shape.dim(0), shape.dim(1), grey, memory), shape);
        });
  }

  /** The same of an image that is decoded. */
  static byte[] read(BufferedImage image, Shape shape) throws IOException {
    Resize resize = new Resize(image.getHeight(), image.getWidth(), shape.dim(0), shape.dim(1));
    return channels(resized(image, null, resize, shape.dim(2) == 1), shape);
  }

  /** All three, or the first of three that are equal. */
  private static byte[] channels(byte[] colours, Shape shape) {
    if (shape.dim(2) == 3) {
      return colours;
    }
    byte[] one = new byte[shape.size()];
    for (int i = 0; i < one.length; i++) {
      one[i] = colours[3 * i];
    }
    return one;
  }

  /** As bytes of {@code [height,width,3]}. */
  static byte[] read(Path file, int height, int width) throws IOException {
    return read(file, height, width, Runtime.getRuntime().maxMemory());
  }

  /** As bytes of {@code [height,width,3]}, where there is so much memory. */
  static byte[] read(Path file, int height, int width, long memory) throws IOException {
    return read(file, height, width, false, memory);
  }

  private static byte[] read(Path file, int height, int width, boolean grey, long memory)
      throws IOException {
    return guarded(
        file,
        memory,
        () -> {
          long fileBytes = requireFile(file).size();
          try (InputStream bytes = Files.newInputStream(file);
              ImageInputStream in = new EndingInput(bytes)) {
            return read(
                in, height, width, grey, memory - 2 * fileBytes); // the stream keeps what it read
          }
        });
  }

  private interface Reading {
    byte[] run() throws IOException;
  }

  private static byte[] guarded(Object source, long memory, Reading reading) throws IOException {
    try {
      return reading.run();
    } catch (Unusable e) {
      throw e;
    } catch (NoSuchFileException e) {
      throw new Unusable("there is no such file", e);
    } catch (FileSystemException e) {
      throw new Unusable("the file cannot be opened (" + FileFailure.reason(e) + ")", e);
    } catch (IOException | RuntimeException e) {
      // The decoders of the JDK throw anything at all when a file is broken.
      String detail = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new Unusable("the image is broken (" + detail + ")", e);
    } catch (OutOfMemoryError e) {
      if (isRoomFor(memory / 2)) {
        throw new Unusable("the image is broken (it takes far more memory than its size says)");
      }
      throw new DatasetException(
          "the memory of this JVM does not suffice to read " + source + "; -Xmx raises it", e);
    }
  }

  /** Whether it is the file that asked for too much, and not the JVM that is full. */
  private static boolean isRoomFor(long bytes) {
    System.gc(); // what was left of the attempt
    Runtime jvm = Runtime.getRuntime();
    return jvm.maxMemory() - (jvm.totalMemory() - jvm.freeMemory()) >= bytes;
  }

  /** Others than files could block for ever, as a pipe does that nobody writes to. */
  private static BasicFileAttributes requireFile(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (attributes.isDirectory()) {
      throw new Unusable("it is a folder, not an image");
    }
    if (!attributes.isRegularFile()) {
      throw new Unusable("it is a pipe, a socket or a device, not a file");
    }
    return attributes;
  }

  private static byte[] read(ImageInputStream in, int height, int width, boolean grey, long memory)
      throws IOException {
    ImageReader reader = readerFor(in);
    try {
      ImageMetadata metadata = ImageMetadata.read(in);
      reader.setInput(in, true, !isA(reader, "gif")); // of others it would only take time
      return decode(reader, metadata, height, width, grey, memory);
    } finally {
      reader.dispose();
    }
  }

  private static ImageReader readerFor(ImageInputStream in) throws IOException {
    for (Iterator<ImageReader> readers = ImageIO.getImageReaders(in); readers.hasNext(); ) {
      ImageReader reader = readers.next();
      if (FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
        return reader;
      }
      reader.dispose();
    }
    in.seek(0);
    byte[] start = new byte[12];
    int length = Math.max(0, in.read(start));
    if (new String(start, StandardCharsets.ISO_8859_1).matches("(?s)RIFF....WEBP")) {
      throw new Unusable(
          "it is a WebP image, which takes com.twelvemonkeys.imageio:imageio-webp on the class"
              + " path; limpid.jar has it");
    }
    throw new Unusable(
        length == 0 ? "the file is empty" : "it is not a " + ImageFolder.FORMATS + " image");
  }

  private static byte[] decode(
      ImageReader reader, ImageMetadata metadata, int height, int width, boolean grey, long memory)
      throws IOException {
    Canvas canvas = Canvas.of(reader);
    requireBounded(reader, canvas, memory);
    boolean[] cutOff = new boolean[1];
    reader.addIIOReadWarningListener((source, warning) -> cutOff[0] |= warning.contains("end of"));
    BufferedImage image = onCanvas(reader.read(0), canvas);
    if (cutOff[0]) {
      throw new Unusable("the image is broken (it ends too early)");
    }
    Orientation orientation = metadata.orientation();
    boolean swapped = orientation.swapsSides();
    Resize resize =
        new Resize(
            image.getHeight(),
            image.getWidth(),
            swapped ? width : height,
            swapped ? height : width);
    byte[] bytes = resized(image, profileOf(reader, image, metadata), resize, grey);
    return orientation.apply(bytes, height, width);
  }

  private static byte[] resized(
      BufferedImage image, ICC_Profile profile, Resize resize, boolean grey) throws Unusable {
    PixelRows rows = PixelRows.of(image, profile);
    double[] row = new double[3 * image.getWidth()];
    for (int y = 0; y < image.getHeight(); y++) {
      rows.read(y, row);
      if (grey) {
        toLuma(row);
      }
      resize.add(y, row);
    }
    return resize.result();
  }

  /** What is grey stays as it is to the bit. */
  private static void toLuma(double[] row) {
    for (int i = 0; i < row.length; i += 3) {
      if (row[i] != row[i + 1] || row[i] != row[i + 2]) {
        double luma = 0.299 * row[i] + 0.587 * row[i + 1] + 0.114 * row[i + 2];
        row[i] = luma;
        row[i + 1] = luma;
        row[i + 2] = luma;
      }
    }
  }

  /** The profile that is left to apply: of PNG, and of inks. The decoders do it for the others. */
  private static ICC_Profile profileOf(
      ImageReader reader, BufferedImage image, ImageMetadata metadata) throws IOException {
    boolean inks = image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_CMYK;
    return inks || isA(reader, "png") ? metadata.profile() : null;
  }

  /** A few bytes can claim to be an image of many gigabytes. */
  private static void requireBounded(ImageReader reader, Canvas canvas, long memory)
      throws IOException {
    long pixels = (long) canvas.width() * canvas.height();
    String size = "it has " + canvas.width() + "x" + canvas.height() + " pixels";
    if (pixels > MOST_PIXELS) {
      throw new Unusable(size + "; at most 100 million are read");
    }
    long block = (long) reader.getTileWidth(0) * reader.getTileHeight(0); // decoded as a whole
    long needed =
        (pixels + (block > pixels ? block : 0)) * bytesAPixel(reader)
            + BYTES_A_COLUMN * canvas.width()
            + BYTES_A_ROW * canvas.height();
    if (needed > memory / 2) {
      throw new Unusable(
          String.format(
              Locale.ROOT,
              "%s, which take %d MB to read, more than half of the memory that this JVM may use;"
                  + " -Xmx raises it",
              size,
              needed >> 20));
    }
  }

  private static long bytesAPixel(ImageReader reader) throws IOException {
    Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
    if (isA(reader, "gif") || !types.hasNext()) {
      return 1 + Integer.BYTES;
    }
    SampleModel samples = types.next().getSampleModel();
    return (long) samples.getNumBands()
        * Math.max(1, DataBuffer.getDataTypeSize(samples.getDataType()) / Byte.SIZE);
  }

  private static boolean isA(ImageReader reader, String format) throws IOException {
    return reader.getFormatName().equalsIgnoreCase(format);
  }

  /** A frame of a GIF may be a part of the picture: what lies around it is transparent. */
  private static BufferedImage onCanvas(BufferedImage frame, Canvas canvas) {
    if (canvas.width() == frame.getWidth() && canvas.height() == frame.getHeight()) {
      return frame;
    }
    BufferedImage whole =
        new BufferedImage(canvas.width(), canvas.height(), BufferedImage.TYPE_INT_ARGB);
    int[] row = new int[frame.getWidth()];
    for (int y = 0; y < frame.getHeight(); y++) {
      frame.getRGB(0, y, row.length, 1, row, 0, row.length);
      whole.setRGB(canvas.left(), canvas.top() + y, row.length, 1, row, 0, row.length);
    }
    return whole;
  }

  /** Where the frame lies, and in what. */
  private record Canvas(int width, int height, int left, int top) {
    static Canvas of(ImageReader reader) throws IOException {
      int width = reader.getWidth(0);
      int height = reader.getHeight(0);
      if (!isA(reader, "gif")) {
        return new Canvas(width, height, 0, 0);
      }
      Node screen = node(reader.getStreamMetadata(), "LogicalScreenDescriptor");
      Node frame = node(reader.getImageMetadata(0), "ImageDescriptor");
      int left = number(frame, "imageLeftPosition");
      int top = number(frame, "imageTopPosition");
      return new Canvas(
          Math.max(number(screen, "logicalScreenWidth"), left + width),
          Math.max(number(screen, "logicalScreenHeight"), top + height),
          left,
          top);
    }

    private static Node node(IIOMetadata metadata, String name) {
      Node node = metadata.getAsTree(metadata.getNativeMetadataFormatName()).getFirstChild();
      while (!node.getNodeName().equals(name)) {
        node = node.getNextSibling();
      }
      return node;
    }

    private static int number(Node node, String name) {
      return Integer.parseInt(node.getAttributes().getNamedItem(name).getNodeValue());
    }
  }

  /** Some decoders go on when a file has ended, as if it had many more bytes. */
  private static final class EndingInput extends MemoryCacheImageInputStream {
    private static final int MOST_READS_AT_END = 10_000;

    private int readsAtEnd;

    EndingInput(InputStream bytes) {
      super(bytes);
    }

    @Override
    public int read() throws IOException {
      return checked(super.read());
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return checked(super.read(target, offset, length));
    }

    private int checked(int read) throws IOException {
      if (read < 0 && ++readsAtEnd > MOST_READS_AT_END) {
        throw new Unusable("the image is broken (it ends too early)");
      }
      return read;
    }
  }

  /** A file that cannot be used, for a reason that can be shown as it is. */
  static final class Unusable extends IOException {
    private static final long serialVersionUID = 1L;

    Unusable(String reason) {
      super(reason);
    }

    Unusable(String reason, Exception cause) {
      super(reason, cause);
    }
  }
}
