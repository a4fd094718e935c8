package dev.trawl.source.govern;

import dev.trawl.catalog.CatalogColumn;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.GrantedColumn;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.Mask;
import dev.trawl.protocol.MaskCase;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A table of people, and grants on it.
final class People {
    static final TableName NAME = new TableName("hr", "public", "people");
    static final Field ID = new Field("id", Type.Simple.BIGINT);
    static final Field EMAIL = new Field("email", Type.Simple.VARCHAR);
    static final Field AGE = new Field("age", Type.Simple.INTEGER);
    static final Field REGION = new Field("region", Type.Simple.VARCHAR);
    static final List<Field> FIELDS = List.of(ID, EMAIL, AGE, REGION);

    /// `region = 'north'`, over {@link #FIELDS}.
    static final Expr NORTH =
            Expr.Call.of(
                    Function.EQ, new Expr.Column(3, Type.Simple.VARCHAR), Literals.of("north"));

    private People() {}

    static CatalogTable table() {
        return new CatalogTable(
                NAME,
                "people",
                Set.of(),
                "",
                "",
                FIELDS.stream()
                        .map(f -> new CatalogColumn(f.name(), f.type(), Set.of(), true, ""))
                        .toList(),
                Map.of(),
                -1);
    }

    static GrantedColumn column(int input, MaskCase... masks) {
        return new GrantedColumn(FIELDS.get(input).name(), input, Arrays.asList(masks));
    }

    static MaskCase always(Mask mask) {
        return new MaskCase(null, mask);
    }

    static Grant grant(@Nullable Expr rowFilter, GrantedColumn... columns) {
        return new Grant(
                "grant-1",
                "hr",
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(300),
                "query-1",
                "issuer|somebody",
                null,
                Action.READ,
                "state/results/query-1",
                null,
                "hash",
                1,
                List.of(new GrantedRelation(NAME, FIELDS, Arrays.asList(columns), rowFilter)));
    }

    static Relation.Scan scan(Field... fields) {
        return new Relation.Scan(NAME, Arrays.asList(fields));
    }
}
