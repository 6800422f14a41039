package io.tench.driver.configuration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator.Feature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.tench.datasets.Augmentation;
import io.tench.datasets.Augmentation.Crop;
import io.tench.datasets.ImageShape;
import io.tench.driver.InnerSteps;
import io.tench.driver.OuterOptimizer;
import io.tench.driver.RunConfiguration;
import io.tench.driver.RunConfiguration.Decay;
import io.tench.models.transfer.FineTuning;
import io.tench.workers.InnerOptimizer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Writes a configuration with every key, always in the same order and form. */
public final class RunConfigurationWriter {
  private static final YAMLMapper YAML =
      new YAMLMapper(
          YAMLFactory.builder()
              .disable(Feature.WRITE_DOC_START_MARKER)
              .enable(Feature.MINIMIZE_QUOTES)
              .enable(Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
              .enable(Feature.INDENT_ARRAYS_WITH_INDICATOR)
              .disable(Feature.SPLIT_LINES)
              .build());

  private RunConfigurationWriter() {}

  /** The canonical YAML; {@link RunConfigurationReader} reads an equal configuration back. */
  public static String resolvedYaml(RunConfiguration configuration) {
    try {
      return YAML.writeValueAsString(tree(configuration));
    } catch (JsonProcessingException failure) {
      throw new IllegalStateException("a configuration always has a YAML form", failure);
    }
  }

  private static Map<String, Object> tree(RunConfiguration run) {
    Map<String, Object> tree = always(run);
    if (!run.transfer().fromScratch()) {
      tree.put("transfer", transfer(run.transfer()));
    }
    return tree;
  }

  private static Map<String, Object> transfer(FineTuning transfer) {
    Map<String, Object> section =
        section(
            "from-checkpoint", transfer.fromCheckpoint(),
            "new-head", transfer.newHead(),
            "freeze-until", transfer.freezeUntil(),
            "unfreeze", transfer.unfreeze(),
            "slow", transfer.slow(),
            "layer-decay", transfer.layerDecay());
    if (transfer.keepsAPart()) {
      section.put("keep-until", transfer.keepUntil());
    }
    if (transfer.onFeatures()) {
      section.put("features", transfer.features());
    }
    return section;
  }

  private static Map<String, Object> always(RunConfiguration run) {
    return section(
        "run", run.run(),
        "seed", run.seed(),
        "data",
            section(
                "train", run.data().train(),
                "validation", run.data().validation(),
                "fingerprint", run.data().fingerprint()),
        "network",
            section(
                "architecture", run.network().architecture(),
                "input", shape(run.network().input()),
                "resize", run.network().resize()),
        "augmentation", augmentation(run.augmentation()),
        "training", training(run.training()),
        "checkpoints",
            section(
                "every-rounds", run.checkpoints().everyRounds(),
                "keep-last", run.checkpoints().keepLast()),
        "evaluation",
            section(
                "every-epochs", run.evaluation().everyEpochs(),
                "batch-size", run.evaluation().batchSize()),
        "fault-tolerance", faultTolerance(run.faultTolerance()));
  }

  private static Map<String, Object> faultTolerance(RunConfiguration.FaultTolerance faults) {
    return section(
        "max-bad-samples", faults.maxBadSamples(),
        "max-loss", faults.maxLoss(),
        "divergence-retries", faults.divergenceRetries(),
        "divergence-rate-factor", faults.divergenceRateFactor(),
        "stall-timeout", faults.stallTimeout());
  }

  private static String shape(ImageShape shape) {
    return shape.height() + "x" + shape.width() + "x" + shape.channels();
  }

  private static Map<String, Object> augmentation(Augmentation augmentation) {
    if (augmentation.crop() instanceof Crop.Padded padded) {
      return section("crop", "padded", "padding", padded.padding(), "flip", augmentation.flip());
    }
    if (augmentation.crop() instanceof Crop.RandomResized random) {
      return section(
          "crop", "random-resized", "min-area", random.minArea(), "flip", augmentation.flip());
    }
    return section("crop", "center", "flip", augmentation.flip());
  }

  private static Map<String, Object> training(RunConfiguration.Training training) {
    return section(
        "epochs", training.epochs(),
        "replicas", training.replicas(),
        "batch-size", training.batchSize(),
        "inner-steps", innerSteps(training.innerSteps()),
        "inner-optimizer", innerOptimizer(training.innerOptimizer()),
        "inner-state", training.innerState().name().toLowerCase(Locale.ROOT),
        "outer-optimizer", outerOptimizer(training.outerOptimizer()),
        "compression", training.compression().toString(),
        "learning-rate",
            section(
                "peak", training.learningRate().peak(),
                "warmup-epochs", training.learningRate().warmupEpochs(),
                "decay", decay(training.learningRate().decay())),
        "label-smoothing", training.labelSmoothing(),
        "gradient-clip", training.gradientClip(),
        "backend", training.backend(),
        "precision", training.compute().precision().toString(),
        "device", training.compute().device().toString(),
        "threads-per-replica", training.threadsPerReplica(),
        "prefetch", training.prefetch());
  }

  private static Map<String, Object> innerSteps(InnerSteps steps) {
    if (steps instanceof InnerSteps.Qsr qsr) {
      return section("policy", "qsr", "base", qsr.base(), "alpha", qsr.alpha());
    }
    if (steps instanceof InnerSteps.PostLocal local) {
      return section(
          "policy", "post-local", "steps", local.steps(), "from-epoch", local.fromEpoch());
    }
    return section("policy", "constant", "steps", ((InnerSteps.Constant) steps).steps());
  }

  private static Map<String, Object> innerOptimizer(InnerOptimizer optimizer) {
    if (optimizer instanceof InnerOptimizer.Adam adam) {
      return section(
          "type", "adam",
          "beta1", adam.beta1(),
          "beta2", adam.beta2(),
          "epsilon", adam.epsilon(),
          "weight-decay", adam.weightDecay());
    }
    InnerOptimizer.Sgd sgd = (InnerOptimizer.Sgd) optimizer;
    return section(
        "type", "sgd",
        "momentum", sgd.momentum(),
        "nesterov", sgd.nesterov(),
        "weight-decay", sgd.weightDecay());
  }

  private static Map<String, Object> outerOptimizer(OuterOptimizer optimizer) {
    if (optimizer instanceof OuterOptimizer.Nesterov nesterov) {
      return outer("nesterov", nesterov.learningRate(), nesterov.momentum());
    }
    if (optimizer instanceof OuterOptimizer.SlowMo slow) {
      return outer("slowmo", slow.learningRate(), slow.momentum());
    }
    return section("type", "average");
  }

  private static Map<String, Object> outer(String type, double rate, double momentum) {
    return section("type", type, "learning-rate", rate, "momentum", momentum);
  }

  private static Map<String, Object> decay(Decay decay) {
    if (decay instanceof Decay.Steps steps) {
      return section("type", "steps", "at-epochs", steps.atEpochs(), "factor", steps.factor());
    }
    return section("type", decay instanceof Decay.Cosine ? "cosine" : "constant");
  }

  private static Map<String, Object> section(Object... keysAndValues) {
    Map<String, Object> section = new LinkedHashMap<>();
    for (int index = 0; index < keysAndValues.length; index += 2) {
      section.put((String) keysAndValues[index], keysAndValues[index + 1]);
    }
    return section;
  }
}
