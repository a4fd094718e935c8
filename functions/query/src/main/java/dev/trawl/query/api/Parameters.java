package dev.trawl.query.api;

import dev.trawl.calcite.SqlParameters;
import dev.trawl.lambda.JsonValue;
import dev.trawl.lambda.RequestBody;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The field `parameters` of a request: a list for `?` and `$n`, an object for `:name`.
final class Parameters {
    private static final int VALUES_MAX = 1_000;

    private Parameters() {}

    /// @throws TrawlException INVALID_REQUEST, REQUEST_TOO_LARGE
    static SqlParameters of(RequestBody body) {
        JsonValue value = body.fields().find("parameters").orElse(new JsonValue.Null());
        SqlParameters parameters =
                switch (value) {
                    case JsonValue.Null _ -> SqlParameters.NONE;
                    case JsonValue.Items(List<JsonValue> values) ->
                            new SqlParameters(
                                    values.stream().map(Parameters::value).toList(), Map.of());
                    case JsonValue.Fields(Map<String, JsonValue> values) -> named(values);
                    case JsonValue.Text _, JsonValue.Numeral _, JsonValue.Flag _ ->
                            throw invalid("'parameters' must be a list or an object");
                };
        int size = parameters.positional().size() + parameters.named().size();
        if (size > VALUES_MAX) {
            throw new TrawlException(
                    ErrorCode.REQUEST_TOO_LARGE,
                    "%d parameters are given, the limit is %d".formatted(size, VALUES_MAX));
        }
        return parameters;
    }

    private static SqlParameters named(Map<String, JsonValue> values) {
        Map<String, SqlParameters.Value> named = new LinkedHashMap<>();
        values.forEach((name, value) -> named.put(name, value(value)));
        return new SqlParameters(List.of(), named);
    }

    private static SqlParameters.Value value(JsonValue value) {
        return switch (value) {
            case JsonValue.Text(String text) -> new SqlParameters.Value.Text(text);
            case JsonValue.Numeral numeral -> new SqlParameters.Value.Numeral(numeral.value());
            case JsonValue.Flag(boolean flag) -> new SqlParameters.Value.Flag(flag);
            case JsonValue.Null _ -> new SqlParameters.Value.Null();
            case JsonValue.Items _, JsonValue.Fields _ ->
                    throw invalid("a parameter is a text, a number, true, false or null");
        };
    }

    private static TrawlException invalid(String message) {
        return new TrawlException(ErrorCode.INVALID_REQUEST, message);
    }
}
