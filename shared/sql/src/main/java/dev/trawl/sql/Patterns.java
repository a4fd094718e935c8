package dev.trawl.sql;

import dev.trawl.plan.Expr;

/// Patterns of LIKE with an escape character: databases differ in when they notice a broken one.
final class Patterns {
    private Patterns() {}

    /// Whether there is no escape character, or the pattern is constant and does not end in a
    /// single one.
    static boolean areValid(Expr.Call like) {
        if (like.arguments().size() < 3) {
            return true;
        }
        return like.arguments().get(1) instanceof Expr.Literal(Object pattern, _)
                && like.arguments().get(2) instanceof Expr.Literal(Object escape, _)
                && pattern instanceof String text
                && escape instanceof String mark
                && isValid(text, mark);
    }

    private static boolean isValid(String pattern, String escape) {
        int at = 0;
        while (at < pattern.length()) {
            if (pattern.startsWith(escape, at)) {
                at += escape.length();
                if (at == pattern.length()) {
                    return false;
                }
            }
            at += Character.charCount(pattern.codePointAt(at));
        }
        return true;
    }
}
