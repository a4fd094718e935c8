package dev.trawl.protocol;

import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;

/// Masks as JSON; a mask that is not known here is refused.
final class MaskCodec {
    private MaskCodec() {}

    static void write(JsonWriter out, Mask mask) {
        out.object(o -> {
            switch (mask) {
                case Mask.Null _ -> o.field("mask").string("null");
                case Mask.Redact redact ->
                        o.field("mask")
                                .string("redact")
                                .field("replacement")
                                .string(redact.replacement());
                case Mask.Hash hash ->
                        o.field("mask").string("hash").field("domain").string(hash.domain());
                case Mask.Partial partial ->
                        o.field("mask")
                                .string("partial")
                                .field("first")
                                .integer(partial.first())
                                .field("last")
                                .integer(partial.last())
                                .field("replacement")
                                .string(partial.replacement());
                case Mask.PassThrough _ -> o.field("mask").string("pass_through");
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
                    case "pass_through" -> new Mask.PassThrough();
                    default -> throw in.malformed("no such mask: '" + name + "'");
                };
        in.endObject();
        return mask;
    }
}
