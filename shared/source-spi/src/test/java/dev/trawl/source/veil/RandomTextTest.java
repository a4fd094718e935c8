package dev.trawl.source.veil;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.Type;
import dev.trawl.protocol.Mask;
import dev.trawl.store.memory.InMemorySecrets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VarCharVector;
import org.junit.jupiter.api.Test;

final class RandomTextTest {
    @Test
    void textsHaveThePattern() {
        RandomText texts = new RandomText("seed");

        assertThat(Stream.generate(() -> texts.next("#?-€#")).limit(100))
                .allMatch(t -> t.matches("[0-9][a-z]-€[0-9]"))
                .satisfies(all -> assertThat(all.stream().distinct().count()).isGreaterThan(50));
    }

    @Test
    void anotherReadingHasOtherTexts() {
        assertThat(new RandomText("query|0|0").next("##########"))
                .isNotEqualTo(new RandomText("query|0|1").next("##########"))
                .isEqualTo(new RandomText("query|0|0").next("##########"));
    }

    /// Else texts would tell which condition held for a row, and so of a hidden value.
    @Test
    void whichOfSeveralMasksWithOnePatternAppliedIsNotSeen() {
        Mask mask = new Mask.RandPattern("####");
        PseudonymKeys none = new PseudonymKeys(new InMemorySecrets(Map.of()), Map.of());
        RandomText texts = new RandomText("query|0|0");
        List<VeilFunction> cases =
                Stream.of(mask, mask)
                        .map(m -> VeilFunction.of(m, Type.Simple.VARCHAR, none, texts))
                        .toList();
        RandomText alone = new RandomText("query|0|0");
        try (RootAllocator allocator = new RootAllocator();
                VarCharVector channel = new VarCharVector("c", allocator)) {
            for (int row = 0; row < 20; row++) {
                assertThat(new String(cases.get(row * 7 % 3 % 2).apply(channel, row), UTF_8))
                        .isEqualTo(alone.next("####"));
            }
        }
    }
}
