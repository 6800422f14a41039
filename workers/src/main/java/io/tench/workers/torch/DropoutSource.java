package io.tench.workers.torch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.global.torch;

/** What dropout draws from. */
@SuppressWarnings("try") // scopes work by being open
final class DropoutSource implements AutoCloseable {
  private GeneratorOptional generator;

  /** Begins, or begins anew. */
  void seed(long seed) {
    close();
    try (PointerScope scope = new PointerScope()) {
      generator = new GeneratorOptional(torch.make_generator_cpu(seed));
      generator.retainReference();
    }
  }

  boolean isSeeded() {
    return generator != null;
  }

  /** Null before the first seed: inference draws nothing. */
  GeneratorOptional generator() {
    return generator;
  }

  @Override
  public void close() {
    if (generator != null) {
      generator.releaseReference();
      generator = null;
    }
  }
}
