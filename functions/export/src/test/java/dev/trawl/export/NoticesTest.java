package dev.trawl.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.trawl.catalog.Change;
import dev.trawl.catalog.Conditions;
import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceDocuments;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.memory.InMemoryNotices;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Who is told how runs ended, and what.
class NoticesTest {
    private static final Notice NOTICE =
            new Notice("type", "run-1", "subject", "{\"state\":\"failed\"}");

    private final RunningExport export = new RunningExport();

    @Test
    void aRunThatFailedIsToldOnceToEachWithoutTheTextOfItsError() {
        export.declare(", notify: [{to: ops}, {to: bus, when: [failed, committed]}, {to: gone}]");
        export.answers.add(RunningExport.problem(400, "SYNTAX_ERROR"));
        start("a");
        reconcile();

        assertThat(export.notices.told())
                .extracting(t -> t.place())
                .containsExactly("arn:ops", "arn:bus");
        InMemoryNotices.Told told = export.notices.told().getFirst();
        assertThat(told.what()).isEqualTo("Trawl fleet: export daily failed");
        JsonNode json = RunningExport.tree(told.json());
        assertThat(json.path("code").asText()).isEqualTo("SYNTAX_ERROR");
        assertThat(json.path("state").asText()).isEqualTo("failed");
        assertThat(json.has("detail")).isFalse();

        start("b");
        assertThat(export.notices.told()).hasSize(3);
        assertThat(export.notices.told().getLast().place()).isEqualTo("arn:bus");
    }

    @Test
    void whoDoesNotAnswerIsAskedAgainLaterAndLaterAndNotForEver() {
        export.declare(", notify: [{to: ops}, {to: bus}]");
        export.answers.add(RunningExport.problem(400, "SYNTAX_ERROR"));
        export.notices.close("arn:ops");
        start("a");
        reconcile();
        assertThat(export.notices.told()).hasSize(1);

        export.notices.open("arn:ops");
        export.clock.advance(Duration.ofSeconds(59));
        reconcile();
        assertThat(export.notices.told()).hasSize(1);
        export.clock.advance(Duration.ofSeconds(2));
        reconcile();
        assertThat(export.notices.told()).hasSize(2);

        export.notices.close("arn:ops");
        export.answers.add(RunningExport.problem(400, "SYNTAX_ERROR"));
        start("b");
        for (int i = 0; i < Notifier.ATTEMPTS_MAX; i++) {
            export.clock.advance(Duration.ofHours(5));
            reconcile();
        }
        export.notices.open("arn:ops");
        export.clock.advance(Duration.ofHours(5));
        reconcile();
        assertThat(export.notices.told()).hasSize(3);
    }

    /// That a channel gave up is no secret of the log.
    @Test
    void aChannelThatGivesUpIsAConditionUntilItTakesOneAgain() {
        export.declare(", notify: [{to: ops}]");
        export.answers.add(RunningExport.problem(400, "SYNTAX_ERROR"));
        export.notices.close("arn:ops");
        start("a");
        assertThat(taken("export/daily")).isEmpty();
        giveUp();
        assertThat(taken("export/daily").getFirst())
                .satisfies(c -> assertThat(c.isTrue()).isFalse())
                .extracting(Conditions.Condition::message)
                .asString()
                .startsWith("ops did not take the notice of run ")
                .endsWith(
                        " in 8 attempts; mend the channel in deployment.notices, or what it leads to");

        export.notices.open("arn:ops");
        export.answers.add(RunningExport.problem(400, "SYNTAX_ERROR"));
        start("b");
        assertThat(taken("export/daily"))
                .singleElement()
                .satisfies(c -> assertThat(c.isTrue()).isTrue());
    }

    /// The channels, and how they are asked again, are those of exports.
    @Test
    void checksAreToldOfByTheSameChannels() {
        declareCheck();
        String failed = check("r1", "failed");
        export.event(failed);
        export.event(failed);
        export.event(check("r2", "passed"));

        assertThat(export.notices.told())
                .extracting(t -> t.place() + " " + t.what())
                .containsExactly(
                        "arn:ops Trawl fleet: check sane failed",
                        "arn:bus Trawl Check Run",
                        "arn:bus Trawl Check Run");
        JsonNode json = RunningExport.tree(export.notices.told().getFirst().json());
        assertThat(json.path("check").asText()).isEqualTo("sane");
        assertThat(json.path("dataset").asText()).isEqualTo("people");
        assertThat(json.path("path").asText()).isEqualTo("/v1/checks/sane/runs");
    }

    @Test
    void whoDoesNotHearOfACheckIsToldAgainAndGivenUpInTheEnd() {
        declareCheck();
        export.notices.close("arn:ops");
        export.event(check("r1", "failed"));
        assertThat(export.notices.told()).hasSize(1);
        export.notices.open("arn:ops");
        export.clock.advance(Duration.ofMinutes(2));
        reconcile();
        assertThat(export.notices.told()).hasSize(2);

        export.notices.close("arn:ops");
        export.event(check("r3", "failed"));
        giveUp();
        export.notices.open("arn:ops");
        export.clock.advance(Duration.ofHours(5));
        reconcile();
        assertThat(export.notices.told()).hasSize(3);
        assertThat(taken("check/sane").getFirst().reason()).isEqualTo("GivenUp");
    }

