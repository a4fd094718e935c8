package dev.trawl.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class GlobTest {
    @Test
    void aStarStandsForAnything() {
        assertThat(new Glob("*").matches("")).isTrue();
        assertThat(new Glob("bookings.*").matches("bookings.public.t")).isTrue();
        assertThat(new Glob("*.t").matches("bookings.public.t")).isTrue();
        assertThat(new Glob("b*.public.*s").matches("bookings.public.flights")).isTrue();
        assertThat(new Glob("a*b*c").matches("aXbXbXc")).isTrue();
    }

    @Test
    void everythingElseStandsForItself() {
        assertThat(new Glob("a.b").matches("aXb")).isFalse();
        assertThat(new Glob("a*").matches("b")).isFalse();
        assertThat(new Glob("a").matches("A")).isFalse();
        assertThat(new Glob("a").matches("ab")).isFalse();
        assertThat(new Glob("a*b").matches("a")).isFalse();
    }

    @Test
    void manyStarsAreNoTrouble() {
        assertThat(new Glob("*a".repeat(50) + "b").matches("a".repeat(5000))).isFalse();
    }
}
