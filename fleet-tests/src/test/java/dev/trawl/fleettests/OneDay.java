package dev.trawl.fleettests;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;

/// Tests of what is counted by days of UTC. One during which midnight passes says nothing; it is
/// done again, as somebody of whom nothing was counted yet.
final class OneDay {
    private OneDay() {}

    /// A test as one person.
    interface Trial {
        void run(Caller person, String name) throws Exception;
    }

    /// @param name of the person, with a number behind it
    static void run(FleetUnderTest fleet, String name, String group, Trial trial) throws Exception {
        for (int attempt = 0; true; attempt++) {
            LocalDate day = LocalDate.now(ZoneOffset.UTC);
            String token = Tokens.of(fleet).of(name + attempt, group, Map.of());
            try {
                trial.run(fleet.withToken(token), name + attempt);
                return;
            } catch (AssertionError | Exception e) {
                if (LocalDate.now(ZoneOffset.UTC).equals(day)) {
                    throw e;
                }
            }
        }
    }
}
