package dev.trawl.source.kit;

import dev.trawl.plan.Casts;
import dev.trawl.plan.Field;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import dev.trawl.protocol.GrantedColumn;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.Mask;
import dev.trawl.protocol.MaskCase;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Masks whose result the reference knows, for every type that they fit.
final class KitMasks {
    private static final List<Mask> ALL =
            Stream.concat(
                            Stream.of(
                                    new Mask.Null(),
                                    new Mask.Redact("***"),
                                    new Mask.Redact(""),
                                    new Mask.Hash("crm"),
                                    new Mask.Partial(1, 1, "x"),
                                    new Mask.RegexReplace("[0-9]+", "#"),
                                    new Mask.RegexReplace("(?i)([a-f])|-", "<$1>"),
                                    buckets("0"),
                                    buckets("-1", "0.5", "100"),
                                    buckets("-32768", "18", "32767"),
                                    new Mask.PassThrough()),
                            Stream.of(Mask.BucketDate.Unit.values()).map(Mask.BucketDate::new))
                    .toList();

    private KitMasks() {}

    /// A grant that shows every column of a table, which are of one type, under every mask; and
    /// once more beside a mask that makes texts of some rows, so that all of them are text.
    static GrantedRelation everyWay(KitTable table) {
        List<Field> inputs = table.columns();
        List<GrantedColumn> columns = new ArrayList<>();
        for (List<MaskCase> masks : cases(inputs.getFirst().type())) {
            for (int i = 0; i < inputs.size(); i++) {
                columns.add(new GrantedColumn("c" + columns.size(), i, masks));
            }
        }
        return new GrantedRelation(Harness.name(table.name()), inputs, columns, null);
    }

    private static List<List<MaskCase>> cases(Type type) {
        List<Mask> fitting = ALL.stream().filter(m -> Mask.fits(m, type)).toList();
        List<List<MaskCase>> cases = new ArrayList<>();
        fitting.forEach(m -> cases.add(List.of(new MaskCase(null, m))));
        if (Casts.exists(type, Type.Simple.VARCHAR)) {
            MaskCase never = new MaskCase(Literals.of(false), new Mask.Redact("never"));
            cases.add(List.of(never));
            fitting.forEach(m -> cases.add(List.of(never, new MaskCase(null, m))));
        }
        return cases;
    }

    static Mask buckets(String... bounds) {
        return new Mask.BucketNumber(Stream.of(bounds).map(BigDecimal::new).toList());
    }
}
