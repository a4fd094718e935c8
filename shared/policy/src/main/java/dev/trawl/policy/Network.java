package dev.trawl.policy;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;

/// A range of IP addresses, as `10.0.0.0/8` or `2001:db8::/32`; an address alone is a range of one.
/// IPv4 addresses in IPv6 form are IPv4 addresses.
public final class Network {
    private static final int TEXT_MAX = 50;
    private static final int BYTE = 8;

    private final String text;
    private final byte[] address;
    private final int bits;

    private Network(String text, byte[] address, int bits) {
        this.text = text;
        this.address = address;
        this.bits = bits;
    }

    /// @throws IllegalArgumentException if the text is no range, or names an address inside one
    public static Network parse(String text) {
        int slash = text.indexOf('/');
        byte[] address =
                bytes(slash < 0 ? text : text.substring(0, slash)).orElseThrow(() -> invalid(text));
        int all = address.length * BYTE;
        String length = slash < 0 ? String.valueOf(all) : text.substring(slash + 1);
        if (!length.matches("[0-9]{1,3}") || Integer.parseInt(length) > all) {
            throw invalid(text);
        }
        int bits = Integer.parseInt(length);
        if (!Arrays.equals(address, masked(address, bits))) {
            throw new IllegalArgumentException(
                    "'%s' names an address inside a network: its last %d bits are not 0"
                            .formatted(text, all - bits));
        }
        return new Network(text, address, bits);
    }

    /// Whether the text is an address at all; a name is none.
    public static boolean isAddress(String text) {
        return bytes(text).isPresent();
    }

    /// False also for what is no address.
    public boolean contains(String ip) {
        return bytes(ip)
                .filter(b -> b.length == address.length)
                .filter(b -> Arrays.equals(masked(b, bits), address))
                .isPresent();
    }

    private static Optional<byte[]> bytes(String text) {
        if (text.length() > TEXT_MAX
                || !text.matches("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*|[0-9]+(\\.[0-9]+){3}")) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text).getAddress());
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static byte[] masked(byte[] address, int bits) {
        byte[] masked = address.clone();
        for (int i = 0; i < masked.length; i++) {
            int kept = Math.clamp(bits - (long) i * BYTE, 0, BYTE);
            masked[i] = (byte) (masked[i] & (0xff << (BYTE - kept)));
        }
        return masked;
    }

    private static IllegalArgumentException invalid(String text) {
        return new IllegalArgumentException(
                "'%s' is no network: write 10.0.0.0/8 or 2001:db8::/32".formatted(text));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Network network
                && bits == network.bits
                && Arrays.equals(address, network.address);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(address) * 31 + bits;
    }

    @Override
    public String toString() {
        return text;
    }
}
