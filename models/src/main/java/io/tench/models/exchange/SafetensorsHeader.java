package io.tench.models.exchange;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON at the start of a safetensors file: its tensors, and free text.
 *
 * @param tensors by name
 */
record SafetensorsHeader(Map<String, Tensor> tensors, Map<String, String> metadata) {
  /** Of the official implementation. */
  static final int MAX_BYTES = 100_000_000;

  private static final String METADATA = "__metadata__";
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();

  /** A tensor's place, in bytes after the header. */
  record Tensor(String type, List<Long> shape, long from, long to) {}

  /** The bytes, padded with spaces so that numbers after them are aligned to 8 bytes. */
  byte[] write() {
    ObjectNode root = MAPPER.createObjectNode();
    ObjectNode texts = root.putObject(METADATA);
    metadata.forEach(texts::put);
    tensors.forEach(
        (name, tensor) -> {
          ObjectNode node = root.putObject(name).put("dtype", tensor.type());
          tensor.shape().forEach(node.putArray("shape")::add);
          node.putArray("data_offsets").add(tensor.from()).add(tensor.to());
        });
    byte[] json = root.toString().getBytes(StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    return padded;
  }

  /**
   * A header as it was read.
   *
   * @param dataBytes of the file after the header
   * @throws IllegalArgumentException if it is none, or its tensors do not fill the file; says why
   */
  static SafetensorsHeader read(byte[] json, long dataBytes) {
    JsonNode root;
    try {
      root = MAPPER.readTree(new String(json, StandardCharsets.UTF_8));
    } catch (JsonProcessingException broken) {
      throw new IllegalArgumentException("its header is not JSON", broken);
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (field.getKey().equals(METADATA)) {
        field.getValue().properties().forEach(e -> metadata.put(e.getKey(), e.getValue().asText()));
      } else {
        tensors.put(field.getKey(), tensor(field.getKey(), field.getValue()));
      }
    }
    requireFilled(tensors.values(), dataBytes);
    return new SafetensorsHeader(tensors, metadata);
  }

  private static Tensor tensor(String name, JsonNode node) {
    List<Long> shape = numbers(name, node.path("shape"));
    List<Long> offsets = numbers(name, node.path("data_offsets"));
    if (!node.path("dtype").isTextual() || offsets.size() != 2) {
      throw new IllegalArgumentException(
          "its header does not say where tensor %s is".formatted(name));
    }
    return new Tensor(node.path("dtype").asText(), shape, offsets.get(0), offsets.get(1));
  }

  private static List<Long> numbers(String name, JsonNode array) {
    List<Long> numbers = new ArrayList<>();
    for (JsonNode number : array) {
      if (!number.isIntegralNumber() || !number.canConvertToLong() || number.asLong() < 0) {
        throw new IllegalArgumentException(
            "its header has the number %s for tensor %s".formatted(number, name));
      }
      numbers.add(number.asLong());
    }
    return numbers;
  }

  /** One tensor begins where another ends, and the last one ends with the file. */
  private static void requireFilled(Collection<Tensor> tensors, long dataBytes) {
    long end = 0;
    for (Tensor tensor :
        tensors.stream()
            .sorted(Comparator.comparing(Tensor::from).thenComparing(Tensor::to))
            .toList()) {
      if (tensor.from() != end || tensor.to() < end) {
        throw new IllegalArgumentException("its tensors overlap or leave gaps");
      }
      end = tensor.to();
    }
    if (end != dataBytes) {
      throw new IllegalArgumentException(
          "its tensors need %d bytes and it has %d".formatted(end, dataBytes));
    }
  }
}
