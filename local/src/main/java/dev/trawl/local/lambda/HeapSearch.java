package dev.trawl.local.lambda;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Looks for bytes in a heap dump.
final class HeapSearch {

    private static final int BYTE_VALUES = 256;
    private static final byte[] TOKEN_START = {'e', 'y', 'J'};
    private static final int HEADER_MIN = 10;
    private static final int PAYLOAD_MIN = 20;
    private static final int SIGNATURE_MIN = 40;

    private HeapSearch() {}

    /// One way in which something may lie in memory.
    private static final class Form {
        private final String name;
        private final byte[] bytes;

        Form(String name, byte[] bytes) {
            this.name = name;
            this.bytes = bytes;
        }
    }

    /// The names of those of which some form is there.
    static Set<String> names(ByteBuffer heap, Map<String, List<byte[]>> forms) {
        List<List<Form>> byFirst = new ArrayList<>();
        for (int i = 0; i < BYTE_VALUES; i++) {
            byFirst.add(new ArrayList<>());
        }
        forms.forEach((name, all) ->
                all.forEach(form -> byFirst.get(form[0] & 0xff).add(new Form(name, form))));
        Set<String> found = new TreeSet<>();
        for (int i = 0; i < heap.limit(); i++) {
            List<Form> candidates = byFirst.get(heap.get(i) & 0xff);
            for (int c = 0; c < candidates.size(); c++) {
                Form form = candidates.get(c);
                if (isAt(heap, i, form.bytes)) {
                    found.add(form.name);
                }
            }
        }
        return found;
    }

    /// Whether signed tokens (JWS) are there; which is told by nothing of them.
    static Set<String> tokens(ByteBuffer heap) {
        for (int i = 0; i < heap.limit(); i++) {
            if (heap.get(i) == 'e' && isAt(heap, i, TOKEN_START) && isToken(heap, i)) {
                return Set.of("a signed token");
            }
        }
        return Set.of();
    }

    private static boolean isToken(ByteBuffer heap, int start) {
        int header = run(heap, start);
        int payload = run(heap, header + 1);
        return header - start >= HEADER_MIN
                && isDot(heap, header)
                && payload - header > PAYLOAD_MIN
                && isDot(heap, payload)
                && run(heap, payload + 1) - payload > SIGNATURE_MIN;
    }

    private static boolean isDot(ByteBuffer heap, int at) {
        return at < heap.limit() && heap.get(at) == '.';
    }

    /// Where the characters of base64url end that begin here.
    private static int run(ByteBuffer heap, int from) {
        int at = from;
        while (at < heap.limit() && isBase64(heap.get(at))) {
            at++;
        }
        return at;
    }

    private static boolean isBase64(byte b) {
        return b >= 'A' && b <= 'Z'
                || b >= 'a' && b <= 'z'
                || b >= '0' && b <= '9'
                || b == '-'
                || b == '_';
    }

    private static boolean isAt(ByteBuffer heap, int at, byte[] bytes) {
        if (at + bytes.length > heap.limit()) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (heap.get(at + i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
