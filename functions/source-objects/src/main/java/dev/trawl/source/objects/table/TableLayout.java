package dev.trawl.source.objects.table;

import dev.trawl.catalog.CatalogColumn;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.plan.TypeParser;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a table is stored, from the mapping of its dataset.
///
/// | key | meaning |
/// |---|---|
/// | `prefix` | keys of all files begin with it; ends with `/` |
/// | `format` | `parquet`, `csv` or `json` (one object to a line); text files may end in `.gz` or `.zst` |
/// | `partitions` | `name:type, …`, folders `name=value/` below the prefix, in this order; with a manifest the last ones of each key |
/// | `header` | csv: whether the first line names the columns; `true` unless said |
/// | `delimiter` | csv: one character, a comma unless said |
/// | `manifest` | name below the prefix of a manifest that names the files, such as `current.json` of an export; then nothing is listed |
/// | `null` | csv: text that stands for NULL where it is not quoted; the empty text unless said |
///
/// @param columns what the files hold, in the catalog's order: all but the partitions
public record TableLayout(
        String prefix,
        Format format,
        List<Field> partitions,
        List<Field> columns,
        CsvOptions csv,
        @Nullable String manifest) {
    private static final Set<String> KEYS =
            Set.of("prefix", "format", "partitions", "header", "delimiter", "null", "manifest");

    /// What the files are.
    public enum Format {
        PARQUET,
        CSV,
        /// One object to a line.
        JSON
    }

    /// @param delimiter one character
    public record CsvOptions(boolean hasHeader, String delimiter, String nullText) {}

    /// Of files that are listed.
    public TableLayout(
            String prefix,
            Format format,
            List<Field> partitions,
            List<Field> columns,
            CsvOptions csv) {
        this(prefix, format, partitions, columns, csv, null);
    }

    public TableLayout {
        partitions = List.copyOf(partitions);
        columns = List.copyOf(columns);
    }

    /// @throws TrawlException INVALID_RESOURCE if the mapping says nothing usable
    public static TableLayout of(CatalogTable table) {
        Map<String, String> mapping = table.mapping();
        for (String key : mapping.keySet()) {
            if (!KEYS.contains(key)) {
                throw invalid(table, "the key '%s' is not known".formatted(key));
            }
        }
        String prefix = mapping.getOrDefault("prefix", "");
        if (!prefix.endsWith("/") || prefix.startsWith("/")) {
            throw invalid(table, "prefix must be a folder such as 'sales/orders/'");
        }
        List<Field> partitions = partitions(table, mapping.getOrDefault("partitions", ""));
        List<Field> columns = new ArrayList<>();
        for (CatalogColumn column : table.columns()) {
            if (partitions.stream().noneMatch(p -> p.name().equals(column.name()))) {
                columns.add(new Field(column.name(), column.type()));
            }
        }
        String manifest = mapping.get("manifest");
        if (manifest != null && manifest.isBlank()) {
            throw invalid(table, "manifest must be a name below the prefix");
        }
        return new TableLayout(
                prefix, format(table, mapping), partitions, columns, csv(table), manifest);
    }

    /// Index among the partitions.
    public Optional<Integer> partition(String column) {
        for (int i = 0; i < partitions.size(); i++) {
            if (partitions.get(i).name().equals(column)) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    private static Format format(CatalogTable table, Map<String, String> mapping) {
        return switch (mapping.getOrDefault("format", "")) {
            case "parquet" -> Format.PARQUET;
            case "csv" -> Format.CSV;
            case "json" -> Format.JSON;
            default -> throw invalid(table, "format must be parquet, csv or json");
        };
    }

    private static List<Field> partitions(CatalogTable table, String text) {
        List<Field> partitions = new ArrayList<>();
        for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
            int colon = part.indexOf(':');
            if (colon < 1) {
                throw invalid(table, "partitions must be written as 'name:type, name:type'");
            }
            partitions.add(
                    new Field(part.substring(0, colon).strip(), type(table, part, colon + 1)));
        }
        for (Field partition : partitions) {
            if (!table.column(partition.name())
                    .map(CatalogColumn::type)
                    .equals(Optional.of(partition.type()))) {
                throw invalid(
                        table,
                        "partition '%s' is no column of its type".formatted(partition.name()));
            }
        }
        return partitions;
    }

    private static Type type(CatalogTable table, String part, int from) {
        try {
            return TypeParser.parse(part.substring(from).strip());
        } catch (IllegalArgumentException e) {
            throw invalid(table, "partitions must be written as 'name:type, name:type'");
        }
    }

    private static CsvOptions csv(CatalogTable table) {
        Map<String, String> mapping = table.mapping();
        String header = mapping.getOrDefault("header", "true");
        String delimiter = mapping.getOrDefault("delimiter", ",").replace("\\t", "\t");
        if (!Set.of("true", "false").contains(header)) {
            throw invalid(table, "header must be true or false");
        }
        if (delimiter.length() != 1 || "\"\r\n".contains(delimiter)) {
            throw invalid(table, "delimiter must be one character, not a quote or line end");
        }
        return new CsvOptions(header.equals("true"), delimiter, mapping.getOrDefault("null", ""));
    }

    private static TrawlException invalid(CatalogTable table, String what) {
        return new TrawlException(
                ErrorCode.INVALID_RESOURCE,
                "the mapping of dataset '%s' is wrong: %s".formatted(table.dataset(), what));
    }
}
