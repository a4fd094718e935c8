package dev.trawl.sql;

import dev.trawl.plan.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// One SELECT in the making.
///
/// @param isJoin whether `from` is more than one item
/// @param outputs text of each output column over `from`
/// @param conditions of WHERE, all to hold
/// @param groups text of the keys if the block is grouped; absent if it is not
record Block(
        String from,
        boolean isJoin,
        List<String> outputs,
        List<String> conditions,
        @Nullable List<String> groups,
        List<String> order,
        long offset,
        long count) {
    private static final Pattern COLUMN = Pattern.compile("\\bt\\d+\\.[c\"]");
    private static final Pattern TEXT = Pattern.compile("'[^']*'");

    Block {
        outputs = List.copyOf(outputs);
        conditions = List.copyOf(conditions);
        order = List.copyOf(order);
    }

    static Block of(String from, List<String> outputs) {
        return new Block(from, false, outputs, List.of(), null, List.of(), 0, Relation.Limit.ALL);
    }

    static Block ofJoin(String from, List<String> outputs, List<String> conditions) {
        return new Block(from, true, outputs, conditions, null, List.of(), 0, Relation.Limit.ALL);
    }

    /// The FROM item where a JOIN takes only one.
    String item() {
        return isJoin ? "(" + from + ")" : from;
    }

    /// Whether it only reads and filters: no groups, order or bounds.
    boolean isPlain() {
        return groups == null && order.isEmpty() && !isBounded();
    }

    boolean isBounded() {
        return offset != 0 || count != Relation.Limit.ALL;
    }

    /// Whether every output is the bare name of a column.
    boolean isBare() {
        return outputs.stream().allMatch(Block::isName);
    }

    /// Whether a text is a qualified column name, so that it may be repeated at no cost.
    static boolean isName(String text) {
        return text.matches("t\\d+\\.(c\\d+|\"([^\"]|\"\")*\")");
    }

    /// Whether a text names no column: ORDER BY would take a number for a position.
    static boolean isConstant(String text) {
        return !COLUMN.matcher(TEXT.matcher(text).replaceAll("")).find();
    }

    Block withOutputs(List<String> to) {
        return new Block(from, isJoin, to, conditions, groups, order, offset, count);
    }

    Block withCondition(String condition) {
        List<String> all = new ArrayList<>(conditions);
        all.add(condition);
        return new Block(from, isJoin, outputs, all, groups, order, offset, count);
    }

    Block withGroups(List<String> to) {
        return new Block(from, isJoin, outputs, conditions, to, order, offset, count);
    }

    Block withOrder(List<String> to) {
        return new Block(from, isJoin, outputs, conditions, groups, to, offset, count);
    }

    Block withBounds(long toOffset, long toCount) {
        return new Block(from, isJoin, outputs, conditions, groups, order, toOffset, toCount);
    }

    String text() {
        String list =
                IntStream.range(0, outputs.size())
                        .mapToObj(i -> outputs.get(i) + " AS c" + i)
                        .collect(Collectors.joining(", "));
        StringBuilder sql = new StringBuilder("SELECT ").append(list).append(" FROM ").append(from);
        append(sql, " WHERE ", conditions, " AND ");
        if (groups != null) {
            append(sql, " GROUP BY ", groups, ", ");
        }
        append(sql, " ORDER BY ", order, ", ");
        if (count != Relation.Limit.ALL) {
            sql.append(" LIMIT ").append(count);
        }
        if (offset != 0) {
            sql.append(" OFFSET ").append(offset);
        }
        return sql.toString();
    }

    private static void append(StringBuilder sql, String keyword, List<String> parts, String with) {
        if (!parts.isEmpty()) {
            sql.append(keyword).append(String.join(with, parts));
        }
    }
}
