package io.jenkins.plugins.ratchet.digest;

/** 64-bit checksums that other programs put into their files; reflected, by table. Against accidents only. */
public final class Crc64 {
    private static final long[] JONES = table(0x95AC9329AC4BC9B5L);
    private static final long[] ECMA = table(0xC96C5795D7870F42L);

    private final long[] table;
    private final long mask;
    private long value;

    private Crc64(long[] table, long mask) {
        this.table = table;
        this.mask = mask;
        this.value = mask;
    }

    /** CRC-64/REDIS: Jones's polynomial, starting at zero. Of data followed by its own checksum it is zero. */
    public static Crc64 redis() {
        return new Crc64(JONES, 0);
    }

    /** CRC-64/XZ: the polynomial of ECMA-182, inverted before and after; what mongodump writes. */
    public static Crc64 ecma() {
        return new Crc64(ECMA, -1L);
    }

    private static long[] table(long polynomial) {
        long[] table = new long[256];
        for (int i = 0; i < table.length; i++) {
            long crc = i;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ polynomial;
            }
            table[i] = crc;
        }
        return table;
    }

    public void update(byte[] buffer, int length) {
        long crc = value;
        for (int i = 0; i < length; i++) {
            crc = crc >>> 8 ^ table[(int) (crc ^ buffer[i]) & 0xff];
        }
        value = crc;
    }

    public long value() {
        return value ^ mask;
    }
}
