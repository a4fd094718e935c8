package dev.trawl.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.testkit.DuckDbTables;
import dev.trawl.testkit.MariaDbTables;
import dev.trawl.testkit.PostgresTables;
import dev.trawl.testkit.SqlDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;

/// Every expression on edge values: the database gives what the reference evaluator gives, value or
/// error code, or {@link dev.trawl.sql.Support} refuses it.
final class ExpressionConformanceTest {
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    abstract static class Kit {
        private final SqlDatabase database;

        Kit(SqlDatabase database) {
            this.database = database;
        }

        @AfterAll
        void close() {
            database.close();
        }

        @Test
        void comparisonsAreTheReferences() {
            hold(ExprCases.comparisons());
        }

        @Test
        void logicIsTheReferences() {
            hold(ExprCases.logic());
        }

        @Test
        void arithmeticIsTheReferences() {
            hold(ExprCases.arithmetic());
        }

        @Test
        void textFunctionsAreTheReferences() {
            hold(ExprCases.text());
        }

        @Test
        void timeFunctionsAreTheReferences() {
            hold(ExprCases.time());
        }

        @Test
        void castsAreTheReferences() {
            hold(ExprCases.casts());
        }

        @Test
        void transcendentalFunctionsAreTheReferencesUpToTheLastDigits() {
            Conformance conformance = Conformance.inexact(database);
            ExprCases.transcendental().forEach(conformance::check);
            assertThat(conformance.differences()).isEmpty();
        }

        private void hold(List<ExprCase> cases) {
            Conformance conformance = Conformance.exact(database);
            cases.forEach(conformance::check);
            assertThat(conformance.differences()).isEmpty();
        }
    }

    @Nested
    final class InDuckDb extends Kit {
        InDuckDb() {
            super(DuckDbTables.open());
        }
    }

    @Nested
    final class InPostgres extends Kit {
        InPostgres() {
            super(PostgresTables.open());
        }
    }

    @Nested
    @EnabledIf("dev.trawl.testkit.MariaDbServer#isInstalled")
    final class InMariaDb extends Kit {
        InMariaDb() {
            super(MariaDbTables.open());
        }
    }
}