    private void giveUp() {
        for (int i = 0; i < Notifier.ATTEMPTS_MAX; i++) {
            export.clock.advance(Duration.ofHours(5));
            reconcile();
        }
    }

    private List<Conditions.Condition> taken(String id) {
        return export.resources.conditions().of(id).stream()
                .filter(c -> c.type().equals("NoticesTaken"))
                .toList();
    }

    private void declareCheck() {
        Resource check =
                ResourceDocuments.parse(
                                """
                                kind: Check
                                name: sane
                                spec:
                                  dataset: people
                                  principal: nightly
                                  notify: [{ to: ops }, { to: bus, when: [failed, passed] }]
                                  expect: [{ rowCount: { min: 1 } }]
                                """)
                        .getFirst();
        export.resources.apply(
                List.of(new Change(ResourceKind.CHECK, "sane", check, null)), "i|a", (_, _) -> "p");
    }

    private static String check(String run, String state) {
        return """
        {"check":"sane","dataset":"people","run":"%s","state":"%s","time":"2026-01-01T00:00:00Z"}
        """
                .formatted(run, state);
    }

    @Test
    void aWebhookGetsASignedPost() throws IOException {
        List<String> got = new CopyOnWriteArrayList<>();
        HttpServer server = server(200, got);
        try {
            sender().send(webhook(server, true), NOTICE);
        } finally {
            server.stop(0);
        }
        String signature = ChannelSender.signature("key", "1767225600." + NOTICE.json());
        assertThat(got)
                .containsExactly(
                        "POST /hook?a=b", "t=1767225600,v1=" + signature, "run-1", NOTICE.json());
        assertThat(signature).isEqualTo("%s", signature).matches("[0-9a-f]{64}");
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 404, 500})
    void whatIsNoSuccessIsNotTaken(int status) throws IOException {
        HttpServer server = server(status, new CopyOnWriteArrayList<>());
        try {
            NoticeChannel channel = webhook(server, true);
            assertThatThrownBy(() -> sender().send(channel, NOTICE))
                    .hasMessage("the webhook of channel 'hook' answered with status " + status)
                    .isInstanceOfSatisfying(
                            TrawlException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE));
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/",
                "https://localhost/",
                "https://10.1.2.3/",
                "https://[::1]/",
                "https://169.254.169.254/latest",
                "https://[::ffff:10.0.0.1]/",
                "http://127.0.0.1/"
            })
    void privateAddressesAreNotReachedUnlessTheDeploymentSaysSo(String url) {
        NoticeChannel channel = new NoticeChannel.Webhook("hook", URI.create(url), "id", false);
        assertThatThrownBy(() -> sender().send(channel, NOTICE))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION_DENIED));
    }

    @ParameterizedTest
    @CsvSource({
        "8.8.8.8, true", "192.0.1.1, true", "172.32.0.1, true", "2606:4700::1111, true",
        "0.1.2.3, false", "172.16.0.1, false", "192.168.1.1, false", "100.64.0.1, false",
        "192.0.0.8, false", "198.18.0.1, false", "224.0.0.1, false", "255.255.255.255, false",
        "fc00::1, false", "fe80::1, false", "64:ff9b::a00:1, false", "2002:a00:1::1, false",
        "2001:db8::1, false", "2001::1, false", "::, false"
    })
    void publicAddressesAreThese(String address, boolean isPublic) {
        assertThat(PublicAddresses.includes(InetAddress.ofLiteral(address))).isEqualTo(isPublic);
    }

    @Test
    void channelsAreAsTheDeploymentListsThem() {
        assertThat(NoticeChannel.parse("")).isEmpty();
        assertThat(
                        NoticeChannel.parse(
                                "[{\"name\":\"a\",\"webhook\":\"https://x.example/h\",\"secret\":\"f/s\",\"private\":true},{\"name\":\"b\",\"topic\":\"arn:b\"}]"))
                .containsExactly(
                        Map.entry(
                                "a",
                                new NoticeChannel.Webhook(
                                        "a", URI.create("https://x.example/h"), "f/s", true)),
                        Map.entry("b", new NoticeChannel.Topic("b", "arn:b")));
        assertThatThrownBy(() -> NoticeChannel.parse("[{\"name\":\"a\"}]"))
                .hasMessageContaining("TRAWL_NOTICES: 'a' leads nowhere");
    }

    private static ChannelSender sender() {
        return new ChannelSender(
                new InMemoryNotices(),
                _ -> "key",
                Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC));
    }

    private static NoticeChannel webhook(HttpServer server, boolean isPrivate) {
        return new NoticeChannel.Webhook(
                "hook",
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook?a=b"),
                "id",
                isPrivate);
    }

    private static HttpServer server(int status, List<String> got) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 1);
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        got.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
                        got.add(exchange.getRequestHeaders().getFirst("X-Trawl-Signature"));
                        got.add(exchange.getRequestHeaders().getFirst("X-Trawl-Notice"));
                        got.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
                        exchange.sendResponseHeaders(status, -1);
                    }
                });
        server.start();
        return server;
    }

    private void start(String key) {
        export.http("POST", "/v1/exports/daily/runs", "anna", Map.of("idempotency-key", key));
    }

    private void reconcile() {
        export.event("{\"task\":\"reconcile\"}");
    }
}
