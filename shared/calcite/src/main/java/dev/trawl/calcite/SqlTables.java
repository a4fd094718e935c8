package dev.trawl.calcite;

import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.parser.SqlParserPos;

/// Which tables a query names. Thread-safe.
public final class SqlTables {
    private SqlTables() {}

    /// Tables in the order of the text, common table expressions left out.
    ///
    /// @throws TrawlException SYNTAX_ERROR with the place, NOT_SUPPORTED for anything but a query,
    ///   REQUEST_TOO_LARGE
    public static List<NameReference> referenced(String sql, SqlLimits limits) {
        return DeepStack.call(() -> {
            List<NameReference> references = new ArrayList<>();
            Names.replace(
                    Parsing.query(sql, limits),
                    limits.tablesMax(),
                    reference -> {
                        references.add(reference);
                        return new SqlIdentifier(reference.text(), SqlParserPos.ZERO);
                    });
            return List.copyOf(references);
        });
    }
}
