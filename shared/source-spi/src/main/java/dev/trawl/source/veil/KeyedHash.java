package dev.trawl.source.veil;

import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/// HMAC-SHA-256 (RFC 2104) of many short texts under one key, in hexadecimal. What the key does to
/// both digests is computed once, which is half the work of a short text, and texts that come again
/// are looked up: of those that share a place, the last. For one thread.
final class KeyedHash {
    private static final int BLOCK = 64;
    private static final byte INNER = 0x36;
    private static final byte OUTER = 0x5c;
    private static final byte[] DIGITS = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    /// Places for texts that are remembered, a power of two, and how long they may be.
    private static final int KNOWN_MAX = 1_024;

    private static final int KNOWN_BYTES_MAX = 200;

    private final MessageDigest inner;
    private final MessageDigest outer;
    private final byte[] digest;
    private final byte[][] texts = new byte[KNOWN_MAX][];
    private final byte[][] hashes = new byte[KNOWN_MAX][];

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
        return hexadecimal(text.getBytes(StandardCharsets.UTF_8));
    }

    /// @param text the same in UTF-8; not changed later, nor is what is given
    byte[] hexadecimal(byte[] text) {
        if (text.length > KNOWN_BYTES_MAX) {
            return hash(text);
        }
        int hashCode = Arrays.hashCode(text);
        int place = (hashCode ^ hashCode >>> 15) & KNOWN_MAX - 1;
        if (!Arrays.equals(texts[place], text)) {
            hashes[place] = hash(text);
            texts[place] = text;
        }
        return hashes[place];
    }

    private byte[] hash(byte[] text) {
        try {
            MessageDigest first = (MessageDigest) inner.clone();
            first.update(text);
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
