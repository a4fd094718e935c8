package dev.trawl.auth;

import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;

/// Fetches key sets over HTTP(S), without following redirects.
public final class HttpKeyFetcher implements KeyFetcher {
    private final DefaultResourceRetriever retriever;

    public HttpKeyFetcher(VerifierSettings settings) {
        this.retriever =
                new NoRedirects(
                        Math.toIntExact(settings.connectTimeout().toMillis()),
                        Math.toIntExact(settings.readTimeout().toMillis()),
                        settings.keysBytesMax());
    }

    @Override
    public String fetch(URI uri) throws IOException {
        return retriever.retrieveResource(uri.toURL()).getContent();
    }

    private static final class NoRedirects extends DefaultResourceRetriever {
        NoRedirects(int connectMillis, int readMillis, int bytesMax) {
            super(connectMillis, readMillis, bytesMax);
        }

        @Override
        protected HttpURLConnection openHTTPConnection(URL url) throws IOException {
            HttpURLConnection connection = super.openHTTPConnection(url);
            connection.setInstanceFollowRedirects(false);
            return connection;
        }
    }
}
