package dev.trawl.fleettests;

import com.nimbusds.jose.JWSObject;
import dev.trawl.plan.Bytes;
import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.DecisionCodec;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.DecisionRequestCodec;
import dev.trawl.protocol.Envelope;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.GrantCodec;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceAnswerCodec;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.SourceRequestCodec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.jspecify.annotations.Nullable;

/// What a query function could ask of policy and sources, if somebody else wrote it.
final class QueryDouble {
    private static final long INLINE_BYTES_MAX = 1_000_000;

    private final Insider insider;
    private String lastQueryId = "";

    QueryDouble(Insider insider) {
        this.insider = insider;
    }

    /// Of the last decision that was asked for.
    String lastQueryId() {
        return lastQueryId;
    }

    /// For a query of its own.
    ///
    /// @throws dev.trawl.protocol.TrawlException what policy refuses
    Decision decide(DecisionRequest.Credential credential, String catalogHash, String... tables) {
        return decideAs(
                UUID.randomUUID().toString().replace("-", ""), credential, catalogHash, tables);
    }

    Decision decideAs(
            String queryId,
            DecisionRequest.Credential credential,
            String catalogHash,
            String... tables) {
        lastQueryId = queryId;
        DecisionRequest request =
                new DecisionRequest(
                        credential,
                        null,
                        Action.READ,
                        queryId,
                        catalogHash,
                        null,
                        List.of(tables).stream().map(TableName::parse).toList());
        return Envelope.readAnswer(
                insider.invoke("policy", Envelope.request(request, DecisionRequestCodec::write)),
                DecisionCodec::read);
    }

    /// The rows of a table as text.
    ///
    /// @throws dev.trawl.protocol.TrawlException what the source refuses
    List<String> scan(String grant, String table, Field... fields) {
        return rows(execute(grant, table, null, fields));
    }

    SourceAnswer.Rows execute(String grant, String table, @Nullable String split, Field... fields) {
        return (SourceAnswer.Rows)
                ask(
                        table,
                        new SourceRequest.Execute(
                                grant,
                                scanOf(table, fields),
                                "f0",
                                split,
                                SourceRequest.Pushdown.FULL,
                                INLINE_BYTES_MAX,
                                Instant.now().plusSeconds(20)));
    }

    /// With no room for rows in the answer.
    SourceAnswer.Rows executeInParts(
            String grant, String table, String fragmentId, Field... fields) {
        return (SourceAnswer.Rows)
                ask(
                        table,
                        new SourceRequest.Execute(
                                grant,
                                scanOf(table, fields),
                                fragmentId,
                                null,
                                SourceRequest.Pushdown.FULL,
                                1,
                                Instant.now().plusSeconds(20)));
    }

    SourceAnswer.Splits splits(String grant, String table, Field... fields) {
        return (SourceAnswer.Splits)
                ask(
                        table,
                        new SourceRequest.PlanSplits(
                                grant, scanOf(table, fields), 8, Instant.now().plusSeconds(20)));
    }

    /// The answer of the source of the table.
    SourceAnswer ask(String table, SourceRequest request) {
        return Envelope.readAnswer(
                insider.invoke(
                        "source-" + TableName.parse(table).source(),
                        Envelope.request(request, SourceRequestCodec::write)),
                SourceAnswerCodec::read);
    }

    static Relation.Scan scanOf(String table, Field... fields) {
        return new Relation.Scan(TableName.parse(table), List.of(fields));
    }

    /// What a grant says.
    static Grant content(String grant) {
        try {
            return JsonReader.read(
                    JWSObject.parse(grant).getPayload().toString(),
                    JsonLimits.DEFAULT,
                    GrantCodec::read);
        } catch (ParseException e) {
            throw new AssertionError("a grant is a JWS", e);
        }
    }

    /// Rows of each batch of an Arrow stream.
    static List<Integer> batches(byte[] stream) {
        List<Integer> batches = new ArrayList<>();
        try (RootAllocator allocator = new RootAllocator();
                ArrowStreamReader reader =
                        new ArrowStreamReader(new ByteArrayInputStream(stream), allocator)) {
            while (reader.loadNextBatch()) {
                batches.add(reader.getVectorSchemaRoot().getRowCount());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return batches;
    }

    static List<String> rows(SourceAnswer.Rows answer) {
        List<String> rows = new ArrayList<>();
        Bytes inline = answer.inline();
        if (inline == null) {
            throw new AssertionError("the rows are not inline");
        }
        try (RootAllocator allocator = new RootAllocator();
                ArrowStreamReader reader =
                        new ArrowStreamReader(
                                new ByteArrayInputStream(inline.toArray()), allocator)) {
            VectorSchemaRoot root = reader.getVectorSchemaRoot();
            while (reader.loadNextBatch()) {
                for (int i = 0; i < root.getRowCount(); i++) {
                    List<String> values = new ArrayList<>();
                    for (FieldVector vector : root.getFieldVectors()) {
                        values.add(String.valueOf(vector.getObject(i)));
                    }
                    rows.add(String.join("|", values));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }
}
