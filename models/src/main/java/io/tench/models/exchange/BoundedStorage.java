package io.tench.models.exchange;

import io.jhdf.HdfFile;
import io.jhdf.Superblock;
import io.jhdf.storage.HdfBackingStorage;
import io.jhdf.storage.HdfInMemoryByteBuffer;
import java.lang.reflect.Constructor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * An HDF5 file in memory that lets only so much be read of its structure: its nodes point to each
 * other, and a small hostile file can point to one of them from many others, on and on. jhdf itself
 * goes wherever they point.
 */
final class BoundedStorage implements HdfBackingStorage {
  /** Bytes of nodes, headers and attributes; a thousand layers of four tensors take 4 MB. */
  private static final long MAX_STRUCTURE = 1 << 24;

  /** Bytes of a group's names; each of its members may read all of them. */
  private static final long MAX_NAMES = 1 << 17;

  private final HdfBackingStorage storage;
  private long read;
  private boolean bounded = true;

  /**
   * A file.
   *
   * @throws RuntimeException for bytes that are none
   */
  BoundedStorage(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    storage = new HdfInMemoryByteBuffer(buffer, Superblock.readSuperblock(buffer));
  }

  /** The file on this storage, for which jhdf has no constructor in public. */
  HdfFile open() {
    try {
      Constructor<HdfFile> constructor =
          HdfFile.class.getDeclaredConstructor(HdfBackingStorage.class);
      constructor.setAccessible(true);
      return constructor.newInstance(this);
    } catch (ReflectiveOperationException failure) {
      throw new IllegalArgumentException("its root cannot be read", failure);
    }
  }

  /** From now on tensors are read, whose shapes bound them. */
  void endStructure() {
    bounded = false;
  }

  private void count(long bytes) {
    read += Math.max(1, bytes);
    if (bounded && read > MAX_STRUCTURE) {
      throw new IllegalArgumentException("its groups do not end");
    }
  }

  @Override
  public ByteBuffer readBufferFromAddress(long address, int length) {
    count(length);
    return storage.readBufferFromAddress(address, length);
  }

  @Override
  public ByteBuffer map(long address, long length) {
    count(length);
    if (bounded && length > MAX_NAMES) {
      throw new IllegalArgumentException("it has a group with too many names");
    }
    return storage.map(address, length);
  }

  @Override
  public ByteBuffer mapNoOffset(long address, long length) {
    count(length);
    return storage.mapNoOffset(address, length);
  }

  @Override
  public long getUserBlockSize() {
    return storage.getUserBlockSize();
  }

  @Override
  public Superblock getSuperblock() {
    return storage.getSuperblock();
  }

  @Override
  public FileChannel getFileChannel() {
    return storage.getFileChannel();
  }

  @Override
  public int getSizeOfOffsets() {
    return storage.getSizeOfOffsets();
  }

  @Override
  public int getSizeOfLengths() {
    return storage.getSizeOfLengths();
  }

  @Override
  public long size() {
    return storage.size();
  }

  @Override
  public boolean inMemory() {
    return storage.inMemory();
  }

  @Override
  public void close() {
    storage.close();
  }
}
