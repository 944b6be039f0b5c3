package dev.limpid.report.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** A channel behind a {@link FailingDisc}; a write that fails has written half of its bytes. */
final class FailingChannel extends FileChannel {
  private final FailingDisc disc;
  private final Path path;
  private final FileChannel real;

  FailingChannel(FailingDisc disc, Path path, FileChannel real) {
    this.disc = disc;
    this.path = path;
    this.real = real;
    disc.opened();
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    disc.operate("read", path);
    return real.read(target);
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    disc.operate("read", path);
    return real.read(targets, offset, length);
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    disc.operate("read", path);
    return real.read(target, position);
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    try {
      disc.operate("write", path);
    } catch (IOException planted) {
      real.write(source.slice(source.position(), source.remaining() / 2));
      throw planted;
    }
    return real.write(source);
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    disc.operate("write", path);
    return real.write(sources, offset, length);
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    disc.operate("write", path);
    return real.write(source, position);
  }

  @Override
  public long position() throws IOException {
    return real.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    real.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return real.size();
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    disc.operate("truncate", path);
    real.truncate(size);
    return this;
  }

  @Override
  public void force(boolean metaData) throws IOException {
    disc.operate("force", path);
    // The disc of the tests needs no waiting for.
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    disc.operate("read", path);
    return real.transferTo(position, count, target);
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count)
      throws IOException {
    disc.operate("write", path);
    return real.transferFrom(source, position, count);
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
    disc.operate("map", path);
    return real.map(mode, position, size);
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    disc.operate("lock", path);
    return real.lock(position, size, shared);
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) throws IOException {
    disc.operate("lock", path);
    return real.tryLock(position, size, shared);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    real.close();
    disc.closed();
    disc.operate("close", path);
  }
}
