package dev.trawl.protocol;

import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import java.math.BigDecimal;
import java.util.List;

/// Masks as JSON; a mask that is not known here is refused.
final class MaskCodec {
    private MaskCodec() {}

    static void write(JsonWriter out, Mask mask) {
        out.object(o -> {
            o.field("mask").string(Mask.name(mask));
            switch (mask) {
                case Mask.Null _, Mask.PassThrough _ -> {}
                case Mask.Redact redact -> o.field("replacement").string(redact.replacement());
                case Mask.Hash hash -> o.field("domain").string(hash.domain());
                case Mask.Partial partial ->
                        o.field("first")
                                .integer(partial.first())
                                .field("last")
                                .integer(partial.last())
                                .field("replacement")
                                .string(partial.replacement());
                case Mask.BucketNumber buckets ->
                        o.field("bounds")
                                .list(buckets.bounds(), (w, b) -> w.string(b.toPlainString()));
                case Mask.BucketDate bucket -> o.field("unit").string(Codecs.text(bucket.unit()));
                case Mask.RegexReplace regex ->
                        o.field("pattern")
                                .string(regex.pattern())
                                .field("replacement")
                                .string(regex.replacement());
                case Mask.RandPattern random -> o.field("pattern").string(random.pattern());
            }
        });
    }

    static Mask read(JsonReader in) {
        in.beginObject();
        String name = in.field("mask").string();
        Mask mask =
                switch (name) {
                    case "null" -> new Mask.Null();
                    case "redact" -> {
                        String replacement = in.field("replacement").string();
                        yield Codecs.checked(in, () -> new Mask.Redact(replacement));
                    }
                    case "hash" -> {
                        String domain = in.field("domain").string();
                        yield Codecs.checked(in, () -> new Mask.Hash(domain));
                    }
                    case "partial" -> {
                        int first = in.field("first").integer32();
                        int last = in.field("last").integer32();
                        String replacement = in.field("replacement").string();
                        yield Codecs.checked(in, () -> new Mask.Partial(first, last, replacement));
                    }
                    case "bucket_number" -> {
                        List<String> bounds = in.field("bounds").list(JsonReader::string);
                        yield Codecs.checked(in, () -> bucketNumber(bounds));
                    }
                    case "bucket_date" ->
                            new Mask.BucketDate(
                                    Codecs.readEnum(
                                            in.field("unit"), Mask.BucketDate.Unit.values()));
                    case "regex_replace" -> {
                        String pattern = in.field("pattern").string();
                        String replacement = in.field("replacement").string();
                        yield Codecs.checked(in, () -> new Mask.RegexReplace(pattern, replacement));
                    }
                    case "rand_pattern" -> {
                        String pattern = in.field("pattern").string();
                        yield Codecs.checked(in, () -> new Mask.RandPattern(pattern));
                    }
                    case "pass_through" -> new Mask.PassThrough();
                    default -> throw in.malformed("no such mask: '" + name + "'");
                };
        in.endObject();
        return mask;
    }

    private static Mask bucketNumber(List<String> bounds) {
        return new Mask.BucketNumber(bounds.stream().map(MaskCodec::bound).toList());
    }

    private static BigDecimal bound(String text) {
        if (!text.matches("-?[0-9.]{1,80}")) {
            throw new IllegalArgumentException("a bound of bucket_number is a number");
        }
        return new BigDecimal(text);
    }
}
