package dev.trawl.calcite;

import dev.trawl.protocol.ErrorCode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;

/// That quoted names of columns are written as the columns are: Calcite matches all names without
/// regard to case.
final class QuotedNames {
    private final Map<String, Set<String>> written = new HashMap<>();

    /// @param query as it was written; validation may change it
    QuotedNames(SqlNode query) {
        query.accept(
                new SqlBasicVisitor<Void>() {
                    @Override
                    public Void visit(SqlIdentifier identifier) {
                        int last = identifier.names.size() - 1;
                        if (identifier.isComponentQuoted(last)) {
                            written.computeIfAbsent(place(identifier), _ -> new HashSet<>())
                                    .add(identifier.names.get(last));
                        }
                        return null;
                    }
                });
    }

    /// @param query with the columns' own names
    void check(SqlNode query) {
        if (written.isEmpty()) {
            return;
        }
        query.accept(
                new SqlBasicVisitor<Void>() {
                    @Override
                    public Void visit(SqlIdentifier identifier) {
                        check(identifier);
                        return null;
                    }
                });
    }

    private void check(SqlIdentifier identifier) {
        int last = identifier.names.size() - 1;
        Set<String> names = written.getOrDefault(place(identifier), Set.of());
        String column = identifier.names.get(last);
        if (identifier.isComponentQuoted(last)
                && names.size() == 1
                && !names.contains(column)
                && names.iterator().next().equalsIgnoreCase(column)) {
            throw Errors.at(
                    ErrorCode.COLUMN_NOT_FOUND,
                    "there is no column \"%s\", but \"%s\"; quoted names match exactly"
                            .formatted(names.iterator().next(), column),
                    identifier.getComponentParserPosition(last));
        }
    }

    private static String place(SqlIdentifier identifier) {
        SqlParserPos pos = identifier.getComponentParserPosition(identifier.names.size() - 1);
        return pos.getLineNum() + ":" + pos.getColumnNum();
    }
}
