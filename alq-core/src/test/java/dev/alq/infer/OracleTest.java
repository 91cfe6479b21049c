package dev.alq.infer;

import dev.alq.kernel.Engine;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The paper's networks, packed, against a bit-by-bit oracle. */
class OracleTest {

  private static final long SEED = 20_200_620;

  @AutoClose private final Engine engine = Engine.start(2);
  private final OracleCheck oracle = new OracleCheck(engine, SEED);

  @ParameterizedTest
  @EnumSource
  void lenet5(PaperNetworks.Bits bits) {
    oracle.assertAgrees(bits, PaperNetworks.lenet5(bits, SEED));
  }

  @ParameterizedTest
  @EnumSource
  void vggSmall(PaperNetworks.Bits bits) {
    oracle.assertAgrees(bits, PaperNetworks.vggSmall(bits, SEED));
  }

  @ParameterizedTest
  @EnumSource
  void resnet18(PaperNetworks.Bits bits) {
    oracle.assertAgrees(bits, PaperNetworks.resnet18(bits, SEED));
  }
}
