package dev.trawl.source.objects.table;

import dev.trawl.plan.TableName;
import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.plan.json.MalformedJsonException;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ObjectStore;
import java.util.List;

/// A split: files of one listing, or some row groups of them. It comes back from whoever asked, so
/// nothing in it is believed beyond what the table's mapping allows.
public record SplitToken(TableName table, List<Piece> pieces) {
    private static final JsonLimits LIMITS = new JsonLimits(10, 4L << 20);

    /// @param rowGroups by number; empty for all
    public record Piece(ObjectStore.ObjectInfo object, List<Integer> rowGroups) {
        public Piece {
            rowGroups = List.copyOf(rowGroups);
        }
    }

    public SplitToken {
        pieces = List.copyOf(pieces);
    }

    public String text() {
        return JsonWriter.write(w ->
                w.object(o -> {
                    o.field("table").string(table.toString());
                    o.field("files").list(pieces, SplitToken::write);
                }));
    }

    private static void write(JsonWriter writer, Piece piece) {
        writer.object(o -> {
            o.field("key").string(piece.object().key());
            o.field("size").integer(piece.object().size());
            o.field("etag").string(piece.object().etag());
            o.field("groups").list(piece.rowGroups(), (w, g) -> w.integer(g));
        });
    }

    /// @throws TrawlException INVALID_REQUEST if it is no split of this table
    public static SplitToken parse(String text, TableName table, TableLayout layout) {
        SplitToken token;
        try {
            token = JsonReader.read(text, LIMITS, SplitToken::read);
        } catch (MalformedJsonException | IllegalArgumentException e) {
            throw foreign(table);
        }
        boolean isOfTable =
                token.table().equals(table)
                        && token.pieces().stream()
                                .allMatch(p ->
                                        p.object().key().startsWith(layout.prefix())
                                                && Listing.isData(p.object()));
        if (!isOfTable) {
            throw foreign(table);
        }
        return token;
    }

    private static SplitToken read(JsonReader reader) {
        reader.beginObject();
        TableName table = TableName.parse(reader.field("table").string());
        List<Piece> pieces = reader.field("files").list(SplitToken::piece);
        reader.endObject();
        return new SplitToken(table, pieces);
    }

    private static Piece piece(JsonReader reader) {
        reader.beginObject();
        String key = reader.field("key").string();
        long size = reader.field("size").integer();
        String etag = reader.field("etag").string();
        List<Integer> groups = reader.field("groups").list(JsonReader::integer32);
        reader.endObject();
        return new Piece(new ObjectStore.ObjectInfo(key, size, etag), groups);
    }

    private static TrawlException foreign(TableName table) {
        return new TrawlException(
                ErrorCode.INVALID_REQUEST, "the split is not one of table " + table);
    }
}
