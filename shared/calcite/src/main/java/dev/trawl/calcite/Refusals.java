package dev.trawl.calcite;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.util.Util;

/// Places of what is refused: conversion no longer knows them, but names the construct.
final class Refusals {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_$ ]{2,}");

    private static final Set<ErrorCode> CODES =
            Set.of(
                    ErrorCode.NOT_SUPPORTED,
                    ErrorCode.TYPE_MISMATCH,
                    ErrorCode.INVALID_ARGUMENT,
                    ErrorCode.INVALID_CAST);

    private Refusals() {}

    /// The same error, at the first call in the query that its message names.
    static TrawlException placed(TrawlException e, SqlNode query) {
        if (e.position().isPresent() || !CODES.contains(e.code())) {
            return e;
        }
        if (e.code() == ErrorCode.INVALID_CAST) {
            return WrongConstants.placed(e, query);
        }
        Optional<SqlCall> call = find(e.text().toLowerCase(Locale.ROOT), query);
        return call.isEmpty()
                ? e
                : Errors.at(e.code(), e.text(), call.get().getParserPosition(), e);
    }

    private static Optional<SqlCall> find(String message, SqlNode query) {
        try {
            query.accept(
                    new SqlBasicVisitor<Void>() {
                        @Override
                        public Void visit(SqlCall call) {
                            if (isNamed(call, message)) {
                                throw new Util.FoundOne(call);
                            }
                            return super.visit(call);
                        }
                    });
            return Optional.empty();
        } catch (Util.FoundOne e) {
            return Optional.ofNullable((SqlCall) e.getNode());
        }
    }

    private static boolean isNamed(SqlCall call, String message) {
        if (call instanceof SqlWithItem item) {
            return message.contains(
                    "with recursive '%s'"
                            .formatted(item.name.getSimple().toLowerCase(Locale.ROOT)));
        }
        if (call.getKind() == SqlKind.OVER) {
            return message.contains("window");
        }
        String name = call.getOperator().getName().toLowerCase(Locale.ROOT);
        if (message.contains("function %s is not".formatted(name))) {
            return true;
        }
        return NAME.matcher(name).matches()
                && !call.isA(SqlKind.QUERY)
                && Pattern.compile("(?<![a-z_])%s(?![a-z_])".formatted(Pattern.quote(name)))
                        .matcher(message)
                        .find();
    }
}
