package dev.trawl.source.objects.table;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Literals;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ObjectStore;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The files of a table now. Names that begin with `_` or `.`, and empty objects, are not data.
public final class Listing {
    private static final String NULL_PARTITION = "__HIVE_DEFAULT_PARTITION__";

    private Listing() {}

    /// @throws TrawlException SPLITS_LIMIT_EXCEEDED if there are more than `filesMax`;
    ///   SOURCE_DATA_INVALID if a path does not have the table's partitions
    public static List<DataFile> load(ObjectStore store, TableLayout layout, int filesMax) {
        List<DataFile> files = new ArrayList<>();
        String manifest = layout.manifest();
        List<ObjectStore.ObjectInfo> objects =
                manifest == null
                        ? store.list(layout.prefix(), filesMax)
                        : CommittedFiles.load(store, layout, layout.prefix() + manifest, filesMax);
        for (ObjectStore.ObjectInfo object : objects) {
            if (isData(object)) {
                files.add(file(object, layout));
            }
        }
        return List.copyOf(files);
    }

    /// Whether an object is a file of data by its name and size. Empty objects mark folders, but
    /// for those that say they are Parquet: they are broken.
    public static boolean isData(ObjectStore.ObjectInfo object) {
        for (String part : object.key().split("/", -1)) {
            if (part.startsWith("_") || part.startsWith(".")) {
                return false;
            }
        }
        return (object.size() > 0 || object.key().endsWith(".parquet"))
                && !object.key().endsWith("/");
    }

    /// The file of a key below the table's prefix.
    public static DataFile file(ObjectStore.ObjectInfo object, TableLayout layout) {
        String[] folders = object.key().substring(layout.prefix().length()).split("/", -1);
        List<Expr.Literal> values = new ArrayList<>();
        // What a manifest names lies in folders of a run; those of partitions are the last ones.
        int first =
                layout.manifest() == null
                        ? 0
                        : Math.max(0, folders.length - 1 - layout.partitions().size());
        for (int i = 0; i < layout.partitions().size(); i++) {
            Field partition = layout.partitions().get(i);
            int at = first + i;
            if (at >= folders.length - 1 || !folders[at].startsWith(partition.name() + "=")) {
                throw new TrawlException(
                        ErrorCode.SOURCE_DATA_INVALID,
                        "file '%s' is not in a folder '%s=…' of its table"
                                .formatted(object.key(), partition.name()));
            }
            values.add(
                    value(object, partition, folders[at].substring(partition.name().length() + 1)));
        }
        return new DataFile(object, values);
    }

    private static Expr.Literal value(ObjectStore.ObjectInfo object, Field partition, String text) {
        if (text.equals(NULL_PARTITION)) {
            return Literals.ofNull(partition.type());
        }
        try {
            String decoded = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
            if (decoded.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("a NUL character");
            }
            return Literals.fromText(decoded, partition.type());
        } catch (IllegalArgumentException e) {
            throw new TrawlException(
                    ErrorCode.SOURCE_DATA_INVALID,
                    "the folder of file '%s' gives no %s for partition '%s'"
                            .formatted(object.key(), partition.type().text(), partition.name()),
                    e);
        }
    }
}
