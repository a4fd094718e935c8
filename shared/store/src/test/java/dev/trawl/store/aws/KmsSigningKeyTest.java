package dev.trawl.store.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class KmsSigningKeyTest {
    @Test
    void shortNumbersAreFilledWithZerosFromTheLeft() {
        assertThat(joined("3006020101020102"))
                .isEqualTo("00".repeat(31) + "01" + "00".repeat(31) + "02");
    }

    @Test
    void theSignByteOfALargeNumberIsDropped() {
        String large = "ff".repeat(32);
        assertThat(joined("3046" + "022100" + large + "022100" + large)).isEqualTo(large + large);
    }

    private static String joined(String der) {
        return HexFormat.of().formatHex(KmsSigningKey.joined(HexFormat.of().parseHex(der)));
    }
}
