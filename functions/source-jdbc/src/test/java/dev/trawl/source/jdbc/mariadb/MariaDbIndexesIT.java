package dev.trawl.source.jdbc.mariadb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Type;
import dev.trawl.source.jdbc.connect.PoolSettings;
import dev.trawl.sql.MariaDbSession;
import dev.trawl.testkit.MariaDbServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What MariaDB finds through indexes whose collations are others than Trawl's comparison.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIf("dev.trawl.testkit.MariaDbServer#isInstalled")
class MariaDbIndexesIT {
    private static final String DATABASE = "indexes";
    private static final Type.Simple TEXT = Type.Simple.VARCHAR;
    private static final List<String> COLLATIONS =
            List.of(
                    "utf8mb4_general_ci",
                    "utf8mb4_unicode_ci",
                    "utf8mb4_bin",
                    "utf8mb3_general_ci",
                    "latin1_swedish_ci");

    private final MariaDbServer server = MariaDbServer.shared();
    private MariaDbReading reading;

    @BeforeAll
    void create() throws SQLException {
        server.execute("create database " + DATABASE);
        try (Connection connection = server.connect(DATABASE);
                Statement statement = connection.createStatement()) {
            statement.execute("set names utf8mb4");
            statement.execute("set time_zone = '+00:00'");
            for (String collation : COLLATIONS) {
                statement.execute(
                        "create table %1$s (id int primary key, v varchar(60) collate %1$s, key by_v (v))"
                                .formatted(collation));
                statement.execute(
                        "insert into %s select seq, concat('Key', seq) from seq_1_to_2000"
                                .formatted(collation));
                statement.execute(
                        "insert into %s values (3001, 'a'), (3002, 'A'), (3003, 'a '), (3004, 'á'), (3005, null), (3006, 'what?'), (3007, 'a_b%%c')"
                                .formatted(collation));
                if (collation.startsWith("utf8mb4")) {
                    statement.execute(
                            "insert into %s values (3008, 'Key199😀'), (3009, 'Key199\uffff')"
                                    .formatted(collation));
                }
                statement.execute("analyze table " + collation);
            }
            statement.execute(
                    "create table points (id int primary key, u uuid, t timestamp(3) null, key by_u (u), key by_t (t))");
            statement.execute(
                    "insert into points select seq, cast(concat('00000000-0000-4000-8000-', lpad(hex(seq), 12, '0')) as uuid), timestamp '2024-01-01 00:00:00' + interval seq hour from seq_1_to_2000");
            statement.execute("analyze table points");
        }
        reading =
                new MariaDbReading(
                        MariaDbFixture.source(
                                server, DATABASE, PoolSettings.DEFAULT, ZeroDates.ERROR),
                        DATABASE);
    }

    @AfterAll
    void drop() {
        reading.close();
        server.execute("drop database " + DATABASE);
    }

    static Stream<Arguments> found() {
        return COLLATIONS.stream()
                .flatMap(c ->
                        Stream.of(
                                Arguments.of(c, equal("a"), List.of(3001L)),
                                Arguments.of(c, equal("key7"), List.of()),
                                Arguments.of(c, equal("Key7"), List.of(7L)),
                                Arguments.of(
                                        c,
                                        new Expr.In(
                                                value(),
                                                List.of(Literals.of("Key9"), Literals.of("A"))),
                                        List.of(9L, 3002L)),
                                Arguments.of(
                                        c,
                                        Expr.Call.of(Function.OR, equal("a "), equal("Key1")),
                                        List.of(1L, 3003L))));
    }

    @ParameterizedTest
    @MethodSource("found")
    void theSameTextsAreFoundByTheIndexOfAnyCollation(
            String collation, Expr predicate, List<Long> ids) throws SQLException {
        Relation filter = new Relation.Filter(reading.scan(collation), predicate);
        assertThat(ids(filter)).isEqualTo(ids);
        assertThat(keys(filter)).containsExactly("by_v");
    }

    @Test
    void textsBeyondAsciiAreFoundWhereTheCharacterSetHasThem() throws SQLException {
        for (String collation : COLLATIONS) {
            Relation filter = new Relation.Filter(reading.scan(collation), equal("á"));
            assertThat(ids(filter)).as(collation).containsExactly(3004L);
            assertThat(keys(filter))
                    .as(collation)
                    .containsExactly(collation.startsWith("utf8") ? "by_v" : null);
            Relation none = new Relation.Filter(reading.scan(collation), equal("東😀"));
            assertThat(ids(none)).as(collation).isEmpty();
        }
    }

