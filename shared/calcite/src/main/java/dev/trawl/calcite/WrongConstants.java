package dev.trawl.calcite;

import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import dev.trawl.plan.TypeParser;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlBasicVisitor;

/// The places of text constants that are no value of a type.
final class WrongConstants {
    private static final Pattern MESSAGE = Pattern.compile("the text constant is no (.+)");

    private WrongConstants() {}

    /// The error at the only constant of the query that it can be about; as it is if there are
    /// several.
    static TrawlException placed(TrawlException e, SqlNode query) {
        Matcher message = MESSAGE.matcher(e.text());
        if (!message.matches()) {
            return e;
        }
        Type type = TypeParser.parse(message.group(1));
        List<SqlLiteral> wrong = new ArrayList<>();
        query.accept(
                new SqlBasicVisitor<Void>() {
                    @Override
                    public Void visit(SqlLiteral literal) {
                        if (literal instanceof SqlCharStringLiteral text && !isOf(type, text)) {
                            wrong.add(literal);
                        }
                        return super.visit(literal);
                    }
                });
        return wrong.size() == 1
                ? Errors.at(e.code(), e.text(), wrong.getFirst().getParserPosition(), e)
                : e;
    }

    private static boolean isOf(Type type, SqlCharStringLiteral text) {
        try {
            Literals.fromText(text.getValueAs(String.class), type);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
