package dev.trawl.calcite;

import dev.trawl.protocol.SqlPosition;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/// Keeps what the parser found in texts that differ only in constants which are compared with
/// columns. A text is taken for known if the parser has seen one that is equal but for tokens of
/// the same lexical kind, each of which it took for a constant. Thread-safe.
public final class SqlShapes {
    private final SqlLimits limits;
    private final Map<String, List<Integer>> hints;
    private final Map<String, Known> known;

    public SqlShapes(SqlLimits limits, int entriesMax) {
        this.limits = limits;
        this.hints = LastUsed.map(entriesMax);
        this.known = LastUsed.map(entriesMax);
    }

    /// @param offsets of the references in `text`
    private record Known(
            TextTokens text,
            List<Integer> slots,
            Set<String> parameters,
            boolean makesConstants,
            List<NameReference> references,
            List<Integer> offsets) {}

    /// Tables in the order of the text, common table expressions left out, as {@link SqlTables}
    /// finds them.
    ///
    /// @throws TrawlException SYNTAX_ERROR, NOT_SUPPORTED or REQUEST_TOO_LARGE
    public List<NameReference> references(String sql) {
        return of(sql).references();
    }

    SqlShape of(String sql) {
        TextTokens text = TextTokens.of(sql);
        List<Integer> candidates = SqlShape.candidates(text);
        String masked = text.masked(candidates);
        if (sql.length() <= limits.charactersMax()) {
            SqlShape kept = kept(text, candidates, masked);
            if (kept != null) {
                return kept;
            }
        }
        return parsed(text, candidates, masked);
    }

    private @Nullable SqlShape kept(TextTokens text, List<Integer> candidates, String masked) {
        synchronized (known) {
            List<Integer> slots = hints.get(masked);
            if (slots == null || !candidates.containsAll(slots)) {
                return null;
            }
            String skeleton = text.masked(slots);
            Known before = known.get(skeleton);
            return before == null ? null : moved(before, skeleton, text);
        }
    }

    /// What was found in the text before; a text without slots is the same one.
    private static SqlShape moved(Known before, String skeleton, TextTokens text) {
        return new SqlShape(
                skeleton,
                text,
                before.slots(),
                before.parameters(),
                before.makesConstants(),
                before.slots().isEmpty() ? before.references() : references(before, text));
    }

    /// The tables that the text names, at the places that they have in this one.
    private static List<NameReference> references(Known before, TextTokens text) {
        List<NameReference> references = new ArrayList<>();
        for (int i = 0; i < before.references().size(); i++) {
            int offset = before.offsets().get(i);
            int moved = offset;
            for (int slot : before.slots()) {
                TextTokens.Token then = before.text().tokens().get(slot);
                TextTokens.Token now = text.tokens().get(slot);
                if (then.end() <= offset) {
                    moved += now.end() - now.start() - (then.end() - then.start());
                }
            }
            references.add(
                    new NameReference(
                            before.references().get(i).parts(),
                            TextPlaces.position(text.sql(), moved)));
        }
        return references;
    }

    private SqlShape parsed(TextTokens text, List<Integer> candidates, String masked) {
        Known found = DeepStack.call(() -> parsed(text, candidates));
        String skeleton = text.masked(found.slots());
        synchronized (known) {
            hints.put(masked, found.slots());
            known.put(skeleton, found);
        }
        return new SqlShape(
                skeleton,
                text,
                found.slots(),
                found.parameters(),
                found.makesConstants(),
                found.references());
    }

    private Known parsed(TextTokens text, List<Integer> candidates) {
        Placeholders placeholders = Placeholders.of(text.sql());
        SqlNode query = Parsing.query(placeholders, limits);
        SlotFinder finder = new SlotFinder(text, placeholders.names());
        query.accept(finder);
        List<Integer> slots = new ArrayList<>(finder.tokens());
        slots.retainAll(new HashSet<>(candidates));
        if (placeholders.sql().length() != text.sql().length()) {
            slots.clear();
        }
        List<NameReference> references = new ArrayList<>();
        Names.replace(
                query,
                limits.tablesMax(),
                reference -> {
                    references.add(reference);
                    return new SqlIdentifier(reference.text(), SqlParserPos.ZERO);
                });
        return new Known(
                text,
                List.copyOf(slots),
                finder.parameters(),
                finder.makesConstants(),
                List.copyOf(references),
                references.stream().map(r -> offset(text, r.position())).toList());
    }

    private static int offset(TextTokens text, SqlPosition position) {
        return TextPlaces.offset(text.sql(), position.line(), position.column());
    }
}
