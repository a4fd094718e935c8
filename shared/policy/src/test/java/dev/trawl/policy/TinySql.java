package dev.trawl.policy;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A filter compiler for tests: comparisons of columns, texts and integers with AND, OR, NOT, IS
/// NULL.
final class TinySql implements FilterCompiler {
    private static final Pattern TOKEN =
            Pattern.compile("\\s*('[^']*'|\"[^\"]*\"|[A-Za-z_]\\w*|\\d+|<>|<=|>=|[=<>/()])");
    private static final Map<String, Function> COMPARISONS =
            Map.of(
                    "=", Function.EQ,
                    "<>", Function.NE,
                    "<", Function.LT,
                    "<=", Function.LE,
                    ">", Function.GT,
                    ">=", Function.GE);

    @Override
    public Expr compile(String sql, List<Field> columns) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(sql.strip());
        while (matcher.lookingAt()) {
            tokens.add(matcher.group(1));
            matcher.region(matcher.end(), matcher.regionEnd());
        }
        if (matcher.regionStart() != matcher.regionEnd()) {
            throw new TrawlException(ErrorCode.SYNTAX_ERROR, "not SQL: " + sql);
        }
        Parser parser = new Parser(tokens, columns);
        Expr expr = parser.or();
        if (parser.at < tokens.size()) {
            throw new TrawlException(ErrorCode.SYNTAX_ERROR, "not SQL: " + sql);
        }
        return expr;
    }

    private static final class Parser {
        private final List<String> tokens;
        private final List<Field> columns;
        private int at;

        Parser(List<String> tokens, List<Field> columns) {
            this.tokens = tokens;
            this.columns = columns;
        }

        Expr or() {
            Expr left = and();
            while (accept("OR")) {
                left = Expr.Call.of(Function.OR, left, and());
            }
            return left;
        }

        private Expr and() {
            Expr left = not();
            while (accept("AND")) {
                left = Expr.Call.of(Function.AND, left, not());
            }
            return left;
        }

        private Expr not() {
            return accept("NOT") ? Expr.Call.of(Function.NOT, not()) : comparison();
        }

        private Expr comparison() {
            Expr left = term();
            if (accept("IS")) {
                accept("NULL");
                return Expr.Call.of(Function.IS_NULL, left);
            }
            Function function = at < tokens.size() ? COMPARISONS.get(tokens.get(at)) : null;
            if (function == null) {
                return left;
            }
            at++;
            Expr right = term();
            try {
                return Expr.Call.of(function, left, right);
            } catch (IllegalArgumentException e) {
                throw new TrawlException(ErrorCode.TYPE_MISMATCH, String.valueOf(e.getMessage()));
            }
        }

        private Expr term() {
            Expr left = atom();
            return accept("/") ? Expr.Call.of(Function.DIVIDE, left, atom()) : left;
        }

        private Expr atom() {
            if (at >= tokens.size()) {
                throw new TrawlException(ErrorCode.SYNTAX_ERROR, "the end came too soon");
            }
            String token = tokens.get(at++);
            if (token.equals("(")) {
                Expr inner = or();
                accept(")");
                return inner;
            }
            return switch (token.charAt(0)) {
                case '\'' -> Literals.of(token.substring(1, token.length() - 1));
                case '"' -> column(token.substring(1, token.length() - 1));
                default -> word(token);
            };
        }

        private Expr word(String token) {
            return switch (token.toLowerCase(Locale.ROOT)) {
                case "true" -> Literals.of(true);
                case "false" -> Literals.of(false);
                default ->
                        Character.isDigit(token.charAt(0))
                                ? new Expr.Literal(Long.valueOf(token), Type.Simple.BIGINT)
                                : column(token);
            };
        }

        private Expr column(String name) {
            for (int i = 0; i < columns.size(); i++) {
                if (columns.get(i).name().equals(name)) {
                    return new Expr.Column(i, columns.get(i).type());
                }
            }
            throw new TrawlException(
                    ErrorCode.COLUMN_NOT_FOUND, "there is no column '%s'".formatted(name));
        }

        private boolean accept(String token) {
            if (at < tokens.size() && tokens.get(at).equalsIgnoreCase(token)) {
                at++;
                return true;
            }
            return false;
        }
    }
}
