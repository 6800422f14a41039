package io.tench.workers.torch;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * Inverted dropout (Srivastava et al., JMLR 2014, section 10): in training each value is kept with
 * DL4J's "retain" probability p and divided by it.
 */
final class Dropouts {
  private Dropouts() {}

  static Operation layer(Site site) {
    IDropout dropout = site.as(DropoutLayer.class).getIDropout();
    return dropout == null ? Operations.IDENTITY : of(site, dropout);
  }

  /** The layer's own dropout of its input, if it has one, then {@code operation}. */
  static Operation before(Site site, Layer layer, Operation operation) {
    if (layer instanceof BaseLayer weighted) {
      site.require(weighted.getWeightNoise() == null, "weight noise");
    }
    site.require(layer.getConstraints() == null || layer.getConstraints().isEmpty(), "constraints");
    return layer.getIDropout() == null ? operation : of(site, layer.getIDropout()).then(operation);
  }

  private static Operation of(Site site, IDropout dropout) {
    if (!(dropout instanceof Dropout plain) || plain.getPSchedule() != null) {
      throw site.refuse("dropout other than a constant probability");
    }
    double retain = plain.getP();
    return (inputs, pass) -> {
      if (!pass.training()) {
        return new Tensor(inputs[0]);
      }
      // Drawn on the CPU wherever the input lies, so that the numbers are the same.
      Tensor mask = torch.empty_like(inputs[0], cpu(), new MemoryFormatOptional());
      mask.bernoulli_(retain, pass.dropout());
      mask.div_(new Scalar(retain));
      return inputs[0].mul(mask.to(inputs[0].device(), torch.ScalarType.Float));
    };
  }

  private static TensorOptions cpu() {
    return new TensorOptions(torch.ScalarType.Float)
        .device(new DeviceOptional(new Device(torch.DeviceType.CPU)));
  }
}
