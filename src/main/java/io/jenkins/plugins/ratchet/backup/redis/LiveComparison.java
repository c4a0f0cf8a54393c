package io.jenkins.plugins.ratchet.backup.redis;

import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.database.RedisConnection;
import io.jenkins.plugins.ratchet.database.RedisException;
import io.jenkins.plugins.ratchet.digest.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;

/**
 * Compares a loaded snapshot with the server that it is from, while that goes on working.
 *
 * <p>Every key must be the same on both sides, unless it was written to, deleted or expired since the backup began. Of
 * a stream that was, the last id must not lie behind the snapshot's.
 */
final class LiveComparison {
    private static final int PORTION = 500;
    /** Where a server only tells how long a key has to live, the way to it and back counts too. */
    private static final long EXPIRY_TOLERANCE = 10_000;

    private final RedisConnection live;
    private final RedisConnection restored;
    private final KeyReader liveKeys;
    private final KeyReader restoredKeys;
    private final ChangedKeys changes;
    private final long tolerance;
    private final Stop stop;
    private final List<String> differences = new ArrayList<>();
    private long equal;
    private long streams;
    private long changed;
    private long expired;
    private long seen;

    /**
     * @param exact whether both servers know the moments of expiry
     * @param changes null where nothing may have changed
     */
    LiveComparison(RedisConnection live, RedisConnection restored, boolean exact, ChangedKeys changes, Stop stop) {
        this.live = live;
        this.restored = restored;
        this.liveKeys = new KeyReader(live, exact);
        this.restoredKeys = new KeyReader(restored, exact);
        this.changes = changes;
        this.tolerance = exact ? 0 : EXPIRY_TOLERANCE;
        this.stop = stop;
    }

    /**
     * What was compared.
     *
     * @param differences what is not as it should be, in words; all of it
     * @param equal number of keys that are the same on both sides
     * @param streams how many of these are streams
     * @param changed number of keys that were written to since the backup began and are not the same
     * @param expired number of keys that ran out since
     */
    record Result(List<String> differences, long equal, long streams, long changed, long expired) {}

    /** @param progress told the number of keys compared so far */
    Result compare(LongConsumer progress) throws IOException {
        Set<Integer> databases = new TreeSet<>(SourceServer.keys(live).keySet());
        databases.addAll(SourceServer.keys(restored).keySet());
        for (int database : databases) {
            live.call("SELECT", Integer.toString(database));
            restored.call("SELECT", Integer.toString(database));
            forEachPortion(restored, keys -> compare(database, keys, progress));
            forEachPortion(live, keys -> missing(database, keys));
        }
        functions();
        catchUp();
        return new Result(List.copyOf(differences), equal, streams, changed, expired);
    }

    private void catchUp() {
        if (changes != null) {
            changes.catchUp();
        }
    }

    private interface Portion {
        void accept(List<byte[]> keys) throws IOException;
    }

    private void forEachPortion(RedisConnection connection, Portion action) throws IOException {
        String cursor = "0";
        do {
            stop.check();
            List<?> answer = (List<?>) connection.call("SCAN", cursor, "COUNT", Integer.toString(PORTION));
            cursor = RedisConnection.text(answer.get(0));
            List<byte[]> keys = new ArrayList<>();
            ((List<?>) answer.get(1)).forEach(key -> keys.add((byte[]) key));
            if (!keys.isEmpty()) {
                action.accept(keys);
            }
        } while (!cursor.equals("0"));
    }

    private void compare(int database, List<byte[]> keys, LongConsumer progress) throws IOException {
        List<KeyState> expected = liveKeys.read(keys);
        List<KeyState> found = restoredKeys.read(keys);
        boolean known = false;
        for (int i = 0; i < keys.size(); i++) {
            KeyState here = expected.get(i);
            KeyState there = found.get(i);
            String difference = here.difference(there, tolerance).orElse(null);
            if (difference == null) {
                equal++;
                streams += here.type().equals("stream") ? 1 : 0;
                continue;
            }
            if (!known) {
                catchUp(); // what was read is not younger than what is known from here on
                known = true;
            }
            judge(database, keys.get(i), here, there, difference);
        }
        seen += keys.size();
        progress.accept(seen);
    }

    private void judge(int database, byte[] key, KeyState here, KeyState there, String difference) {
        if (ranOut(here) || ranOut(there)) {
            expired++;
        } else if (changes != null && changes.contains(key)) {
            changed++;
            if (here.type().equals("stream") && there.type().equals("stream") && ahead(there, here)) {
                differences.add(named(database, key) + " ends at "
                        + there.parts().get(StreamReader.LAST_ID) + " in the backup, later than on the server: "
                        + here.parts().get(StreamReader.LAST_ID));
            }
        } else {
            differences.add(named(database, key) + " " + difference);
        }
    }

    private static boolean ranOut(KeyState state) {
        return state.expiresAt() >= 0 && state.expiresAt() <= System.currentTimeMillis();
    }

    private static boolean ahead(KeyState one, KeyState other) {
        String a = one.parts().get(StreamReader.LAST_ID);
        String b = other.parts().get(StreamReader.LAST_ID);
        return a != null && b != null && StreamReader.after(a, b);
    }

    /** Keys that the server has and the snapshot has not. */
    private void missing(int database, List<byte[]> keys) throws IOException {
        for (byte[] key : keys) {
            restored.send(KeyReader.command("EXISTS", key));
        }
        List<byte[]> absent = new ArrayList<>();
        for (byte[] key : keys) {
            if (restored.answer().equals(0L)) {
                absent.add(key);
            }
        }
        if (absent.isEmpty()) {
            return;
        }
        List<KeyState> states = liveKeys.read(absent);
        catchUp();
        for (int i = 0; i < absent.size(); i++) {
            KeyState here = states.get(i);
            if (here.exists()) {
                judge(database, absent.get(i), here, KeyState.NONE, "is missing in the backup");
            }
        }
    }

    /** Functions are part of a snapshot, from 7.0. */
    private void functions() throws IOException {
        String there = functions(restored);
        String here = functions(live);
        if (there != null && here != null && !there.equals(here)) {
            differences.add("the functions are others");
        }
    }

    private static String functions(RedisConnection connection) throws IOException {
        try {
            Object dump = connection.call("FUNCTION", "DUMP");
            return dump == null ? "" : Sha256.of((byte[]) dump);
        } catch (RedisException e) {
            return null; // not known to this server, or not for this user
        }
    }

    private static String named(int database, byte[] key) {
        String text = new String(key, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?");
        return "key " + (text.length() > 100 ? text.substring(0, 100) + "…" : text) + " of database " + database;
    }
}
