package dev.trawl.testkit.reference;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import dev.trawl.protocol.GrantedColumn;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.Mask;
import dev.trawl.protocol.MaskCase;
import dev.trawl.protocol.TextPattern;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// What a grant shows of a table's rows: first the filter, then the masks.
public final class GovernedReference {
    private final GrantedRelation granted;
    private final Function<String, byte[]> keys;

    /// @param keys key of each pseudonym domain
    public GovernedReference(GrantedRelation granted, Function<String, byte[]> keys) {
        this.granted = granted;
        this.keys = keys;
    }

    /// @param rows of the grant's inputs, in the clear
    /// @return rows of {@link GrantedRelation#governedFields}
    public List<List<@Nullable Object>> rows(List<List<@Nullable Object>> rows) {
        List<List<@Nullable Object>> governed = new ArrayList<>();
        Expr filter = granted.rowFilter();
        for (List<@Nullable Object> row : rows) {
            if (filter == null || Boolean.TRUE.equals(ReferenceExpressions.value(filter, row))) {
                List<@Nullable Object> shown = new ArrayList<>();
                granted.columns().forEach(c -> shown.add(value(c, row)));
                governed.add(shown);
            }
        }
        return governed;
    }

    private @Nullable Object value(GrantedColumn column, List<@Nullable Object> row) {
        Object value = row.get(column.input());
        if (value == null) {
            return null;
        }
        Type raw = granted.inputs().get(column.input()).type();
        for (MaskCase mask : column.masks()) {
            if (applies(mask, row)) {
                return masked(mask.mask(), value, raw, column.governedType(raw));
            }
        }
        return shown(value, raw, column.governedType(raw));
    }

    /// A condition that is NULL holds.
    private static boolean applies(MaskCase mask, List<@Nullable Object> row) {
        Expr when = mask.when();
        return when == null || !Boolean.FALSE.equals(ReferenceExpressions.value(when, row));
    }

    private @Nullable Object masked(Mask mask, Object value, Type raw, Type governed) {
        return switch (mask) {
            case Mask.Null _ -> null;
            case Mask.PassThrough _ -> shown(value, raw, governed);
            case Mask.Redact redact -> redact.replacement();
            case Mask.Hash hash -> pseudonym(hash.domain(), CanonicalText.of(value, raw));
            case Mask.Partial partial ->
                    partial(String.valueOf(shown(value, raw, Type.Simple.VARCHAR)), partial);
            case Mask.BucketNumber buckets -> {
                Object bound = bucket(value, raw, buckets);
                yield bound == null ? null : shown(bound, raw, governed);
            }
            case Mask.BucketDate bucket -> shown(beginning(value, raw, bucket), raw, governed);
            case Mask.RegexReplace regex ->
                    TextPattern.of(regex.pattern())
                            .replaceAll(
                                    String.valueOf(shown(value, raw, Type.Simple.VARCHAR)),
                                    regex.replacement());
            // Stands for any text of the pattern, which is all that a value has to do with it.
            case Mask.RandPattern random -> random.pattern();
        };
    }

    private static @Nullable Object bucket(Object value, Type raw, Mask.BucketNumber buckets) {
        for (BigDecimal bound : buckets.bounds().reversed()) {
            Expr.Literal literal = Literals.fromText(bound.toPlainString(), raw);
            Expr reaches =
                    Expr.Call.of(dev.trawl.plan.Function.GE, new Expr.Column(0, raw), literal);
            if (Boolean.TRUE.equals(ReferenceExpressions.value(reaches, List.of(value)))) {
                return literal.value();
            }
        }
        return null;
    }

    private static Object beginning(Object value, Type raw, Mask.BucketDate bucket) {
        Expr truncated =
                Expr.Call.of(
                        dev.trawl.plan.Function.DATE_TRUNC,
                        Literals.of(bucket.unit().name().toLowerCase(Locale.ROOT)),
                        new Expr.Column(0, raw));
        return Objects.requireNonNull(ReferenceExpressions.value(truncated, List.of(value)));
    }

    private static @Nullable Object shown(Object value, Type raw, Type governed) {
        return ReferenceCasts.cast(value, Expr.Cast.strict(new Expr.Column(0, raw), governed));
    }

    private String pseudonym(String domain, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(keys.apply(domain), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every platform has HmacSHA256", e);
        }
    }

    private static String partial(String text, Mask.Partial mask) {
        int[] codePoints = text.codePoints().toArray();
        StringBuilder shown = new StringBuilder();
        boolean isShort = codePoints.length <= mask.first() + mask.last();
        for (int i = 0; i < codePoints.length; i++) {
            boolean isKept = !isShort && (i < mask.first() || i >= codePoints.length - mask.last());
            shown.append(isKept ? Character.toString(codePoints[i]) : mask.replacement());
        }
        return shown.toString();
    }
}
