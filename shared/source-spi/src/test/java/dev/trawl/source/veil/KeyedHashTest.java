package dev.trawl.source.veil;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class KeyedHashTest {
    private static final String ALGORITHM = "HmacSHA256";

    @Test
    void itIsHmacSha256OfEveryTextUnderEveryKey() throws GeneralSecurityException {
        Random random = new Random(11);
        for (int length : new int[] {1, 32, 63, 64, 65, 200}) {
            byte[] key = new byte[length];
            random.nextBytes(key);
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            KeyedHash hash = new KeyedHash(key.clone());
            for (int i = 0; i < 10_000; i++) {
                String text = "s:" + "\u00e9x".repeat(random.nextInt(120)) + random.nextInt(6_000);

                assertThat(hash.hexadecimal(text))
                        .isEqualTo(
                                HexFormat.of()
                                        .formatHex(
                                                mac.doFinal(text.getBytes(StandardCharsets.UTF_8)))
                                        .getBytes(StandardCharsets.US_ASCII));
            }
        }
    }
}
