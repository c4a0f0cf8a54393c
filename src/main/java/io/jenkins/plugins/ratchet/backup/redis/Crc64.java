package io.jenkins.plugins.ratchet.backup.redis;

/** The checksum at the end of a snapshot: CRC-64/REDIS, i.e. Jones's polynomial, reflected, starting at zero. */
final class Crc64 {
    private static final long POLYNOMIAL = 0x95AC9329AC4BC9B5L;
    private static final long[] TABLE = table();

    private long value;

    private static long[] table() {
        long[] table = new long[256];
        for (int i = 0; i < table.length; i++) {
            long crc = i;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ POLYNOMIAL;
            }
            table[i] = crc;
        }
        return table;
    }

    void update(byte[] buffer, int length) {
        long crc = value;
        for (int i = 0; i < length; i++) {
            crc = crc >>> 8 ^ TABLE[(int) (crc ^ buffer[i]) & 0xff];
        }
        value = crc;
    }

    /** Of data followed by its own checksum, lowest byte first, it is zero. */
    long value() {
        return value;
    }
}
