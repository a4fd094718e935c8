package dev.trawl.testkit.slt;

import dev.trawl.plan.Type;
import dev.trawl.protocol.TrawlException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whatever answers SQL over the tables of {@link SltTables}, each under its bare name.
public interface SltEngine {
    /// @throws TrawlException if the query fails
    Answer answer(String sql);

    /// An answer.
    ///
    /// @param rows as {@link dev.trawl.plan.Literals#toText} has values, null for NULL
    record Answer(List<Type> types, List<List<@Nullable String>> rows) {
        /// Written out, as a compact one would lose that values may be null.
        public Answer(List<Type> types, List<List<@Nullable String>> rows) {
            this.types = List.copyOf(types);
            this.rows = List.copyOf(rows);
        }

        /// Letters of {@link SltRecord.Query}.
        public String letters() {
            StringBuilder letters = new StringBuilder();
            types.forEach(t -> letters.append(letter(t)));
            return letters.toString();
        }

        private static char letter(Type type) {
            return switch (type) {
                case Type.Decimal _ -> 'N';
                case Type.Simple simple ->
                        switch (simple) {
                            case BOOLEAN -> 'B';
                            case TINYINT, SMALLINT, INTEGER, BIGINT -> 'I';
                            case REAL, DOUBLE -> 'R';
                            case VARCHAR, JSON -> 'T';
                            case VARBINARY -> 'X';
                            case DATE -> 'D';
                            case TIME -> 'H';
                            case TIMESTAMP, TIMESTAMP_TZ -> 'P';
                            case UUID -> 'U';
                        };
                case Type.Array _, Type.Mapping _, Type.Row _ ->
                        throw new IllegalArgumentException("no letter for " + type.text());
            };
        }
    }
}
