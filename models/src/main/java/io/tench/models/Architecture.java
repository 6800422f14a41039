package io.tench.models;

import io.tench.datasets.BadInputException;
import io.tench.datasets.ImageShape;
import io.tench.datasets.KnownNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/** The networks that Tench builds, by the names that a run configuration uses. */
public final class Architecture {
  private static final Map<String, NetworkBody> BODIES = bodies();

  private final String name;
  private final NetworkBody body;

  private Architecture(String name, NetworkBody body) {
    this.name = name;
    this.body = body;
  }

  /**
   * The architecture with this name.
   *
   * @throws BadInputException if there is none; says which one is nearest
   */
  public static Architecture named(String name) {
    NetworkBody body = BODIES.get(name);
    if (body == null) {
      throw new BadInputException(
          "architecture \"%s\" is not known, the nearest is \"%s\"; there are: %s"
              .formatted(name, KnownNames.nearest(name, names()), String.join(", ", names())));
    }
    return new Architecture(name, body);
  }

  /** All names: {@code lenet}, {@code resnet-50}, …. */
  public static List<String> names() {
    return List.copyOf(BODIES.keySet());
  }

  public String name() {
    return name;
  }

  /**
   * The network for images of this shape, {@code [batch, channels, height, width]} float32. Its
   * layers have torchvision's names, its output is the softmax over the classes.
   *
   * @param seed of DL4J's own initialisation and dropout; {@link InitialParameters} takes its own
   * @throws BadInputException if the network cannot take the shape
   */
  public ComputationGraphConfiguration configuration(ImageShape input, int classes, long seed) {
    if (classes < 2) {
      throw new BadInputException(
          "%s needs at least 2 classes to tell apart, there are %d".formatted(name, classes));
    }
    NetworkBuilder network = new NetworkBuilder(name, input, seed);
    body.addTo(network, classes);
    return network.build();
  }

  private static Map<String, NetworkBody> bodies() {
    Map<String, NetworkBody> bodies = new LinkedHashMap<>();
    bodies.put("lenet", new LeNet());
    bodies.put("alexnet", new AlexNet());
    bodies.put("vgg-11", new Vgg(List.of(1, 1, 2, 2, 2), false));
    bodies.put("vgg-16", new Vgg(List.of(2, 2, 3, 3, 3), false));
    bodies.put("vgg-19", new Vgg(List.of(2, 2, 4, 4, 4), false));
    bodies.put("vgg-11-bn", new Vgg(List.of(1, 1, 2, 2, 2), true));
    bodies.put("vgg-16-bn", new Vgg(List.of(2, 2, 3, 3, 3), true));
    bodies.put("vgg-19-bn", new Vgg(List.of(2, 2, 4, 4, 4), true));
    for (int depth : List.of(8, 14, 20, 32, 44, 56, 110)) {
      bodies.put("resnet-" + depth, new CifarResNet((depth - 2) / 6));
    }
    bodies.put("resnet-18", new ResNet(false, List.of(2, 2, 2, 2), false));
    bodies.put("resnet-34", new ResNet(false, List.of(3, 4, 6, 3), false));
    bodies.put("resnet-50", new ResNet(true, List.of(3, 4, 6, 3), false));
    bodies.put("resnet-101", new ResNet(true, List.of(3, 4, 23, 3), false));
    bodies.put("resnet-152", new ResNet(true, List.of(3, 8, 36, 3), false));
    bodies.put("resnet-18-small", new ResNet(false, List.of(2, 2, 2, 2), true));
    bodies.put("squeezenet-1.1", new SqueezeNet());
    bodies.put("mobilenet-v1", new MobileNet(1));
    for (double width : List.of(0.75, 0.5, 0.25)) {
      bodies.put("mobilenet-v1-" + width, new MobileNet(width));
    }
    return bodies;
  }
}
