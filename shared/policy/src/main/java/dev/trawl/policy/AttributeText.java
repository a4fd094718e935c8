package dev.trawl.policy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// SQL in which every `principal.name` is a column of its own, so that a filter is compiled once
/// and not per principal.
///
/// @param sql of the same length, places in it stay
/// @param attributes name of the column and the attribute that it stands for
/// @param readsClock whether it names the current time or date
record AttributeText(String sql, Map<String, String> attributes, boolean readsClock) {
    private static final Pattern TOKEN =
            Pattern.compile(
                    """
                    '[^']*+(?:''[^']*+)*+'|"[^"]*+(?:""[^"]*+)*+"|--[^\\n]*+|/\\*.*?\\*/\
                    |(?<![\\w.])(?i:principal)\\s*\\.\\s*(?:(\\w+)|"([^"]+)")\
                    |(?<![\\w.])(?i:(current_date|current_time|current_timestamp|localtime|localtimestamp|now))(?!\\w)\
                    """,
                    Pattern.DOTALL);

    static AttributeText of(String sql) {
        Map<String, String> attributes = new LinkedHashMap<>();
        boolean readsClock = false;
        StringBuilder text = new StringBuilder();
        Matcher matcher = TOKEN.matcher(sql);
        while (matcher.find()) {
            String plain = matcher.group(1);
            String name = plain != null ? plain : matcher.group(2);
            String by = matcher.group();
            readsClock |= matcher.group(3) != null;
            if (name != null) {
                // Two characters of `principal` give way to the quotes.
                String column = matcher.group().substring(2).replace('"', '.');
                attributes.put(column, name);
                by = '"' + column + '"';
            }
            matcher.appendReplacement(text, Matcher.quoteReplacement(by));
        }
        matcher.appendTail(text);
        return new AttributeText(text.toString(), attributes, readsClock);
    }
}
