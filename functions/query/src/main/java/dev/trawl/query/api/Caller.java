package dev.trawl.query.api;

/// Who sent a request, as the first wall saw it; the policy function looks again.
///
/// @param principal `issuer|subject`
/// @param token the JWT, passed on to policy
public record Caller(String principal, String token) {
    @Override
    public String toString() {
        return "Caller[" + principal + "]";
    }
}
