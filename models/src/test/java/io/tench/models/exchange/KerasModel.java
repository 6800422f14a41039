package io.tench.models.exchange;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import io.tench.models.Checkpoint;
import io.tench.models.ParameterSlice;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A MobileNet as Keras saves it, made from a checkpoint's parameters an index at a time. */
final class KerasModel {
  /** By layer, then by what Keras calls the tensor; each an array of arrays of floats. */
  final Map<String, Map<String, Object>> layers = new LinkedHashMap<>();

  String configuration =
      "{\"config\": {\"layers\": [{\"config\": {\"batch_input_shape\": [null, 32, 32, 3]}}]}}";

  static KerasModel of(Checkpoint mobileNet) {
    KerasModel model = new KerasModel();
    float[] vector = mobileNet.parameters();
    for (ParameterSlice slice : mobileNet.network().layout().slices()) {
      int[] shape = slice.shape().stream().mapToInt(Math::toIntExact).toArray();
      int from = Math.toIntExact(slice.offset());
      boolean head = slice.layer().equals("conv_preds");
      switch (slice.role()) {
        case WEIGHT -> {
          if (head) { // ours in columns of inputs, Keras's [1, 1, in, out]
            float[][][][] kernel = new float[1][1][shape[0]][shape[1]];
            for (int in = 0; in < shape[0]; in++) {
              for (int out = 0; out < shape[1]; out++) {
                kernel[0][0][in][out] = vector[from + in + shape[0] * out];
              }
            }
            model.put(slice.layer(), "kernel", kernel);
          } else if (slice.layer().contains("_dw_")) { // the same in both
            model.put(slice.layer(), "depthwise_kernel", array(vector, from, shape));
          } else { // ours [out, in, height, width], Keras's [height, width, in, out]
            float[][][][] kernel = new float[shape[2]][shape[3]][shape[1]][shape[0]];
            int index = from;
            for (int out = 0; out < shape[0]; out++) {
              for (int in = 0; in < shape[1]; in++) {
                for (int y = 0; y < shape[2]; y++) {
                  for (int x = 0; x < shape[3]; x++) {
                    kernel[y][x][in][out] = vector[index++];
                  }
                }
              }
            }
            model.put(slice.layer(), "kernel", kernel);
          }
        }
        case BIAS -> model.put(slice.layer(), "bias", array(vector, from, shape));
        case SCALE -> model.put(slice.layer(), "gamma", array(vector, from, shape));
        case SHIFT -> model.put(slice.layer(), "beta", array(vector, from, shape));
        case RUNNING_MEAN -> model.put(slice.layer(), "moving_mean", array(vector, from, shape));
        case RUNNING_VARIANCE ->
            model.put(slice.layer(), "moving_variance", array(vector, from, shape));
      }
    }
    return model;
  }

  private static Object array(float[] vector, int from, int... shape) {
    Object array = Array.newInstance(float.class, shape);
    fill(array, vector, from);
    return array;
  }

  private static int fill(Object array, float[] vector, int from) {
    int position = from;
    for (int index = 0; index < Array.getLength(array); index++) {
      if (array instanceof float[] row) {
        row[index] = vector[position++];
      } else {
        position = fill(Array.get(array, index), vector, position);
      }
    }
    return position;
  }

  KerasModel put(String layer, String tensor, Object values) {
    layers.computeIfAbsent(layer, name -> new LinkedHashMap<>()).put(tensor, values);
    return this;
  }

  /** As {@code model.save} does. */
  void save(Path file) {
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      hdf.putAttribute("model_config", configuration);
      write(hdf.putGroup("model_weights"));
    }
  }

  /** As {@code model.save_weights} does. */
  void saveWeights(Path file) {
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      write(hdf);
    }
  }

  private void write(WritableGroup root) {
    layers.forEach(
        (name, tensors) -> {
          WritableGroup layer = root.putGroup(name).putGroup(name);
          tensors.forEach((tensor, values) -> layer.putDataset(tensor + ":0", values));
        });
  }
}
