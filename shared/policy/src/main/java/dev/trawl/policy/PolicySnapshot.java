package dev.trawl.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.PlanCodec;
import dev.trawl.plan.Type;
import dev.trawl.plan.TypeParser;
import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.plan.json.MalformedJsonException;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A policy set as one text: equal resources and catalog give equal text. Filters come compiled, so
/// that loading reads no SQL.
public final class PolicySnapshot {
    private static final int VERSION = 1;
    private static final JsonLimits LIMITS = new JsonLimits(500, 64L * 1024 * 1024);
    private static final ObjectMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

    private PolicySnapshot() {}

    public static String write(PolicySet policies) {
        return JsonWriter.write(out ->
                out.object(o -> {
                    o.field("v").integer(VERSION);
                    o.field("resources").list(policies.resources(), PolicySnapshot::writeResource);
                    o.field("filters")
                            .list(policies.compiledFilters(), PolicySnapshot::writeFilter);
                }));
    }

    /// @param compiler for filters over tables that were not in the catalog when this was written
    /// @throws TrawlException POLICY_UNAVAILABLE if the text is no such snapshot
    public static PolicySet read(String json, FilterCompiler compiler) {
        try {
            return JsonReader.read(
                    json,
                    LIMITS,
                    in -> {
                        in.beginObject();
                        if (in.field("v").integer32() != VERSION) {
                            throw in.malformed("the version is not known");
                        }
                        List<PolicyResource> resources =
                                in.field("resources").list(PolicySnapshot::readResource);
                        List<CompiledFilter> filters =
                                in.field("filters").list(PolicySnapshot::readFilter);
                        in.endObject();
                        return policies(resources, new Filters(compiler, filters));
                    });
        } catch (MalformedJsonException | IllegalArgumentException e) {
            throw new TrawlException(
                    ErrorCode.POLICY_UNAVAILABLE, "the policies in force cannot be read", e);
        }
    }

    private static PolicySet policies(List<PolicyResource> resources, Filters filters) {
        PolicyParser parser = PolicyParser.parse(resources);
        if (!parser.problems().isEmpty()) {
            // Written by a version that understood more: guessing could widen access.
            throw new IllegalArgumentException(parser.problems().getFirst().toString());
        }
        return new PolicySet(
                resources,
                parser.rules(),
                parser.purposes(),
                parser.machines(),
                new Conditions(),
                filters);
    }

    private static void writeResource(JsonWriter out, PolicyResource resource) {
        out.object(o ->
                o.field("kind")
                        .string(resource.kind().name().toLowerCase(Locale.ROOT))
                        .field("name")
                        .string(resource.name())
                        .field("spec")
                        .string(canonical(resource.spec())));
    }

    private static PolicyResource readResource(JsonReader in) {
        in.beginObject();
        String kind = in.field("kind").string();
        String name = in.field("name").string();
        String spec = in.field("spec").string();
        in.endObject();
        try {
            return new PolicyResource(
                    PolicyResource.Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
                    name,
                    MAPPER.readTree(spec));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a resource is no JSON", e);
        }
    }

    private static void writeFilter(JsonWriter out, CompiledFilter filter) {
        out.object(o -> {
            o.field("sql").string(filter.text().sql());
            o.field("types")
                    .map(
                            new TreeMap<>(filter.text().attributes()),
                            (w, type) -> w.string(type.text()));
            o.field("columns").list(filter.columns(), PlanCodec::write);
            o.field("attributes").list(filter.attributes(), JsonWriter::string);
            PlanCodec.write(o.field("expression"), filter.expression());
        });
    }

    private static CompiledFilter readFilter(JsonReader in) {
        in.beginObject();
        String sql = in.field("sql").string();
        Map<String, Type> types = in.field("types").map(r -> TypeParser.parse(r.string()));
        List<Field> columns = in.field("columns").list(PlanCodec::readField);
        List<String> attributes = in.field("attributes").list(JsonReader::string);
        Expr expression = PlanCodec.readExpr(in.field("expression"));
        in.endObject();
        return new CompiledFilter(new FilterText(sql, types), columns, attributes, expression);
    }

    private static String canonical(JsonNode spec) {
        try {
            return MAPPER.writeValueAsString(MAPPER.treeToValue(spec, Object.class));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a spec is no JSON", e);
        }
    }
}
