package dev.trawl.fleettests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Every form of a result, read by readers that are not Trawl's.
@ExtendWith(FleetExtension.class)
@Timeout(60)
class FormatsIT {
    private static final String SQL = "select * from samples order by id";

    @BeforeAll
    static void declare(FleetUnderTest fleet) throws SQLException {
        fleet.sql(
                """
                CREATE TABLE samples (
                    id bigint, flag boolean, small smallint, price numeric(10,2), ratio float8,
                    label text, day date, at timestamp, instant timestamptz, raw bytea, code uuid)
                """,
                """
                INSERT INTO samples VALUES
                (1, true, 7, 12.30, 0.5, 'plain', '2024-02-29', '2024-02-29 13:14:15.123456',
                 '2024-02-29 13:14:15.5+02', '\\x00ff'::bytea, '00000000-0000-0000-0000-0000000000aa'),
                (2, false, -7, -0.01, 'NaN', 'say "hi", ünïcødé 🦈' || chr(10) || 'next',
                 '1582-10-15', '0001-01-01 00:00:00', '9999-12-31 23:59:59.999999+00', ''::bytea,
                 'ffffffff-ffff-ffff-ffff-ffffffffffff'),
                (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
                (4, true, 0, 99999999.99, -0.0, '', '9999-12-31', '2038-01-19 03:14:08',
                 '1969-12-31 23:59:59.999999+00', '\\x61'::bytea,
                 '12345678-1234-1234-1234-123456789abc')
                """);
        fleet.apply(TestResources.read("fleet/resources/samples.yaml"));
    }

    @Test
    void jsonHasEveryValue(FleetUnderTest fleet) {
        List<JsonNode> rows = fleet.as("ana").query(SQL).rows();

        assertThat(rows.get(0))
                .hasToString(
                        "[1,true,7,\"12.30\",0.5,\"plain\",\"2024-02-29\","
                                + "\"2024-02-29 13:14:15.123456\",\"2024-02-29 11:14:15.5Z\","
                                + "\"00ff\",\"00000000-0000-0000-0000-0000000000aa\"]");
        assertThat(rows.get(1).get(5).asText()).isEqualTo("say \"hi\", ünïcødé 🦈\nnext");
        assertThat(rows.get(2)).hasToString("[3" + ",null".repeat(10) + "]");
        assertThat(rows.get(3).get(5).asText()).isEmpty();
    }

    @Test
    void arrowIsReadByJava(FleetUnderTest fleet) throws IOException {
        Answer answer = fleet.as("ana").query(Caller.request(SQL), Caller.ARROW).succeeded();

        try (RootAllocator allocator = new RootAllocator();
                ArrowStreamReader reader =
                        new ArrowStreamReader(new ByteArrayInputStream(answer.body()), allocator)) {
            List<String> rows = new ArrayList<>();
            VectorSchemaRoot root = reader.getVectorSchemaRoot();
            while (reader.loadNextBatch()) {
                for (int i = 0; i < root.getRowCount(); i++) {
                    rows.add(row(root, i));
                }
            }
            assertThat(rows).hasSize(4);
            assertThat(rows.getFirst()).startsWith("1|true|7|12.30|0.5|plain|");
            assertThat(rows.get(2)).isEqualTo("3" + "|null".repeat(10));
        }
    }

    @Test
    void arrowIsReadByPython(FleetUnderTest fleet) throws IOException, InterruptedException {
        Optional<String> python = PythonTools.withPyarrow();
        assumeThat(python).as(PythonTools.MISSING).isPresent();
        Path file = fleet.scratch().resolve("samples.arrows");
        Files.write(
                file, fleet.as("ana").query(Caller.request(SQL), Caller.ARROW).succeeded().body());

        JsonNode read = PythonTools.run(python.orElseThrow(), "python/read_arrow.py", file);

        assertThat(read.path("rows").get(0).toString())
                .isEqualTo(
                        "[1,true,7,\"12.30\",0.5,\"plain\",\"2024-02-29\","
                                + "\"2024-02-29 13:14:15.123456\","
                                + "\"2024-02-29 11:14:15.500000+00:00\",\"00ff\","
                                + "\"00000000-0000-0000-0000-0000000000aa\"]");
        assertThat(read.path("rows").get(1).get(4).asText()).isEqualTo("nan");
        assertThat(read.path("rows").get(1).get(5).asText())
                .isEqualTo("say \"hi\", ünïcødé 🦈\nnext");
        assertThat(read.path("rows").get(2)).hasToString("[3" + ",null".repeat(10) + "]");
    }

    @Test
    void csvIsReadByDuckDb(FleetUnderTest fleet) throws IOException, SQLException {
        Path file = fleet.scratch().resolve("samples.csv");
        Answer answer = fleet.as("ana").query(Caller.request(SQL), "text/csv").succeeded();
        Files.write(file, answer.body());

        try (Oracle oracle = Oracle.open()) {
            assertThat(
                            oracle.rows(
                                    "SELECT id, price, label, day FROM read_csv('%s', header = true, allow_quoted_nulls = false)"
                                            .formatted(file)))
                    .hasToString(
                            "[[1, 12.3, plain, 2024-02-29],"
                                    + " [2, -0.01, say \"hi\", ünïcødé 🦈\nnext, 1582-10-15],"
                                    + " [3, null, null, null], [4, 9.999999999E7, , 9999-12-31]]");
        }
        assertThat(answer.text().lines().findFirst())
                .contains("id,flag,small,price,ratio,label,day,at,instant,raw,code");
    }

    @Test
    void otherFormsAreNotAcceptable(FleetUnderTest fleet) {
        fleet.as("ana").query(Caller.request(SQL), "image/png").refusedWith("NOT_ACCEPTABLE");
    }

    private static String row(VectorSchemaRoot root, int index) {
        List<String> values = new ArrayList<>();
        for (FieldVector vector : root.getFieldVectors()) {
            values.add(String.valueOf(vector.getObject(index)));
        }
        return String.join("|", values);
    }
}
