package dev.alq.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.alq.kernel.KernelChoice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Benchmark;

/** Every benchmark and every part of the report runs, on sizes that take no time. */
class BenchmarksTest {

  private static List<BenchmarkBase> benchmarks() {
    List<BenchmarkBase> all = new ArrayList<>();
    for (String shape : List.of("8x32x16", "7x33x5")) {
      GemmBenchmark gemm = new GemmBenchmark();
      gemm.shape = shape;
      all.add(gemm);
    }
    for (Task.Direction direction : Task.Direction.values()) {
      ConvolutionBenchmark convolution = new ConvolutionBenchmark();
      convolution.layer = ConvolutionBenchmark.LayerShape.ODD;
      convolution.direction = direction;
      convolution.batch = 1;
      all.add(convolution);
    }
    for (LayerBenchmark.Kind kind : LayerBenchmark.Kind.values()) {
      LayerBenchmark layer = new LayerBenchmark();
      layer.kind = kind;
      layer.channels = 5;
      layer.extent = 4;
      layer.batch = 2;
      all.add(layer);
    }
    StepBenchmark step = new StepBenchmark();
    step.batch = 2;
    all.add(step);
    AlternationBenchmark alternation = new AlternationBenchmark();
    alternation.channels = 9;
    all.add(alternation);
    return all;
  }

  @ParameterizedTest
  @MethodSource("benchmarks")
  void runs(BenchmarkBase benchmark) throws ReflectiveOperationException {
    benchmark.twin = KernelChoice.kernels().name().startsWith("vector") ? Twin.VECTOR : Twin.SCALAR;
    benchmark.threads = 2;
    benchmark.setUp();
    var bodies =
        Arrays.stream(benchmark.getClass().getMethods())
            .filter(method -> method.isAnnotationPresent(Benchmark.class))
            .toList();
    assertFalse(bodies.isEmpty());
    for (var body : bodies) {
      body.invoke(benchmark);
    }
    benchmark.tearDown();
  }

  @Test
  void everyKindOfBenchmarkIsCovered() {
    Set<String> covered =
        benchmarks().stream().map(b -> b.getClass().getSimpleName()).collect(Collectors.toSet());
    assertEquals(
        Set.of(
            "GemmBenchmark",
            "ConvolutionBenchmark",
            "LayerBenchmark",
            "StepBenchmark",
            "AlternationBenchmark"),
        covered);
  }
}
