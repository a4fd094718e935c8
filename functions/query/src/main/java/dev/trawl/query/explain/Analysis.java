package dev.trawl.query.explain;

import dev.trawl.catalog.CatalogTable;
import dev.trawl.plan.Field;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.query.execute.Answer;
import dev.trawl.query.execute.Run;
import dev.trawl.query.record.FragmentReport;
import dev.trawl.query.record.QueryState;
import dev.trawl.query.split.Fragment;
import dev.trawl.query.split.RowEstimates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a query did. Figures are of rows that the principal may see; what follows from the sizes of
/// tables (estimates, splits) is told of tables that no policy filters or masks.
///
/// @param fragments in the order of the explanation's
public record Analysis(List<Figures> fragments, QueryState.Summary summary) {
    private static final String ALLOW = "allow";
    private static final int WIDTH = 8;
    private static final int TEXT_WIDTH = 24;

    public Analysis {
        fragments = List.copyOf(fragments);
    }

    /// @param estimate absent where the sizes of tables are not known, or not to be told
    /// @param splits the same
    public record Figures(
            FragmentReport report, @Nullable Estimate estimate, @Nullable Integer splits) {
        String text() {
            return switch (report.told()) {
                case ALL ->
                        "= %d rows%s, %d bytes%s%s, %d ms"
                                .formatted(
                                        report.rows(),
                                        estimate == null
                                                ? ""
                                                : " (%d expected)".formatted(estimate.rows()),
                                        report.bytes(),
                                        estimate == null
                                                ? ""
                                                : " (%d expected)".formatted(estimate.bytes()),
                                        splits == null ? "" : ", %d splits".formatted(splits),
                                        report.millis());
                case ROWS -> "= %d rows, %d ms".formatted(report.rows(), report.millis());
                case NEITHER -> "= %d ms".formatted(report.millis());
            };
        }
    }

    /// @param bytes as Arrow
    public record Estimate(long rows, long bytes) {}

    public static Analysis of(Run run, Answer answer, QueryState.Summary summary) {
        List<Figures> figures = new ArrayList<>();
        for (Fragment fragment : run.work().plan().fragments()) {
            boolean isOpen = fragment.tables().stream().allMatch(t -> isOpen(run, t));
            figures.add(
                    new Figures(
                            answer.fragments().get(fragment.number()),
                            isOpen
                                    ? sizes(run, fragment)
                                            .map(s -> estimate(fragment, s))
                                            .orElse(null)
                                    : null,
                            isOpen ? answer.calls().get(fragment.number()) : null));
        }
        return new Analysis(figures, summary);
    }

    /// Whether no policy changes what is read of a table.
    private static boolean isOpen(Run run, TableName table) {
        return run.work().policies().stream()
                .noneMatch(p -> p.table().equals(table.toString()) && !p.kind().equals(ALLOW));
    }

    /// Rows of the fragment's tables, if all are known.
    private static Optional<Map<TableName, Long>> sizes(Run run, Fragment fragment) {
        Map<TableName, Long> sizes = new HashMap<>();
        for (TableName table : fragment.tables()) {
            Optional<Long> rows =
                    run.catalog().table(table).map(CatalogTable::rowCount).filter(n -> n >= 0);
            if (rows.isEmpty()) {
                return Optional.empty();
            }
            sizes.put(table, rows.get());
        }
        return Optional.of(sizes);
    }

    private static Estimate estimate(Fragment fragment, Map<TableName, Long> sizes) {
        long rows = new RowEstimates(sizes).rows(fragment.relation());
        long width = fragment.relation().fields().stream().mapToLong(Analysis::width).sum();
        return new Estimate(rows, rows * width);
    }

    private static long width(Field field) {
        return field.type() == Type.Simple.VARCHAR ? TEXT_WIDTH : WIDTH;
    }

    String text() {
        return "%d rows in %d ms, %d GB-ms of memory, about %s USD"
                .formatted(
                        summary.rows(),
                        summary.cost().millis(),
                        summary.cost().gigabyteMillis(),
                        summary.cost().usd().toPlainString());
    }
}
