package dev.trawl.scan;

import dev.trawl.plan.json.JsonWriter;
import java.util.List;

/// How what a source holds differs from a dataset that is declared. A declared dataset is a
/// contract: it says so and changes nothing.
///
/// @param dataset name of the Dataset
/// @param findings one line each, such as `column 'born': date is declared, varchar was found`
record Drift(String dataset, List<String> findings) {
    Drift {
        findings = List.copyOf(findings);
    }

    void write(JsonWriter out) {
        out.object(o ->
                o.field("dataset")
                        .string(dataset)
                        .field("findings")
                        .list(findings, JsonWriter::string));
    }
}
