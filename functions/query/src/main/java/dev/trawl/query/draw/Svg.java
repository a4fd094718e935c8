package dev.trawl.query.draw;

import dev.trawl.lambda.HttpResponse;

/// One SVG picture that is written from top to bottom: without scripts, fonts or links, so nothing
/// in it runs or loads anything, whatever the texts hold. Coordinates are pixels.
public final class Svg {
    /// Height of a line of text.
    public static final int LINE = 16;

    private static final double CHARACTER = 7.3;

    private final StringBuilder text = new StringBuilder(4_000);

    /// @param css of the picture's own classes; text is 12 pixels, monospaced
    public Svg(String title, int width, int height, String css) {
        text.append(
                """
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img">
                <title>\
                """
                        .formatted(width, height, width, height));
        escaped(title);
        text.append(
                """
                </title>
                <style>
                text { font: 12px monospace; fill: #1a1a1a; white-space: pre }
                .title { font-weight: bold }
                rect { stroke: #555 } path { stroke: #555; fill: none }
                %s
                </style>
                """
                        .formatted(css.strip()));
    }

    /// About how wide a text is.
    public static int width(String line) {
        return (int) (line.length() * CHARACTER);
    }

    /// The text, or its beginning and a sign that there is more.
    public static String cut(String line, int charactersMax) {
        return line.length() <= charactersMax ? line : line.substring(0, charactersMax - 1) + "…";
    }

    /// A box with round corners.
    public Svg box(String kind, int x, int y, int width, int height) {
        text.append(
                "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\"/>\n"
                        .formatted(kind, x, y, width, height));
        return this;
    }

    /// @param y of the text's base line
    public Svg text(String kind, int x, int y, String line) {
        text.append("<text class=\"%s\" x=\"%d\" y=\"%d\">".formatted(kind, x, y));
        escaped(line);
        text.append("</text>\n");
        return this;
    }

    public Svg path(String steps) {
        text.append("<path d=\"%s\"/>\n".formatted(steps));
        return this;
    }

    /// A path that tells what it means when somebody points at it.
    public Svg path(String kind, String steps, String title) {
        text.append("<path class=\"%s\" d=\"%s\"><title>".formatted(kind, steps));
        escaped(title);
        text.append("</title></path>\n");
        return this;
    }

    public String end() {
        return text.append("</svg>\n").toString();
    }

    /// A picture on a page of its own.
    public static String page(String title, String svg) {
        return "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>%s</title></head><body>%s</body></html>\n"
                .formatted(title, svg);
    }

    /// A picture or page as an answer: nothing of it may run or load anything.
    public static HttpResponse response(String type, String body) {
        return HttpResponse.text(200, type, body)
                .with(
                        "content-security-policy",
                        "default-src 'none'; style-src 'unsafe-inline'; sandbox")
                .with("x-content-type-options", "nosniff");
    }

    private void escaped(String line) {
        line.codePoints().forEach(this::escaped);
    }

    /// What XML cannot hold is shown as U+FFFD.
    private void escaped(int c) {
        switch (c) {
            case '<' -> text.append("&lt;");
            case '>' -> text.append("&gt;");
            case '&' -> text.append("&amp;");
            case '"' -> text.append("&quot;");
            case '\'' -> text.append("&#39;");
            default ->
                    text.appendCodePoint(
                            Character.isISOControl(c)
                                            || Character.getType(c) == Character.SURROGATE
                                            || c == 0xFFFE
                                            || c == 0xFFFF
                                    ? 0xFFFD
                                    : c);
        }
    }
}
