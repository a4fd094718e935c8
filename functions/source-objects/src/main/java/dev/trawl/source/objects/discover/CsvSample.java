package dev.trawl.source.objects.discover;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import dev.trawl.source.objects.csv.CsvRecords;
import dev.trawl.store.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Columns of a text file by its header and first records: text, unless every value that is there
/// is clearly a number or date. Only a proposal, for people to check.
final class CsvSample {
    private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,17})");
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)\\.[0-9]+");
    private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

    private CsvSample() {}

    static List<Field> load(ObjectStore store, ObjectStore.ObjectInfo object, List<String> notes) {
        TextSample sample = TextSample.load(store, object);
        List<List<String>> records =
                CsvRecords.parse(
                        sample.text(),
                        ',',
                        sample.isWhole() ? CsvRecords.Ends.FILE : CsvRecords.Ends.INSIDE);
        if (records.isEmpty()) {
            notes.add("the header cannot be read");
            return List.of();
        }
        notes.add("types are a guess from %d records".formatted(records.size() - 1));
        List<Field> columns = new ArrayList<>();
        for (int i = 0; i < records.getFirst().size(); i++) {
            columns.add(new Field(records.getFirst().get(i), type(records, i)));
        }
        return columns;
    }

    private static Type type(List<List<String>> records, int column) {
        List<String> values =
                records.stream()
                        .skip(1)
                        .filter(r -> column < r.size() && !r.get(column).isEmpty())
                        .map(r -> r.get(column))
                        .toList();
        if (values.isEmpty()) {
            return Type.Simple.VARCHAR;
        }
        if (values.stream().allMatch(v -> WHOLE.matcher(v).matches())) {
            return Type.Simple.BIGINT;
        }
        if (values.stream()
                .allMatch(v -> WHOLE.matcher(v).matches() || NUMBER.matcher(v).matches())) {
            return Type.Simple.DOUBLE;
        }
        return values.stream().allMatch(CsvSample::isDay) ? Type.Simple.DATE : Type.Simple.VARCHAR;
    }

    private static boolean isDay(String value) {
        if (!DAY.matcher(value).matches()) {
            return false;
        }
        try {
            Expr.Literal day = Literals.fromText(value, Type.Simple.DATE);
            return !day.isNull();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
