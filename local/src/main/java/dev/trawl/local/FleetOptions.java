package dev.trawl.local;

import dev.trawl.local.front.Authorizer;
import dev.trawl.local.front.TokenAuthorizer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Consumer;
import java.util.function.Function;

/// How to start a fleet: where the build is, where the functions' code is, who authorises at the
/// front (made of the issuers as `TRAWL_ISSUERS` has them), who is told of progress, what time
/// schedules go by, and whether functions keep their loaded classes for faster starts.
public record FleetOptions(
        Path home,
        FunctionCode code,
        Function<String, Authorizer> authorizer,
        Consumer<String> progress,
        Clock scheduleClock,
        boolean classCache) {

    /// The functions as built, silently.
    public static FleetOptions built() {
        Path home = TrawlHome.find();
        return new FleetOptions(
                home,
                FunctionCode.built(home),
                TokenAuthorizer::of,
                line -> {},
                Clock.systemUTC(),
                false);
    }

    /// These options with other code.
    public FleetOptions withCode(FunctionCode other) {
        return new FleetOptions(home, other, authorizer, progress, scheduleClock, classCache);
    }

    /// These options with another authorizer.
    public FleetOptions withAuthorizer(Authorizer other) {
        return new FleetOptions(home, code, issuers -> other, progress, scheduleClock, classCache);
    }

    /// These options with progress told to `listener`.
    public FleetOptions withProgress(Consumer<String> listener) {
        return new FleetOptions(home, code, authorizer, listener, scheduleClock, classCache);
    }

    /// These options with schedules going by another clock.
    public FleetOptions withScheduleClock(Clock clock) {
        return new FleetOptions(home, code, authorizer, progress, clock, classCache);
    }

    /// These options with functions that start from the classes that earlier processes loaded.
    public FleetOptions withClassCache() {
        return new FleetOptions(home, code, authorizer, progress, scheduleClock, true);
    }
}
