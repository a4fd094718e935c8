package dev.trawl.source.objects.read;

import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.source.objects.parquet.CompactFile;
import dev.trawl.source.objects.parquet.Footer;
import dev.trawl.source.objects.parquet.Footers;
import dev.trawl.source.objects.prune.ColumnRange;
import dev.trawl.source.objects.prune.Presence;
import dev.trawl.source.objects.prune.Pruning;
import dev.trawl.source.objects.table.DataFile;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Decides what of a file is fetched: reads the footer of a Parquet file and leaves out row groups
/// and columns that the scan does not need. Thread-safe.
final class PartPlanner {
    private final Footers footers;
    private final FileRanges ranges;
    private final Path folder;

    PartPlanner(Footers footers, FileRanges ranges, Path folder) {
        this.footers = footers;
        this.ranges = ranges;
        this.folder = folder;
    }

    /// Empty if no row of the file can matter.
    Optional<Part> plan(ScanPlan plan, ScanPlan.Candidate candidate, int number) {
        Path path = folder.resolve(name(candidate.file(), number));
        return switch (plan.layout().format()) {
            case PARQUET -> parquet(plan, candidate, path);
            case CSV, JSON -> Optional.of(new Part.Csv(candidate.file(), plan.layout(), path));
        };
    }

    /// The file's own name as far as it is harmless, since errors quote it.
    private static String name(DataFile file, int number) {
        String key = file.key();
        String name = key.substring(key.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9_.-]", "_");
        return "%06d-%s".formatted(number, name.substring(Math.max(0, name.length() - 80)));
    }

    private Optional<Part> parquet(ScanPlan plan, ScanPlan.Candidate candidate, Path path) {
        DataFile file = candidate.file();
        Footer footer = footers.load(file);
        List<@Nullable Type> types = types(plan, file, footer);
        ranges.keep(plan, file, footer);
        List<Integer> groups = groups(plan, candidate, footer);
        long rows = groups.stream().mapToLong(footer::rowsOf).sum();
        if (rows == 0) {
            return Optional.empty();
        }
        List<String> columns = new ArrayList<>();
        Set<String> unproven = new TreeSet<>();
        Map<String, Type.Decimal> digits = new HashMap<>();
        for (Field field : plan.scan().fields()) {
            if (plan.layout().partition(field.name()).isEmpty()) {
                columns.add(field.name());
                digits(footer, groups, field).ifPresent(type -> digits.put(field.name(), type));
                if (field.type().isPointInTime()
                        && !groups.stream().allMatch(g -> isProven(footer, g, field))) {
                    unproven.add(field.name());
                }
            }
        }
        return Optional.of(
                columns.isEmpty()
                        ? new Part.Count(file, rows)
                        : new Part.Parquet(
                                file,
                                CompactFile.plan(footer, groups, columns),
                                types,
                                unproven,
                                new Digits(digits),
                                path));
    }

    private static Optional<Type.Decimal> digits(Footer footer, List<Integer> groups, Field field) {
        return field.type() instanceof Type.Decimal
                ? Digits.of(
                        field,
                        groups.stream()
                                .map(g -> footer.range(g, field.name(), field.type()))
                                .toList())
                : Optional.empty();
    }

    private static List<@Nullable Type> types(ScanPlan plan, DataFile file, Footer footer) {
        List<@Nullable Type> types = new ArrayList<>();
        for (Field field : plan.scan().fields()) {
            types.add(
                    plan.layout().partition(field.name()).isPresent()
                            ? null
                            : footer.readableType(file, field));
        }
        return types;
    }

    private List<Integer> groups(ScanPlan plan, ScanPlan.Candidate candidate, Footer footer) {
        for (int group : candidate.rowGroups()) {
            if (group < 0 || group >= footer.rowGroups()) {
                throw candidate.file().changed();
            }
        }
        List<Integer> asked =
                candidate.rowGroups().isEmpty()
                        ? IntStream.range(0, footer.rowGroups()).boxed().toList()
                        : candidate.rowGroups();
        return asked.stream().filter(g -> mayMatch(plan, candidate.file(), footer, g)).toList();
    }

    /// Bounds first, for all predicates, since they are at hand.
    private boolean mayMatch(ScanPlan plan, DataFile file, Footer footer, int group) {
        IntFunction<ColumnRange> ranges =
                i -> ScanPlanner.range(plan, i, file, f -> footer.range(group, f.name(), f.type()));
        if (!new Pruning(plan.lists(), ranges).mayMatch(plan.predicates())) {
            return false;
        }
        Map<Integer, Presence> known = new HashMap<>();
        IntFunction<Presence> presences =
                i -> known.computeIfAbsent(i, c -> presence(plan, file, footer, group, c));
        return new Pruning(plan.lists(), ranges, presences).mayMatch(plan.predicates());
    }

    private Presence presence(ScanPlan plan, DataFile file, Footer footer, int group, int column) {
        Field field = plan.scan().fields().get(column);
        return plan.layout().partition(field.name()).isPresent() || field.type() == Type.Simple.JSON
                ? Presence.UNKNOWN
                : footers.presence(file, footer, group, field.name());
    }

    /// Whether statistics say that all of a row group's dates are in the years 1 to 9999.
    private static boolean isProven(Footer footer, int group, Field field) {
        ColumnRange range = footer.range(group, field.name(), field.type());
        return range.nulls() == ColumnRange.Nulls.ALL
                || isInCalendar(range.min()) && isInCalendar(range.max());
    }

    private static boolean isInCalendar(@Nullable Object bound) {
        return switch (bound) {
            case LocalDate d -> d.getYear() >= 1 && d.getYear() <= 9999;
            case LocalDateTime t -> t.getYear() >= 1 && t.getYear() <= 9999;
            case Instant i ->
                    !i.isBefore(Instant.parse("0001-01-01T00:00:00Z"))
                            && i.isBefore(Instant.parse("9999-12-31T23:59:59Z"));
            case null, default -> false;
        };
    }
}
