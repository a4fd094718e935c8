package dev.trawl.calcite;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The constants that a text spells: numbers and quoted texts, with their places.
///
/// @param isPlain whether each is spelled in one piece and as it is: no escapes, no prefixes, no
///   comments in a form that could hide one
record TextTokens(String sql, List<Token> tokens, boolean isPlain) {
    private static final Pattern TOKEN =
            Pattern.compile(
                    "(?<text>'[^']*'?)|\"[^\"]*\"?|--[^\\n\\r]*|/\\*(?s:.*?)(?:\\*/|\\z)"
                            + "|(?<number>(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
                            + "|\\$[0-9]+|[\\p{L}_][\\p{L}\\p{N}_$]*");

    /// What is no number for being too large or too small.
    private static final Pattern HUGE = Pattern.compile("[eE][+-]?[0-9]{4}");

    TextTokens {
        tokens = List.copyOf(tokens);
    }

    /// @param text as it is spelled, without quotes
    record Token(int start, int end, boolean isNumber, String text) {}

    static TextTokens of(String sql) {
        List<Token> tokens = new ArrayList<>();
        boolean isPlain = !sql.contains("//") && sql.indexOf('\0') < 0;
        Matcher matcher = TOKEN.matcher(sql);
        int textEnd = -1;
        while (matcher.find()) {
            int start = matcher.start();
            int end = matcher.end();
            if (matcher.group("number") != null) {
                tokens.add(new Token(start, end, true, matcher.group()));
                isPlain &=
                        !isWord(sql, start - 1)
                                && !isWord(sql, end)
                                && !HUGE.matcher(matcher.group()).find();
            } else if (matcher.group("text") != null) {
                isPlain &=
                        end - start >= 2
                                && sql.charAt(end - 1) == '\''
                                && !isWord(sql, start - 1)
                                && (textEnd < 0 || !sql.substring(textEnd, start).isBlank());
                tokens.add(
                        new Token(
                                start,
                                end,
                                false,
                                sql.substring(start + 1, Math.max(start + 1, end - 1))));
                textEnd = end;
            }
        }
        return new TextTokens(sql, tokens, isPlain);
    }

    private static boolean isWord(String sql, int index) {
        if (index < 0 || index >= sql.length()) {
            return false;
        }
        char c = sql.charAt(index);
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c == '&' || c == '.';
    }

    /// The text with a mark in the place of the tokens of these indexes.
    String masked(List<Integer> indexes) {
        StringBuilder text = new StringBuilder(sql.length());
        int done = 0;
        for (int index : indexes) {
            Token token = tokens.get(index);
            text.append(sql, done, token.start()).append('\0').append(token.isNumber() ? 'n' : 't');
            done = token.end();
        }
        return text.append(sql, done, sql.length()).toString();
    }

    /// The text with other spellings in the place of the tokens of these indexes.
    String with(List<Integer> indexes, List<String> spellings) {
        StringBuilder text = new StringBuilder(sql.length());
        int done = 0;
        for (int i = 0; i < indexes.size(); i++) {
            Token token = tokens.get(indexes.get(i));
            String quote = token.isNumber() ? "" : "'";
            text.append(sql, done, token.start())
                    .append(quote)
                    .append(spellings.get(i))
                    .append(quote);
            done = token.end();
        }
        return text.append(sql, done, sql.length()).toString();
    }
}
