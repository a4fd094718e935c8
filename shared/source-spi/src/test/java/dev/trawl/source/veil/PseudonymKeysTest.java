package dev.trawl.source.veil;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.memory.InMemorySecrets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PseudonymKeysTest {
    private static PseudonymKeys keys(String secret) {
        return new PseudonymKeys(new InMemorySecrets(Map.of("id", secret)), Map.of("crm", "id"));
    }

    private static void refused(PseudonymKeys keys, String domain, String text) {
        assertThatThrownBy(() -> keys.hash(domain))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_FAILED))
                .hasMessage(text)
                .hasNoCause();
    }

    @Test
    void domainsWithoutAKeyAreRefused() {
        refused(
                keys("x"),
                "other",
                "this source holds no key of pseudonym domain 'other'; add the domain to"
                        + " TRAWL_PSEUDONYM_SECRETS");
    }

    @Test
    void unusableKeysAreRefusedWithoutQuotingThem() {
        String text = "the secret of pseudonym domain 'crm' is not base64 of at least 32 bytes";
        refused(keys("not base64!"), "crm", text);
        refused(keys("AAAA"), "crm", text);
    }

    @Test
    void aNewVersionOfADomainHasPseudonymsOfItsOwnAndTheOldOneStays() {
        String old = "b2xk".repeat(11);
        InMemorySecrets secrets = new InMemorySecrets(Map.of("id", old, "id2", "bmV3".repeat(11)));
        PseudonymKeys before = new PseudonymKeys(secrets, Map.of("person", "id"));
        PseudonymKeys after = new PseudonymKeys(secrets, Map.of("person", "id", "person_2", "id2"));

        assertThat(after.hash("person").hexadecimal("s:a"))
                .isEqualTo(before.hash("person").hexadecimal("s:a"));
        assertThat(after.hash("person_2").hexadecimal("s:a"))
                .isNotEqualTo(after.hash("person").hexadecimal("s:a"));
    }

    @Test
    void keysAreNotPrinted() {
        assertThat(keys("AAAA")).hasToString("PseudonymKeys[crm]");
    }
}
