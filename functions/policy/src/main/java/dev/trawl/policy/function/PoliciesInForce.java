package dev.trawl.policy.function;

import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.Snapshots;
import dev.trawl.policy.PolicySet;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The policies in force. Asks for changes every few seconds; when that fails, the last good ones
/// stay in force for a bounded time, then nothing is. Thread-safe.
final class PoliciesInForce {
    private static final Pattern HASH = Pattern.compile("[0-9a-z]{1,64}");

    private final Head.Reader heads;
    private final Function<String, PolicySet> loadPolicies;
    private final Snapshots snapshots;
    private final Duration fresh;
    private final Duration stale;
    private final Clock clock;

    private @Nullable State state;
    private Instant attempted = Instant.MIN;

    /// @param loadPolicies by hash; the empty hash gives a set without policies
    PoliciesInForce(
            Head.Reader heads,
            Function<String, PolicySet> loadPolicies,
            Snapshots snapshots,
            PolicySettings settings,
            Clock clock) {
        this.heads = heads;
        this.loadPolicies = loadPolicies;
        this.snapshots = snapshots;
        this.fresh = settings.headFresh();
        this.stale = settings.policiesStale();
        this.clock = clock;
    }

    /// @param catalogHash as the caller planned by: the current one or the one before
    /// @throws TrawlException POLICY_UNAVAILABLE, or CONFLICT if the catalog has gone on
    synchronized InForce at(String catalogHash) {
        State now = state();
        if (!isKnown(catalogHash, now)) {
            // The caller may have seen a newer head than this process.
            refresh();
            now = state();
        }
        if (!isKnown(catalogHash, now)) {
            throw new TrawlException(
                    ErrorCode.CONFLICT, "the catalog was changed meanwhile; plan again");
        }
        return new InForce(now.head(), now.policies(), catalog(catalogHash));
    }

    /// Policies of this moment over the catalog that running work began with. The caller checks
    /// that the decision is still the one that the work began with.
    ///
    /// @throws TrawlException POLICY_UNAVAILABLE if there is no such catalog
    synchronized InForce pinned(String catalogHash) {
        State now = state();
        if (!HASH.matcher(catalogHash).matches()) {
            throw new TrawlException(
                    ErrorCode.INVALID_REQUEST, "a catalog is named by a hash, not otherwise");
        }
        return new InForce(now.head(), now.policies(), catalog(catalogHash));
    }

    /// Policies and catalog of this moment.
    synchronized InForce current() {
        State now = state();
        return new InForce(now.head(), now.policies(), catalog(now.head().catalogHash()));
    }

    /// Makes the next call ask for changes.
    synchronized void expire() {
        attempted = Instant.MIN;
    }

    private boolean isKnown(String catalogHash, State now) {
        return catalogHash.equals(now.head().catalogHash())
                || !catalogHash.isEmpty() && catalogHash.equals(now.head().previousCatalogHash());
    }

    private CatalogSnapshot catalog(String hash) {
        try {
            return snapshots.load(hash);
        } catch (TrawlException e) {
            throw unavailable("the catalog that is asked for cannot be read", e);
        }
    }

    private State state() {
        Instant now = clock.instant();
        if (attempted.equals(Instant.MIN) || now.isAfter(attempted.plus(fresh))) {
            refresh();
        }
        State last = state;
        if (last == null || now.isAfter(last.checked().plus(stale).plus(fresh))) {
            throw unavailable("the policies in force cannot be read", null);
        }
        return last;
    }

    private void refresh() {
        attempted = clock.instant();
        State last = state;
        try {
            Head head = heads.load();
            PolicySet policies =
                    last != null && last.head().policyHash().equals(head.policyHash())
                            ? last.policies()
                            : loadPolicies.apply(head.policyHash());
            state = new State(head, policies, attempted);
        } catch (TrawlException e) {
            // The last good ones stay until they are too old; a first failure is told as it is.
            if (last == null) {
                throw unavailable("the policies in force cannot be read", e);
            }
        }
    }

    private static TrawlException unavailable(String what, @Nullable Throwable cause) {
        return new TrawlException(
                ErrorCode.POLICY_UNAVAILABLE, what + "; everything is denied", null, cause);
    }

    private record State(Head head, PolicySet policies, Instant checked) {}
}
