package dev.limpid.layers.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  /** The tests of others run on this thread too. */
  @AfterEach
  void isNotInterrupted() {
    Thread.interrupted();
  }

  @Test
  void whatWasThereStaysWhenTheContentFails() throws IOException {
    Path file = folder.resolve("a.txt");
    AtomicFile.write(file, "before");
    for (Throwable planted : List.of(new IOException("x"), new Error("x"), new Exception("x"))) {
      Throwable thrown =
          assertThrows(
              Throwable.class,
              () ->
                  AtomicFile.write(
                      file,
                      channel -> {
                        channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
                        AtomicFileTest.<RuntimeException>sneak(planted);
                      }));
      assertSame(planted, thrown);
      assertEquals("before", Files.readString(file));
      assertEquals(List.of("a.txt"), names());
    }
  }

  @Test
  void aFolderThatIsNotThereIsNamed() {
    Path file = folder.resolve("missing").resolve("a.txt");
    NoSuchFileException thrown =
        assertThrows(NoSuchFileException.class, () -> AtomicFile.write(file, "x"));
    assertTrue(thrown.getFile().contains("missing"), thrown.getFile());
  }

  /** As root, a page that is written to /dev/null would take the place of the device. */
  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aPipeOrADeviceIsNotReplaced() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    FileSystemException thrown =
        assertThrows(FileSystemException.class, () -> AtomicFile.write(pipe, "x"));
    assertTrue(thrown.getMessage().contains("not a file"), thrown.getMessage());
    assertTrue(Files.readAttributes(pipe, BasicFileAttributes.class).isOther());
    assertEquals(List.of("pipe"), names());
  }

  @Test
  void anInterruptedThreadWritesAllTheSameAndStaysInterrupted() throws IOException {
    Path file = folder.resolve("a.txt");
    Thread.currentThread().interrupt();
    AtomicFile.write(file, "written");
    assertTrue(Thread.interrupted());
    assertEquals("written", Files.readString(file));
    assertEquals(List.of("a.txt"), names());
  }

  @Test
  void anInterruptWhileItWritesBeginsAnew() throws IOException {
    Path file = folder.resolve("a.txt");
    int[] begun = new int[1];
    AtomicFile.write(
        file,
        channel -> {
          AtomicFile.writeAll(channel, ByteBuffer.wrap(new byte[] {'a'}));
          if (begun[0]++ < 2) {
            Thread.currentThread().interrupt();
          }
          AtomicFile.writeAll(channel, ByteBuffer.wrap(new byte[] {'b'}));
        });
    assertTrue(Thread.interrupted());
    assertEquals(3, begun[0]);
    assertEquals("ab", Files.readString(file));
    assertEquals(List.of("a.txt"), names());
  }

  @Test
  void threadsThatWriteTheSameFileLeaveOneOfTheirTexts() throws Exception {
    Path file = folder.resolve("a.txt");
    List<Thread> threads =
        Stream.of("1", "2", "3", "4")
            .map(
                text ->
                    new Thread(
                        () -> {
                          for (int i = 0; i < 20; i++) {
                            try {
                              AtomicFile.write(file, text.repeat(1000));
                            } catch (IOException e) {
                              throw new IllegalStateException(e);
                            }
                          }
                        }))
            .toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    String text = Files.readString(file);
    assertEquals(text.substring(0, 1).repeat(1000), text);
    assertEquals(List.of("a.txt"), names());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable problem) throws T {
    throw (T) problem;
  }
}
