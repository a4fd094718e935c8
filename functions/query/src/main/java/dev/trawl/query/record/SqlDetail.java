package dev.trawl.query.record;

import dev.trawl.audit.AuditEvent;
import dev.trawl.audit.SqlShape;

/// How much of a query's text its records keep.
public enum SqlDetail {
    /// A hash of the text without its constants.
    FINGERPRINT,
    /// The text without its constants, too.
    SHAPE,
    /// The whole text, whose constants may be personal.
    FULL;

    AuditEvent.Statement of(String sql) {
        return new AuditEvent.Statement(
                SqlShape.fingerprint(sql),
                switch (this) {
                    case FINGERPRINT -> null;
                    case SHAPE -> SqlShape.of(sql);
                    case FULL -> sql;
                });
    }

    /// Of a text that does not parse, whose constants nobody knows.
    AuditEvent.Statement ofUnparsed(String sql) {
        return FINGERPRINT.of(sql);
    }
}
