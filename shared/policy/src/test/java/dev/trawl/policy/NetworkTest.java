package dev.trawl.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NetworkTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.0.0.0/9, 10.127.255.255, true",
        "10.0.0.0/9, 10.128.0.0, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.8, false",
        "2001:db8::/32, 2001:db8:1::5, true",
        "2001:db8::/32, 2001:db9::1, false",
        "::/0, 10.0.0.1, false",
        "10.0.0.0/8, ::ffff:10.1.2.3, true",
        "10.0.0.0/8, ten.example, false",
        "10.0.0.0/8, '', false",
        "10.0.0.0/8, 'fe80::1%eth0', false",
    })
    void anAddressIsInANetworkOrNot(String network, String ip, boolean isIn) {
        assertThat(Network.parse(network).contains(ip)).isEqualTo(isIn);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/33",
        "10.0.0/8",
        "internal",
        "10.0.0.0/",
        "10.0.0.0/-1",
        "2001:db8::/129"
    })
    void whatIsNoNetworkIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Network.parse(text))
                .withMessage("'%s' is no network: write 10.0.0.0/8 or 2001:db8::/32", text);
    }

    @Test
    void anAddressInsideANetworkIsNotMeant() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Network.parse("10.1.2.3/8"))
                .withMessage(
                        "'10.1.2.3/8' names an address inside a network: its last 24 bits are not"
                                + " 0");
    }
}
