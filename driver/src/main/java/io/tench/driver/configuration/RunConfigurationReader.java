package io.tench.driver.configuration;

import io.tench.datasets.Augmentation;
import io.tench.datasets.Augmentation.Crop;
import io.tench.datasets.BadInputException;
import io.tench.datasets.ImageShape;
import io.tench.driver.InnerSteps;
import io.tench.driver.OuterOptimizer;
import io.tench.driver.RunConfiguration;
import io.tench.driver.RunConfiguration.Decay;
import io.tench.driver.compression.Compression;
import io.tench.models.Architecture;
import io.tench.models.transfer.FineTuning;
import io.tench.workers.Backends;
import io.tench.workers.Compute;
import io.tench.workers.Device;
import io.tench.workers.InnerOptimizer;
import io.tench.workers.Precision;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes a {@link RunConfiguration} of YAML. The defaults stand here and nowhere else; {@code
 * conf/reference.yaml} tells them, and a test holds it to them.
 */
public final class RunConfigurationReader {
  private static final Pattern SHAPE = Pattern.compile("(\\d{1,5})x(\\d{1,5})x([13])");

  private RunConfigurationReader() {}

  /**
   * Reads a configuration and lays overrides over it.
   *
   * @param name of the file, for messages
   * @param overrides {@code training.epochs=3}, in order
   * @throws BadInputException that names every unknown, missing or duplicate key, wrong type and
   *     value out of range
   */
  public static RunConfiguration read(String name, String yaml, List<String> overrides) {
    Problems problems = new Problems();
    YamlNode.Mapping root = YamlReader.file(name, yaml, problems);
    Overrides.apply(root, overrides, problems);
    RunConfiguration configuration = run(new Section("", root, problems));
    problems.throwIfAny();
    return configuration;
  }

  private static RunConfiguration run(Section root) {
    try (root) {
      String run = root.text("run");
      long seed = root.wholeLong("seed", Bounds.atLeast(0), 1);
      RunConfiguration.Data data = data(root.section("data"));
      FineTuning transfer =
          root.has("transfer") ? transfer(root.section("transfer")) : FineTuning.FROM_SCRATCH;
      RunConfiguration.Model network =
          root.has("transfer") && !root.has("network")
              ? RunConfiguration.Model.OF_CHECKPOINT
              : network(root.section("network"));
      Augmentation augmentation = augmentation(root.section("augmentation"));
      RunConfiguration.Training training = training(root.section("training"));
      RunConfiguration.Checkpoints checkpoints = checkpoints(root.section("checkpoints"));
      RunConfiguration.Evaluation evaluation = evaluation(root.section("evaluation"));
      RunConfiguration.FaultTolerance faultTolerance =
          faultTolerance(root.section("fault-tolerance"));
      return root.build(
          () ->
              new RunConfiguration(
                  run,
                  seed,
                  data,
                  network,
                  augmentation,
                  training,
                  checkpoints,
                  evaluation,
                  faultTolerance,
                  transfer));
    }
  }

  private static FineTuning transfer(Section transfer) {
    try (transfer) {
      String checkpoint = transfer.text("from-checkpoint");
      boolean newHead = transfer.flag("new-head", false);
      String keepUntil = transfer.text("keep-until", FineTuning.EVERYTHING);
      String freezeUntil = transfer.text("freeze-until", FineTuning.NOTHING);
      SortedMap<Integer, String> unfreeze =
          transfer.entries("unfreeze", "epochs such as 2", Integer::valueOf, Section::text);
      Map<String, Double> slow =
          transfer.entries(
              "slow",
              "layers",
              name -> name,
              (factors, name) -> factors.number(name, Bounds.above(0)));
      double layerDecay = transfer.number("layer-decay", Bounds.upTo(0, 1), 1);
      String features = transfer.text("features", "");
      return transfer.build(
          () ->
              new FineTuning(
                  checkpoint,
                  newHead,
                  keepUntil,
                  freezeUntil,
                  unfreeze,
                  slow,
                  layerDecay,
                  features));
    }
  }

  private static RunConfiguration.Data data(Section data) {
    try (data) {
      String train = data.text("train");
      String validation = data.text("validation");
      String fingerprint = data.text("fingerprint", RunConfiguration.Data.ANY);
      return new RunConfiguration.Data(train, validation, fingerprint);
    }
  }

