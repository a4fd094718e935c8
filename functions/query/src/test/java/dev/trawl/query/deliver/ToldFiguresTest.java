package dev.trawl.query.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.query.record.FragmentReport;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToldFiguresTest {
    private static final FragmentReport REPORT =
            new FragmentReport("lake", 7, 900, 3, List.of("scan"));

    @Test
    void whatWouldTellOfSplitsIsLeftOut() throws IOException {
        assertThat(told(REPORT)).isEqualTo("{\"rows\":7,\"bytes\":900,\"millis\":3}");
        assertThat(told(REPORT.told(FragmentReport.Told.ROWS, List.of())))
                .isEqualTo("{\"rows\":7,\"millis\":3}");
        assertThat(told(REPORT.told(FragmentReport.Told.NEITHER, List.of())))
                .isEqualTo("{\"millis\":3}");
    }

    @Test
    void itIsKeptWithTheStateOfAQuery() {
        FragmentReport less = REPORT.told(FragmentReport.Told.ROWS, List.of("limit"));
        String kept = JsonWriter.write(out -> FragmentReport.write(out, less));
        assertThat(JsonReader.read(kept, JsonLimits.DEFAULT, FragmentReport::read)).isEqualTo(less);
        assertThat(less.bytesTold()).isZero();
    }

    @Test
    void statesOfBeforeTellAll() {
        String before =
                "{\"source\":\"lake\",\"rows\":7,\"bytes\":900,\"millis\":3,\"steps\":[\"scan\"]}";
        assertThat(JsonReader.read(before, JsonLimits.DEFAULT, FragmentReport::read))
                .isEqualTo(REPORT);
    }

    private static String told(FragmentReport report) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            Summaries.figures(json, report);
            json.writeEndObject();
        }
        return text.toString();
    }
}
