package dev.trawl.protocol;

/// Who can mend an error; it decides HTTP status, retry and alarm.
public enum ErrorKind {
    /// The caller, by another request.
    USER,
    /// A limit was reached; a smaller request or a higher setting helps.
    RESOURCES,
    /// Something outside the fleet failed; trying again may help.
    EXTERNAL,
    /// Trawl's own fault.
    BUG
}