    @Test
    void prefixesAreFoundWhereACollationWeighsCharacterByCharacter() throws SQLException {
        for (String collation : COLLATIONS) {
            Relation.Scan scan = reading.scan(collation);
            Relation begins =
                    new Relation.Filter(
                            scan,
                            Expr.Call.of(Function.STARTS_WITH, value(), Literals.of("Key199")));
            assertThat(ids(begins))
                    .as(collation)
                    .hasSize(collation.startsWith("utf8mb4") ? 13 : 11);
            Relation like =
                    new Relation.Filter(
                            scan, Expr.Call.of(Function.LIKE, value(), Literals.of("Key19_9")));
            assertThat(ids(like)).as(collation).hasSize(10);
            Relation marks =
                    new Relation.Filter(
                            scan, Expr.Call.of(Function.STARTS_WITH, value(), Literals.of("a_b%")));
            assertThat(ids(marks)).as(collation).containsExactly(3007L);
            if (!collation.contains("unicode") && !collation.equals("utf8mb4_bin")) {
                assertThat(keys(begins)).as(collation).containsExactly("by_v");
                assertThat(keys(like)).as(collation).containsExactly("by_v");
            }
        }
    }

    @Test
    void whatIsNotEqualKeepsItsNulls() {
        Relation.Scan scan = reading.scan("utf8mb4_general_ci");
        Relation other = new Relation.Filter(scan, Expr.Call.of(Function.NOT, equal("a")));
        assertThat(ids(other)).hasSize(2007).doesNotContain(3001L, 3005L).contains(3002L, 3003L);
    }

    @Test
    void textsOfOneCollationAreJoinedByTheIndex() throws SQLException {
        Relation left =
                new Relation.Filter(
                        reading.scan("utf8mb4_general_ci"),
                        Expr.Call.of(
                                Function.LT,
                                new Expr.Column(0, Type.Simple.INTEGER),
                                Literals.of(20)));
        Relation.Join join =
                new Relation.Join(
                        left,
                        reading.scan("utf8mb4_general_ci"),
                        Relation.Join.Kind.INNER,
                        Expr.Call.of(Function.EQ, value(), new Expr.Column(3, TEXT)));
        assertThat(ids(join)).hasSize(19);
        assertThat(keys(join)).contains("by_v");
    }

    @Test
    void identifiersAndInstantsAreFoundByTheirIndexes() throws SQLException {
        Relation.Scan points = reading.scan("points");
        Relation one =
                new Relation.Filter(
                        points,
                        Expr.Call.of(
                                Function.EQ,
                                Expressions.column(points, 1),
                                new Expr.Literal(
                                        UUID.fromString("00000000-0000-4000-8000-0000000000ff"),
                                        Type.Simple.UUID)));
        assertThat(ids(one)).containsExactly(255L);
        assertThat(keys(one)).containsExactly("by_u");
        Relation day =
                new Relation.Filter(
                        points,
                        Expr.Call.of(
                                Function.AND,
                                at(points, Function.GE, "2024-02-01T00:00:00Z"),
                                at(points, Function.LT, "2024-02-01T12:00:00Z")));
        assertThat(ids(day)).hasSize(12);
        assertThat(keys(day)).containsExactly("by_t");
        Relation all = new Relation.Filter(points, at(points, Function.LT, "2100-01-01T00:00:00Z"));
        assertThat(ids(all)).hasSize(2000);
    }

    private static Expr at(Relation.Scan points, Function function, String instant) {
        return Expr.Call.of(
                function,
                Expressions.column(points, 2),
                new Expr.Literal(Instant.parse(instant), Type.Simple.TIMESTAMP_TZ));
    }

    private static Expr value() {
        return new Expr.Column(1, TEXT);
    }

    private static Expr equal(String text) {
        return Expr.Call.of(Function.EQ, value(), Literals.of(text));
    }

    private List<Long> ids(Relation relation) {
        return reading.rows(relation).stream().map(row -> (Long) row.getFirst()).sorted().toList();
    }

    /// The indexes in which MariaDB looks up values, table by table; null for reading all of one.
    private List<@Nullable String> keys(Relation relation) throws SQLException {
        try (Connection connection = server.connect(DATABASE);
                Statement statement = connection.createStatement()) {
            for (String setting : MariaDbSession.STATEMENTS) {
                statement.execute(setting);
            }
            List<@Nullable String> keys = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery("EXPLAIN " + reading.sql(relation))) {
                while (rows.next()) {
                    boolean isScan = rows.getString("type").matches("ALL|index");
                    keys.add(isScan ? null : rows.getString("key"));
                }
            }
            return keys;
        }
    }
}
