package io.tench.workers;

import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where networks compute.
 *
 * @param isGpu else the processor
 * @param index of the GPU; {@link #ANY} where each network takes its process's next
 */
public record Device(boolean isGpu, int index) implements Serializable {
  public static final int ANY = -1;
  public static final Device CPU = new Device(false, ANY);

  private static final Pattern FORM = Pattern.compile("cpu|cuda(?::(\\d{1,2}))?");

  /**
   * Reads {@code cpu}, {@code cuda} or {@code cuda:1}.
   *
   * @throws IllegalArgumentException if it is none of them; says what it must be
   */
  public static Device named(String name) {
    Matcher matcher = FORM.matcher(name);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("cpu, cuda, or one GPU such as cuda:0");
    }
    if (name.equals(CPU.toString())) {
      return CPU;
    }
    return new Device(true, matcher.group(1) == null ? ANY : Integer.parseInt(matcher.group(1)));
  }

  @Override
  public String toString() {
    return !isGpu ? "cpu" : index == ANY ? "cuda" : "cuda:" + index;
  }
}
