package io.tench.models.exchange;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.AttributeProto.AttributeType;
import onnx.Onnx.GraphProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataType;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.shade.protobuf.ByteString;
import org.nd4j.shade.protobuf.UnsafeByteOperations;

/** An ONNX graph under construction. */
final class OnnxGraph {
  private final GraphProto.Builder graph = GraphProto.newBuilder();

  OnnxGraph(String name) {
    graph.setName(name);
  }

  GraphProto build() {
    return graph.build();
  }

  /** Adds an operator whose one output has this name. */
  void node(String operator, String output, List<String> inputs, AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(operator)
            .setName(output)
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(Arrays.asList(attributes)));
  }

  /** A parameter; returns its name. */
  String parameter(TensorView view, float[] vector) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(view.length() * Float.BYTES);
    try {
      view.send(vector, (values, from, count) -> FloatBytes.write(bytes, values, from, count));
    } catch (IOException impossible) {
      throw new IllegalStateException("memory has no input and output errors", impossible);
    }
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(view.name())
            .setDataType(DataType.FLOAT_VALUE)
            .addAllDims(view.shape())
            .setRawData(UnsafeByteOperations.unsafeWrap(bytes.toByteArray())));
    return view.name();
  }

  /** A number of an operator's that is not a parameter; returns its name. */
  String constant(String name, float value) {
    return constant(
        name,
        TensorProto.newBuilder().setDataType(DataType.FLOAT_VALUE).addFloatData(value).build());
  }

  /** As {@link #constant(String, float)}, of several floats. */
  String constants(String name, List<Float> values) {
    return constant(
        name,
        TensorProto.newBuilder()
            .setDataType(DataType.FLOAT_VALUE)
            .addDims(values.size())
            .addAllFloatData(values)
            .build());
  }

  /** As {@link #constant(String, float)}, of several integers. */
  String integers(String name, List<Long> values) {
    return constant(
        name,
        TensorProto.newBuilder()
            .setDataType(DataType.INT64_VALUE)
            .addDims(values.size())
            .addAllInt64Data(values)
            .build());
  }

  private String constant(String name, TensorProto value) {
    node(
        "Constant",
        name,
        List.of(),
        AttributeProto.newBuilder()
            .setName("value")
            .setType(AttributeType.TENSOR)
            .setT(value)
            .build());
    return name;
  }

  /** The graph's input: a batch of any size of these shapes. */
  void input(String name, long... shape) {
    graph.addInput(value(name, shape));
  }

  /** The graph's output: a batch of any size of these shapes. */
  void output(String name, long... shape) {
    graph.addOutput(value(name, shape));
  }

  private static ValueInfoProto value(String name, long... shape) {
    TensorShapeProto.Builder sides = TensorShapeProto.newBuilder();
    sides.addDimBuilder().setDimParam("batch");
    for (long side : shape) {
      sides.addDimBuilder().setDimValue(side);
    }
    TypeProto.Tensor.Builder tensor =
        TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT_VALUE).setShape(sides);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  static AttributeProto attribute(String name, double value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.FLOAT)
        .setF((float) value)
        .build();
  }

  static AttributeProto attribute(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  static AttributeProto attribute(String name, int... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
    for (int value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }
}
