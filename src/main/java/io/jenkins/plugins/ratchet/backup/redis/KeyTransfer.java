package io.jenkins.plugins.ratchet.backup.redis;

import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.database.RedisConnection;
import io.jenkins.plugins.ratchet.database.RedisException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** Empties a server and gives it every key and function of another, in portions. */
final class KeyTransfer {
    private static final int PORTION = 200;

    private final RedisConnection from;
    private final RedisConnection to;
    private final boolean moments;
    private final Stop stop;
    private long done;

    /** @param moments whether the first server knows PEXPIRETIME, from 7.0 */
    KeyTransfer(RedisConnection from, RedisConnection to, boolean moments, Stop stop) {
        this.from = from;
        this.to = to;
        this.moments = moments;
        this.stop = stop;
    }

    /** @return how many keys went over */
    long all(LongConsumer progress) throws IOException {
        to.call("FLUSHALL", "ASYNC");
        for (int database : SourceServer.keys(from).keySet()) {
            from.call("SELECT", Integer.toString(database));
            to.call("SELECT", Integer.toString(database));
            String cursor = "0";
            do {
                stop.check();
                List<?> answer = (List<?>) from.call("SCAN", cursor, "COUNT", Integer.toString(PORTION));
                cursor = RedisConnection.text(answer.get(0));
                List<byte[]> keys = new ArrayList<>();
                ((List<?>) answer.get(1)).forEach(key -> keys.add((byte[]) key));
                portion(keys);
                progress.accept(done);
            } while (!cursor.equals("0"));
        }
        functions();
        return done;
    }

    private void portion(List<byte[]> keys) throws IOException {
        for (byte[] key : keys) {
            from.send(KeyReader.command(moments ? "PEXPIRETIME" : "PTTL", key));
            from.send(KeyReader.command("DUMP", key));
        }
        int sent = 0;
        for (byte[] key : keys) {
            long expiry = (Long) from.answer();
            byte[] dump = (byte[]) from.answer();
            if (dump == null || expiry == -2) {
                continue; // it has just expired
            }
            List<byte[]> command = expiry < 0
                    ? KeyReader.command("RESTORE", key, "0", dump, "REPLACE")
                    : KeyReader.command(
                            "RESTORE",
                            key,
                            Long.toString(moments ? expiry : System.currentTimeMillis() + expiry),
                            dump,
                            "REPLACE",
                            "ABSTTL");
            to.send(command);
            sent++;
        }
        for (int i = 0; i < sent; i++) {
            to.answer();
        }
        done += sent;
    }

    /** From 7.0. */
    private void functions() throws IOException {
        byte[] dump;
        try {
            dump = (byte[]) from.call("FUNCTION", "DUMP");
        } catch (RedisException e) {
            return;
        }
        if (dump != null) {
            to.call(KeyReader.command("FUNCTION", "RESTORE", dump, "FLUSH"));
        }
    }
}
