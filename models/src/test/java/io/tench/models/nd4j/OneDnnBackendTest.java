package io.tench.models.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.bytedeco.javacpp.Loader;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNBatchNormHelper;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNConvHelper;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNSubsamplingHelper;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu;
import org.nd4j.linalg.factory.Nd4j;

class OneDnnBackendTest {
  @Test
  void loadsTheOneDnnNativesWhereTheCpuHasAvx2() {
    assumeAvx2();
    assertThat(Nd4j.getBackend()).isInstanceOf(OneDnnBackend.class);
    assertThat(Loader.load(Nd4jCpu.class)).contains("-onednn-avx2");
    assertThat(Nd4j.getBackend().buildInfo()).contains("HAVE_ONEDNN");
    assertThat(Nd4jCpu.Environment.getInstance().isUseONEDNN()).isTrue();
    assertThat(org.nd4j.nativeblas.Nd4jCpu.Environment.getInstance().isUseMKLDNN()).isTrue();
  }

  @Test
  void handsConvolutionPoolingAndBatchNormToOneDnn() {
    assumeAvx2();
    ComputationGraph graph = new ComputationGraph(configuration());
    graph.init();
    assertThat(graph.getLayer("conv").getHelper()).isInstanceOf(MKLDNNConvHelper.class);
    assertThat(graph.getLayer("norm").getHelper()).isInstanceOf(MKLDNNBatchNormHelper.class);
    assertThat(graph.getLayer("pool").getHelper()).isInstanceOf(MKLDNNSubsamplingHelper.class);
  }

  @Test
  void namesWhatStandsInTheWay() {
    assertThat(OneDnnBackend.obstacle("linux-x86_64", true, 2)).isEmpty();
    assertThat(OneDnnBackend.obstacle("linux-x86_64", true, 3)).isEmpty();
    assertThat(OneDnnBackend.obstacle("linux-x86_64", true, 1)).get().asString().contains("AVX2");
    assertThat(OneDnnBackend.obstacle("linux-arm64", false, 0))
        .contains("the class path has no nd4j-native with classifier linux-arm64-onednn-avx2");
  }

  private static void assumeAvx2() {
    assumeTrue(VectorExtension.level() >= VectorExtension.AVX2, "this CPU has no AVX2");
  }

  static ComputationGraphConfiguration configuration() {
    return new NeuralNetConfiguration.Builder()
        .graphBuilder()
        .addInputs("image")
        .addLayer("conv", new ConvolutionLayer.Builder(3, 3).nOut(4).build(), "image")
        .addLayer("norm", new BatchNormalization(), "conv")
        .addLayer("pool", new SubsamplingLayer.Builder().kernelSize(2, 2).build(), "norm")
        .addLayer("output", new OutputLayer.Builder().nOut(3).build(), "pool")
        .setOutputs("output")
        .setInputTypes(InputType.convolutional(8, 8, 3))
        .build();
  }
}
