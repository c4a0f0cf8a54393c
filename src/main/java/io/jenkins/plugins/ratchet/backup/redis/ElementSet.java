package io.jenkins.plugins.ratchet.backup.redis;

import io.jenkins.plugins.ratchet.digest.Sha256;
import java.util.Arrays;

/**
 * A checksum of a set that comes in any order and, as a scan may, with repetitions: eight bytes are kept of each
 * element's digest.
 */
final class ElementSet {
    private static final int HEX_DIGITS = 16;

    private long[] elements = new long[64];
    private int count;

    void add(String sha256) {
        if (count == elements.length) {
            elements = Arrays.copyOf(elements, count * 2);
        }
        elements[count++] = Long.parseUnsignedLong(sha256.substring(0, HEX_DIGITS), 16);
    }

    int size() {
        normalize();
        return count;
    }

    String digest() {
        normalize();
        Sha256 digest = new Sha256();
        for (int i = 0; i < count; i++) {
            digest.update(Long.toHexString(elements[i])).update("\n");
        }
        return digest.hex();
    }

    private void normalize() {
        Arrays.sort(elements, 0, count);
        int distinct = 0;
        for (int i = 0; i < count; i++) {
            if (distinct == 0 || elements[distinct - 1] != elements[i]) {
                elements[distinct++] = elements[i];
            }
        }
        count = distinct;
    }
}
