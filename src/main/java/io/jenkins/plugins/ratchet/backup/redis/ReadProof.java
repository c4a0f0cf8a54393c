package io.jenkins.plugins.ratchet.backup.redis;

import io.jenkins.plugins.ratchet.backup.BackupFiles;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.digest.Crc64;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Proves that a snapshot is whole and as the server wrote it: it begins and ends as one, and the server's checksum fits.
 * Whether it can be loaded, and holds what the server held, is not shown.
 */
final class ReadProof {
    private static final int BUFFER = 1 << 20;
    private static final int TAIL = 9;
    private static final byte END = (byte) 0xff;

    private final String name;

    ReadProof(String name) {
        this.name = name;
    }

    BackupManifest.Proof prove(BackupFiles files) throws IOException {
        long start = System.nanoTime();
        Crc64 checksum = Crc64.redis();
        byte[] tail = new byte[0];
        boolean first = true;
        try (InputStream in = files.open(RedisDump.SNAPSHOT)) {
            for (byte[] part = in.readNBytes(BUFFER); part.length > 0; part = in.readNBytes(BUFFER)) {
                if (first && !begins(part)) {
                    throw failed("it does not begin as a snapshot does");
                }
                first = false;
                checksum.update(part, part.length);
                tail = lastOf(tail, part);
            }
        }
        if (first) {
            throw failed("it is empty");
        }
        if (tail.length < TAIL || tail[0] != END) {
            throw failed("it does not end as a snapshot does");
        }
        if (java.util.Arrays.equals(tail, 1, TAIL, new byte[TAIL], 0, TAIL - 1)) {
            throw RunException.failed("database " + name + ": the server writes snapshots without a checksum"
                    + " (rdbchecksum no), so nothing can be proven by reading; leave out proof: read, or switch it on");
        }
        if (checksum.value() != 0) {
            throw failed("its checksum does not fit");
        }
        return new BackupManifest.Proof(
                "read",
                null,
                null,
                Duration.ofNanos(System.nanoTime() - start),
                List.of("the server's own checksum over the whole snapshot"),
                List.of("nothing was loaded or compared: whether the snapshot can be restored is not proven"));
    }

    static boolean begins(byte[] head) {
        String text = new String(head, 0, Math.min(head.length, 9), StandardCharsets.US_ASCII);
        return text.matches("(REDIS\\d{4}|VALKEY\\d{3})");
    }

    private static byte[] lastOf(byte[] before, byte[] part) {
        byte[] both = java.util.Arrays.copyOf(before, before.length + part.length);
        System.arraycopy(part, 0, both, before.length, part.length);
        return java.util.Arrays.copyOfRange(both, Math.max(0, both.length - TAIL), both.length);
    }

    private RunException failed(String what) {
        return RunException.failed("database " + name + ": the snapshot is no backup: " + what);
    }
}
