package dev.trawl.source.classify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.protocol.PersonalData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// How often the classifier is right on the labelled corpus. The figures are the ones that
/// docs/concepts/classification.md publishes.
class ClassifierCorpusTest {
    private static final Path PUBLISHED = Path.of("../../docs/concepts/classification.md");

    /// Right, wrongly found, and missed columns of one kind.
    private record Score(int right, int wrong, int missed) {
        double precision() {
            return right + wrong == 0 ? 1 : (double) right / (right + wrong);
        }

        double recall() {
            return right + missed == 0 ? 1 : (double) right / (right + missed);
        }
    }

    @ParameterizedTest
    @EnumSource(PersonalData.class)
    void everyKindIsFoundAndLittleElseIsTakenForIt(PersonalData kind) {
        Score score = score(kind);
        assertThat(score.precision()).as("precision of %s", kind).isGreaterThanOrEqualTo(0.95);
        assertThat(score.recall()).as("recall of %s", kind).isGreaterThanOrEqualTo(0.85);
    }

    @Test
    void thePageSaysWhatIsMeasured() throws IOException {
        List<String> rows = new ArrayList<>();
        for (PersonalData kind : PersonalData.values()) {
            Score score = score(kind);
            rows.add(
                    "| `%s` | %d | %.2f | %.2f |"
                            .formatted(
                                    kind.text(),
                                    score.right() + score.missed(),
                                    score.precision(),
                                    score.recall()));
        }
        assertThat(Files.readString(PUBLISHED)).contains(String.join("\n", rows));
    }

    private static Score score(PersonalData kind) {
        int right = 0;
        int wrong = 0;
        int missed = 0;
        for (Corpus.Column column : Corpus.columns()) {
            PersonalData found =
                    Classifier.classify(column.name(), column.type(), column.values())
                            .map(Classifier.Finding::kind)
                            .orElse(null);
            right += found == kind && column.label() == kind ? 1 : 0;
            wrong += found == kind && column.label() != kind ? 1 : 0;
            missed += found != kind && column.label() == kind ? 1 : 0;
        }
        return new Score(right, wrong, missed);
    }
}
