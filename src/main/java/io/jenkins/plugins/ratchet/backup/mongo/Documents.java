package io.jenkins.plugins.ratchet.backup.mongo;

import java.util.Arrays;

/** The documents of a collection as {@link DocumentSet} found them; equal where the documents are. */
final class Documents {
    static final Documents NONE = new Documents(new Sum[DocumentSet.PARTS], 0);

    private final Sum[] parts;
    private final long bytes;

    Documents(Sum[] parts, long bytes) {
        this.parts = parts;
        this.bytes = bytes;
    }

    /** How many documents, and the sum of their digests as a number of 256 bits. */
    static final class Sum {
        private static final Sum ZERO = new Sum();

        private long count;
        private long a;
        private long b;
        private long c;
        private long d;

        void add(long high, long next, long after, long low) {
            count++;
            plus(high, next, after, low);
        }

        private void plus(long high, long next, long after, long low) {
            d += low;
            long carry = Long.compareUnsigned(d, low) < 0 ? 1 : 0;
            long third = c + after;
            long more = Long.compareUnsigned(third, after) < 0 ? 1 : 0;
            c = third + carry;
            more |= carry == 1 && c == 0 ? 1 : 0;
            long second = b + next;
            long last = Long.compareUnsigned(second, next) < 0 ? 1 : 0;
            b = second + more;
            last |= more == 1 && b == 0 ? 1 : 0;
            a += high + last;
        }

        private boolean same(Sum other) {
            return count == other.count && a == other.a && b == other.b && c == other.c && d == other.d;
        }
    }

    /**
     * How far these are what another reading found.
     *
     * @param settled documents in parts that both readings of the source agree upon
     * @param missing of the settled parts, those that differ in the third reading
     */
    record Agreement(long settled, int missing) {}

    /** Looks in a third reading for whatever this one and a later one of the same source agree upon. */
    Agreement with(Documents later, Documents third) {
        long settled = 0;
        int missing = 0;
        for (int i = 0; i < parts.length; i++) {
            Sum before = part(i);
            if (before.same(later.part(i))) {
                settled += before.count;
                missing += before.same(third.part(i)) ? 0 : 1;
            }
        }
        return new Agreement(settled, missing);
    }

    private Sum part(int index) {
        return parts[index] == null ? Sum.ZERO : parts[index];
    }

    long count() {
        return Arrays.stream(parts)
                .mapToLong(part -> part == null ? 0 : part.count)
                .sum();
    }

    /** Of all documents as BSON. */
    long bytes() {
        return bytes;
    }

    /** The sum over all documents, 64 hexadecimal digits; says nothing about their order. */
    String digest() {
        Sum all = new Sum();
        for (Sum part : parts) {
            if (part != null) {
                all.plus(part.a, part.b, part.c, part.d);
            }
        }
        return String.format("%016x%016x%016x%016x", all.a, all.b, all.c, all.d);
    }
}
