package io.tench.models.exchange;

import io.tench.datasets.BadInputException;
import io.tench.models.NetworkDescription;
import io.tench.models.ParameterRole;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;

/** Holds a file's tensors against those that a network needs, all of them and no others. */
final class ParameterMatch {
  private static final int SHOWN = 3;

  private final String file;
  private final NetworkDescription network;
  private final ComputationGraphConfiguration configuration;
  private final List<TensorView> views;

  /** Of a network, in a file of this format. */
  ParameterMatch(String file, NetworkDescription network, ImportFormat format) {
    this.file = file;
    this.network = network;
    configuration = network.configuration();
    views = format.views(network);
  }

  /**
   * DL4J's flat vector, filled from the file. Where its batch norms have another epsilon than ours,
   * the difference goes into their running variances: the same outputs.
   *
   * @throws BadInputException if a tensor is missing, one too many, or of another shape
   */
  float[] read(TensorFile tensors) throws IOException {
    Map<String, List<Long>> shapes = tensors.shapes();
    requireBatchNorms(tensors);
    requireSameNames(shapes.keySet());
    for (TensorView view : views) {
      requireSameShape(view, shapes.get(view.name()));
    }
    float[] parameters =
        new float[Math.toIntExact(views.stream().mapToLong(TensorView::length).sum())];
    for (TensorView view : views) {
      view.fill(
          parameters, (target, from, count) -> tensors.read(view.name(), target, from, count));
      if (view.role() == ParameterRole.RUNNING_VARIANCE) {
        float more = (float) tensors.epsilon(view.name()) - (float) epsilon(view.layer());
        for (int index = 0; more != 0 && index < view.length(); index++) {
          parameters[(int) view.offset() + index] += more;
        }
      }
    }
    return parameters;
  }

  private double epsilon(String normalization) {
    LayerVertex vertex = (LayerVertex) configuration.getVertices().get(normalization);
    return ((BatchNormalization) vertex.getLayerConf().getLayer()).getEps();
  }

  private void requireBatchNorms(TensorFile tensors) {
    boolean needed = views.stream().anyMatch(view -> view.role() == ParameterRole.RUNNING_VARIANCE);
    if (needed && tensors.folds()) {
      throw new BadInputException(
          "%s has no batch norm and %s has, so its export folded them into the convolutions: export it with training=TrainingMode.PRESERVE and do_constant_folding=False (with dynamo=True, optimize=False), or save its state dict as safetensors."
              .formatted(file, network.architecture()));
    }
  }

  private void requireSameNames(Set<String> found) {
    Set<String> unknown = new HashSet<>(found);
    List<String> missing = new ArrayList<>();
    for (TensorView view : views) {
      if (!unknown.remove(view.name())) {
        missing.add(view.name());
      }
    }
    unknown.removeIf(name -> name.endsWith("." + Safetensors.BATCHES));
    List<String> problems = new ArrayList<>();
    if (!missing.isEmpty()) {
      problems.add("it has no tensor " + some(missing));
    }
    if (!unknown.isEmpty()) {
      problems.add("it also has " + some(unknown.stream().sorted().toList()));
    }
    if (!problems.isEmpty()) {
      throw new BadInputException(
          "%s is not a whole %s, %s: name the architecture that it is of, or fetch it again."
              .formatted(file, network.architecture(), String.join(" and ", problems)));
    }
  }

  private static String some(List<String> names) {
    String shown = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
    return names.size() <= SHOWN ? shown : "%s and %d more".formatted(shown, names.size() - SHOWN);
  }

  private void requireSameShape(TensorView view, List<Long> found) {
    if (view.shape().equals(found)) {
      return;
    }
    boolean head = view.layer().equals(views.get(views.size() - 1).layer());
    List<Integer> differing = new ArrayList<>();
    for (int axis = 0; axis < Math.min(found.size(), view.shape().size()); axis++) {
      if (!view.shape().get(axis).equals(found.get(axis))) {
        differing.add(axis);
      }
    }
    if (head
        && found.size() == view.shape().size()
        && differing.size() == 1
        && view.shape().get(differing.get(0)) == network.labels().size()) {
      throw new BadInputException(
          "%s tells %d classes apart (%s is %s) and there are %d labels: give the labels that it was trained with."
              .formatted(
                  file, found.get(differing.get(0)), view.name(), found, network.labels().size()));
    }
    throw new BadInputException(
        "%s has tensor %s of shape %s where %s for %s needs %s: name the architecture and input that it is of."
            .formatted(
                file, view.name(), found, network.architecture(), words(network), view.shape()));
  }

  private static String words(NetworkDescription network) {
    var shape = network.preprocessing().shape();
    return "%dx%dx%d".formatted(shape.channels(), shape.height(), shape.width());
  }
}
