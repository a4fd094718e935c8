package dev.trawl.fuzz;

import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.testkit.MariaDbTables;
import dev.trawl.testkit.TableData;
import java.util.HashMap;
import java.util.Map;

/// Where MariaDB has tables, as a scan finds it.
final class MariaDbMapping {
    private MariaDbMapping() {}

    static Map<String, String> of(MariaDbTables database, TableData table) {
        return of(database, table.name(), table.fields());
    }

    /// Of tables whose texts fold case and pad.
    static Map<String, String> of(MariaDbTables database, String table, Iterable<Field> fields) {
        Map<String, String> mapping = new HashMap<>();
        mapping.put("schema", database.database());
        mapping.put("table", table);
        for (Field field : fields) {
            if (field.type() == Type.Simple.VARCHAR) {
                mapping.put("collation." + field.name(), "utf8mb4_general_ci");
            }
        }
        return mapping;
    }
}
