package io.tench.driver.compression;

import io.tench.driver.Slice;
import java.io.Serializable;

/** A flat vector in fewer bytes, of which a slice can be cut and decoded by itself. Pure. */
interface VectorCodec extends Serializable {
  /**
   * The whole vector, encoded.
   *
   * @param seed of what is random in it
   */
  byte[] encode(float[] vector, long seed);

  /** Of an encoded vector, what {@link #decode} needs for a slice. */
  byte[] cut(byte[] whole, Slice slice);

  /** The slice's values: the same bits, however the vector was cut. */
  float[] decode(byte[] part, Slice slice);
}
