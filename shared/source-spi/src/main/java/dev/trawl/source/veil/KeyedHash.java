package dev.trawl.source.veil;

import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// HMAC-SHA-256 (RFC 2104) of many short texts under one key, in hexadecimal. What the key does to
/// both digests is computed once, which is half the work of a short text, and texts that come again
/// are looked up. For one thread.
final class KeyedHash {
    private static final int BLOCK = 64;
    private static final byte INNER = 0x36;
    private static final byte OUTER = 0x5c;
    private static final byte[] DIGITS = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    /// Texts that are remembered, and how long they may be.
    private static final int KNOWN_MAX = 4_096;

    private static final int KNOWN_CHARACTERS_MAX = 200;

    private final MessageDigest inner;
    private final MessageDigest outer;
    private final byte[] digest;
    private final Map<String, byte[]> known = new HashMap<>();

    /// @param key is not kept, nor is a copy
    KeyedHash(byte[] key) {
        byte[] block = Arrays.copyOf(key.length > BLOCK ? sha256().digest(key) : key, BLOCK);
        this.inner = begun(block, INNER);
        this.outer = begun(block, OUTER);
        this.digest = new byte[inner.getDigestLength()];
        Arrays.fill(block, (byte) 0);
    }

    /// @param text canonical, with its tag
    byte[] hexadecimal(String text) {
        if (text.length() > KNOWN_CHARACTERS_MAX) {
            return hash(text);
        }
        byte[] before = known.get(text);
        if (before != null) {
            return before;
        }
        byte[] hash = hash(text);
        if (known.size() == KNOWN_MAX) {
            known.clear();
        }
        known.put(text, hash);
        return hash;
    }

    private byte[] hash(String text) {
        try {
            MessageDigest first = (MessageDigest) inner.clone();
            first.update(text.getBytes(StandardCharsets.UTF_8));
            first.digest(digest, 0, digest.length);
            MessageDigest second = (MessageDigest) outer.clone();
            second.update(digest);
            second.digest(digest, 0, digest.length);
        } catch (CloneNotSupportedException | DigestException e) {
            throw new IllegalStateException("every JDK's SHA-256 can be copied", e);
        }
        byte[] hex = new byte[2 * digest.length];
        for (int i = 0; i < digest.length; i++) {
            hex[2 * i] = DIGITS[digest[i] >> 4 & 0xf];
            hex[2 * i + 1] = DIGITS[digest[i] & 0xf];
        }
        return hex;
    }

    private static MessageDigest begun(byte[] block, byte pad) {
        byte[] padded = new byte[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            padded[i] = (byte) (block[i] ^ pad);
        }
        MessageDigest digest = sha256();
        digest.update(padded);
        Arrays.fill(padded, (byte) 0);
        return digest;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