  private static RunConfiguration.Model network(Section network) {
    try (network) {
      String architecture = network.choice("architecture", Architecture.names());
      ImageShape input =
          network.value("input", new ImageShape(1, 1, 1), RunConfigurationReader::shape);
      int shorterSide = Math.min(input.height(), input.width());
      int resize = network.whole("resize", Bounds.atLeast(shorterSide), usualResize(shorterSide));
      return new RunConfiguration.Model(architecture, input, resize);
    }
  }

  /** 256 for a crop of 224, and so in proportion; small images are taken as they are. */
  private static int usualResize(int shorterSide) {
    return shorterSide < 128 ? shorterSide : Math.round(shorterSide * 256 / 224f);
  }

  /** {@code 224x224x3}: height, width, channels. */
  private static ImageShape shape(String text) {
    Matcher matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("height x width x channels such as 224x224x3 or 28x28x1");
    }
    return new ImageShape(
        Integer.parseInt(matcher.group(3)),
        Integer.parseInt(matcher.group(1)),
        Integer.parseInt(matcher.group(2)));
  }

  private static Augmentation augmentation(Section augmentation) {
    try (augmentation) {
      String kind =
          augmentation.choice("crop", List.of("center", "padded", "random-resized"), "center");
      Crop crop =
          switch (kind) {
            case "padded" -> {
              int padding = augmentation.whole("padding", Bounds.atLeast(0), 4);
              yield augmentation.build(() -> new Crop.Padded(padding));
            }
            case "random-resized" -> {
              double minArea = augmentation.number("min-area", Bounds.upTo(0, 1), 0.08);
              yield augmentation.build(() -> new Crop.RandomResized(minArea));
            }
            default -> new Crop.Center();
          };
      return new Augmentation(crop, augmentation.flag("flip", false));
    }
  }

  private static RunConfiguration.Training training(Section training) {
    try (training) {
      int epochs = training.whole("epochs", Bounds.atLeast(1));
      int replicas = training.whole("replicas", Bounds.atLeast(1));
      int batchSize = training.whole("batch-size", Bounds.atLeast(1));
      InnerSteps innerSteps = innerSteps(training.section("inner-steps", Shorthand::steps));
      InnerOptimizer innerOptimizer =
          innerOptimizer(training.section("inner-optimizer", Shorthand::type));
      RunConfiguration.InnerState innerState =
          RunConfiguration.InnerState.valueOf(
              training
                  .choice("inner-state", List.of("average", "reset"), "average")
                  .toUpperCase(Locale.ROOT));
      OuterOptimizer outerOptimizer =
          outerOptimizer(training.section("outer-optimizer", Shorthand::type));
      Compression compression =
          Compression.named(
              training.choice("compression", Compression.names(), Compression.NONE.toString()));
      RunConfiguration.Rate rate = rate(training.section("learning-rate", Shorthand::peak));
      double labelSmoothing = training.number("label-smoothing", Bounds.from(0, 1), 0);
      double gradientClip = training.number("gradient-clip", Bounds.atLeast(0), 0);
      String backend = training.choice("backend", Backends.names(), Backends.AUTO);
      Precision precision = training.value("precision", Precision::named, Precision.FLOAT32);
      Device device = training.value("device", Device::named, Device.CPU);
      int threads = training.whole("threads-per-replica", Bounds.atLeast(1), 1);
      int prefetch = training.whole("prefetch", Bounds.atLeast(1), 2);
      return training.build(
          () ->
              new RunConfiguration.Training(
                  backend,
                  new Compute(precision, device),
                  epochs,
                  replicas,
                  threads,
                  batchSize,
                  innerSteps,
                  innerOptimizer,
                  innerState,
                  outerOptimizer,
                  compression,
                  rate,
                  labelSmoothing,
                  gradientClip,
                  prefetch));
    }
  }

  private static InnerSteps innerSteps(Section steps) {
    try (steps) {
      switch (steps.choice("policy", List.of("constant", "post-local", "qsr"), "constant")) {
        case "post-local" -> {
          int count = steps.whole("steps", Bounds.atLeast(1));
          double fromEpoch = steps.number("from-epoch", Bounds.atLeast(0));
          return steps.build(() -> new InnerSteps.PostLocal(count, fromEpoch));
        }
        case "qsr" -> {
          int base = steps.whole("base", Bounds.atLeast(1));
          double alpha = steps.number("alpha", Bounds.above(0));
          return steps.build(() -> new InnerSteps.Qsr(base, alpha));
        }
        default -> {
          int count = steps.whole("steps", Bounds.atLeast(1), 1);
          return steps.build(() -> new InnerSteps.Constant(count));
        }
      }
    }
  }

  private static InnerOptimizer innerOptimizer(Section optimizer) {
    try (optimizer) {
      Bounds fraction = Bounds.from(0, 1);
      double weightDecay = optimizer.number("weight-decay", Bounds.atLeast(0), 0);
      if (optimizer.choice("type", List.of("sgd", "adam"), "sgd").equals("adam")) {
        double beta1 = optimizer.number("beta1", fraction, 0.9);
        double beta2 = optimizer.number("beta2", fraction, 0.999);
        double epsilon = optimizer.number("epsilon", Bounds.above(0), 1e-8);
        return optimizer.build(() -> new InnerOptimizer.Adam(beta1, beta2, epsilon, weightDecay));
      }
      double momentum = optimizer.number("momentum", fraction, 0.9);
      boolean nesterov = optimizer.flag("nesterov", momentum > 0);
      return optimizer.build(() -> new InnerOptimizer.Sgd(momentum, nesterov, weightDecay));
    }
  }

  private static OuterOptimizer outerOptimizer(Section optimizer) {
    try (optimizer) {
      String type = optimizer.choice("type", List.of("average", "nesterov", "slowmo"), "average");
      if (type.equals("average")) {
        return new OuterOptimizer.Average();
      }
      boolean nesterov = type.equals("nesterov");
      double rate = optimizer.number("learning-rate", Bounds.above(0), nesterov ? 0.7 : 1);
      double momentum = optimizer.number("momentum", Bounds.from(0, 1), nesterov ? 0.9 : 0.5);
      return nesterov
          ? new OuterOptimizer.Nesterov(rate, momentum)
          : new OuterOptimizer.SlowMo(rate, momentum);
    }
  }

  private static RunConfiguration.Rate rate(Section rate) {
    try (rate) {
      double peak = rate.number("peak", Bounds.above(0));
      double warmup = rate.number("warmup-epochs", Bounds.atLeast(0), 0);
      Decay decay = decay(rate.section("decay", Shorthand::type));
      return rate.build(() -> new RunConfiguration.Rate(peak, warmup, decay));
    }
  }

  private static Decay decay(Section decay) {
    try (decay) {
      return switch (decay.choice("type", List.of("constant", "cosine", "steps"), "cosine")) {
        case "constant" -> new Decay.Constant();
        case "steps" -> {
          List<Double> atEpochs = decay.numbers("at-epochs", Bounds.above(0));
          double factor = decay.number("factor", Bounds.upTo(0, 1), 0.1);
          yield decay.build(() -> new Decay.Steps(atEpochs, factor));
        }
        default -> new Decay.Cosine();
      };
    }
  }

  private static RunConfiguration.Checkpoints checkpoints(Section checkpoints) {
    try (checkpoints) {
      int everyRounds = checkpoints.whole("every-rounds", Bounds.atLeast(1), 100);
      int keepLast = checkpoints.whole("keep-last", Bounds.atLeast(1), 3);
      return checkpoints.build(() -> new RunConfiguration.Checkpoints(everyRounds, keepLast));
    }
  }

  private static RunConfiguration.Evaluation evaluation(Section evaluation) {
    try (evaluation) {
      int everyEpochs = evaluation.whole("every-epochs", Bounds.atLeast(1), 1);
      int batchSize = evaluation.whole("batch-size", Bounds.atLeast(1), 100);
      return evaluation.build(() -> new RunConfiguration.Evaluation(everyEpochs, batchSize));
    }
  }

  private static RunConfiguration.FaultTolerance faultTolerance(Section faults) {
    try (faults) {
      int maxBadSamples = faults.whole("max-bad-samples", Bounds.atLeast(0), 0);
      double maxLoss = faults.number("max-loss", Bounds.atLeast(0), 0);
      int retries = faults.whole("divergence-retries", Bounds.atLeast(0), 0);
      double factor = faults.number("divergence-rate-factor", Bounds.from(0, 1), 0.5);
      int stallTimeout = faults.whole("stall-timeout", Bounds.atLeast(0), 3600);
      return faults.build(
          () ->
              new RunConfiguration.FaultTolerance(
                  maxBadSamples, maxLoss, retries, factor, stallTimeout));
    }
  }

  /** Sections that may be written as one value. */
  private static final class Shorthand {
    /** {@code decay: cosine}. */
    static Map<String, String> type(String text) {
      return Map.of("type", text);
    }

    /** {@code learning-rate: 0.1}. */
    static Map<String, String> peak(String text) {
      return Map.of("peak", text);
    }

    /** {@code inner-steps: 8}. */
    static Map<String, String> steps(String text) {
      return Map.of("steps", text);
    }
  }
}
