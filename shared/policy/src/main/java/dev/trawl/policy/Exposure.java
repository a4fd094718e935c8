package dev.trawl.policy;

import dev.trawl.catalog.CatalogColumn;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogSource;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.catalog.CatalogView;
import dev.trawl.plan.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A change of the catalog that may let more be seen, whatever the policies are: what policies
/// select by, and where data is. Descriptions and figures are none of it.
///
/// @param column that is new and not classified yet; absent for what concerns the table
record Exposure(Kind kind, TableName table, @Nullable String column, String reason) {
    enum Kind {
        NEW_TABLE,
        NEW_COLUMN,
        CHANGED
    }

    /// In order of the tables' names; none if no rule can show more after the change.
    static List<Exposure> between(CatalogSnapshot before, CatalogSnapshot after) {
        List<Exposure> exposures = new ArrayList<>();
        for (TableName name : new TreeSet<>(after.tables().keySet())) {
            CatalogTable table = Objects.requireNonNull(after.tables().get(name));
            Optional<CatalogTable> known = before.table(name);
            if (known.isEmpty()) {
                exposures.add(
                        new Exposure(
                                Kind.NEW_TABLE, name, null, "dataset %s is new".formatted(name)));
            } else {
                exposures.addAll(between(known.get(), table));
            }
        }
        after.views()
                .forEach((name, view) -> {
                    CatalogView known = before.views().get(name);
                    if (known != null
                            && !(known.tags().equals(view.tags())
                                    && known.owner().equals(view.owner()))) {
                        exposures.add(
                                changed(name, "the tags or owner of view " + name + " change"));
                    }
                });
        before.sources()
                .forEach((name, source) -> {
                    CatalogSource now = after.sources().get(name);
                    if (now != null && !now.equals(source)) {
                        exposures.add(
                                new Exposure(
                                        Kind.CHANGED,
                                        new TableName(name, "*", "*"),
                                        null,
                                        "source %s changes".formatted(name)));
                    }
                });
        return List.copyOf(exposures);
    }

    private static List<Exposure> between(CatalogTable before, CatalogTable after) {
        List<Exposure> exposures = new ArrayList<>();
        TableName name = after.name();
        if (!before.tags().equals(after.tags())) {
            exposures.add(changed(name, "the tags of dataset " + name + " change"));
        }
        if (!before.mapping().equals(after.mapping())) {
            exposures.add(changed(name, "dataset " + name + " is mapped elsewhere"));
        }
        if (!before.owner().equals(after.owner()) || !before.dataset().equals(after.dataset())) {
            exposures.add(changed(name, "the owner or name of dataset " + name + " changes"));
        }
        for (CatalogColumn column : after.columns()) {
            String place = "column %s of dataset %s".formatted(column.name(), name);
            CatalogColumn known = before.column(column.name()).orElse(null);
            if (known == null) {
                exposures.add(
                        column.isClassified()
                                ? changed(name, place + " is new")
                                : new Exposure(
                                        Kind.NEW_COLUMN, name, column.name(), place + " is new"));
            } else if (!known.tags().equals(column.tags())
                    || !known.type().equals(column.type())
                    || column.isClassified() && !known.isClassified()) {
                exposures.add(
                        changed(name, "tags, type or classification of " + place + " change"));
            }
        }
        return exposures;
    }

    private static Exposure changed(TableName name, String reason) {
        return new Exposure(Kind.CHANGED, name, null, reason);
    }
}
