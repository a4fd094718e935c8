package dev.trawl.source.jdbc.connect;

import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.MalformedJsonException;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.Map;

/// Where the database is and who connects; never printed.
public record Credentials(String url, String user, String password) {
    /// Reads a secret: JSON of texts with `url`, `user` and `password`; others are left alone.
    ///
    /// @throws TrawlException SOURCE_UNAVAILABLE, without any of the text
    public static Credentials parse(String secret) {
        Map<String, String> texts = texts(secret);
        String url = texts.get("url");
        String user = texts.get("user");
        String password = texts.get("password");
        if (url == null || user == null || password == null) {
            throw malformed();
        }
        return new Credentials(url, user, password);
    }

    private static Map<String, String> texts(String secret) {
        try {
            return JsonReader.read(secret, JsonLimits.DEFAULT, in -> in.map(JsonReader::string));
        } catch (MalformedJsonException _) {
            throw malformed();
        }
    }

    private static TrawlException malformed() {
        return new TrawlException(
                ErrorCode.SOURCE_UNAVAILABLE,
                "the source's secret is not JSON of texts with url, user and password");
    }

    @Override
    public String toString() {
        return "Credentials[…]";
    }
}
