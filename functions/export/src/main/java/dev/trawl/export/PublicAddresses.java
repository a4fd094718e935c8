package dev.trawl.export;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;

/// Addresses of the public internet: not of this machine, its network or its cloud's.
final class PublicAddresses {
    private PublicAddresses() {}

    static boolean includes(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address ? isPublic(bytes) : isPublicSix(bytes);
    }

    private static boolean isPublic(byte[] bytes) {
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        int third = bytes[2] & 0xff;
        boolean isShared = first == 100 && second >= 64 && second < 128;
        boolean isSpecial = first == 192 && second == 0 && (third == 0 || third == 2);
        boolean isBenchmark = first == 198 && (second == 18 || second == 19);
        boolean isDocumentation =
                first == 198 && second == 51 && third == 100
                        || first == 203 && second == 0 && third == 113;
        return first != 0
                && first < 224
                && !isShared
                && !isSpecial
                && !isBenchmark
                && !isDocumentation;
    }

    /// Global unicast only, and nothing that carries an address of version 4, which may be private.
    private static boolean isPublicSix(byte[] bytes) {
        boolean isGlobal = (bytes[0] & 0xe0) == 0x20;
        boolean isSixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
        boolean isSpecial = Arrays.equals(Arrays.copyOf(bytes, 3), new byte[] {0x20, 0x01, 0x00});
        boolean isDocumentation =
                Arrays.equals(Arrays.copyOf(bytes, 4), new byte[] {0x20, 0x01, 0x0d, (byte) 0xb8});
        return isGlobal && !isSixToFour && !isSpecial && !isDocumentation;
    }
}
