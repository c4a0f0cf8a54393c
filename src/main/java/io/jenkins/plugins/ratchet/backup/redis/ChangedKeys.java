package io.jenkins.plugins.ratchet.backup.redis;

import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.database.RedisAddress;
import io.jenkins.plugins.ratchet.database.RedisConnection;
import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The keys that were written to, deleted or expired since it was started: the server tells each, as it does for caches
 * in its clients.
 *
 * <p>A server has no snapshot to read from, so this is how a difference that means something is told from one that came
 * about since the backup.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/client-side-caching/">client-side caching</a>
 */
final class ChangedKeys implements AutoCloseable {
    private static final int MOST = 5_000_000;
    private static final long BARRIER_SECONDS = 60;
    private static final long PING_MILLIS = 10_000;
    private static final int HEX_DIGITS = 16;

    private final RedisAddress address;
    private final RedisConnection connection;
    private final Thread follower;
    private final Thread pinger;
    private final Set<Long> changed = new HashSet<>();
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private volatile boolean everything;
    private volatile IOException failure;

    ChangedKeys(RedisAddress address) {
        this.address = address;
        this.connection = RedisConnection.open(address);
        try {
            connection.call("HELLO", "3");
            connection.call("CLIENT", "TRACKING", "ON", "BCAST");
        } catch (IOException e) {
            connection.close();
            throw RedisConnection.failure(address, e);
        }
        follower = new Thread(this::follow, "ratchet-redis-changes");
        follower.setDaemon(true);
        follower.start();
        pinger = new Thread(this::keepAlive, "ratchet-redis-ping");
        pinger.setDaemon(true);
        pinger.start();
    }

    private void follow() {
        try {
            while (true) {
                Object message = connection.answer();
                if (message instanceof List<?> push && "invalidate".equals(RedisConnection.text(push.get(0)))) {
                    note((List<?>) push.get(1));
                } else {
                    answered.set(Long.parseLong(RedisConnection.text(message)));
                    wake();
                }
            }
        } catch (IOException | RuntimeException e) {
            failure = e instanceof IOException io ? io : new IOException(e);
            wake();
        }
    }

    private void wake() {
        synchronized (answered) {
            answered.notifyAll();
        }
    }

    /** No keys at all mean that a database was emptied. */
    private void note(List<?> keys) {
        synchronized (changed) {
            if (keys == null || changed.size() > MOST) {
                everything = true;
            } else {
                keys.forEach(key -> changed.add(hash((byte[]) key)));
            }
        }
    }

    /** Without it a quiet server would look like one that is gone. */
    private void keepAlive() {
        try {
            while (failure == null) {
                Thread.sleep(PING_MILLIS);
                ping();
            }
        } catch (InterruptedException | IOException e) {
            // closed, or the follower has noticed as well
        }
    }

    /** Returns the number that the answer will carry. */
    private long ping() throws IOException {
        synchronized (connection) {
            long number = asked.incrementAndGet();
            connection.send("PING", Long.toString(number));
            connection.flush();
            return number;
        }
    }

    /**
     * Returns when all changes made before this call are known.
     *
     * @throws RunException where the server stopped telling, so that changes may be missing
     */
    void catchUp() {
        try {
            long number = ping();
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(BARRIER_SECONDS);
            synchronized (answered) {
                while (answered.get() < number && failure == null) {
                    long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                    if (left <= 0) {
                        throw new IOException("it did not tell in time what was written to");
                    }
                    answered.wait(left);
                }
            }
        } catch (IOException e) {
            throw RedisConnection.failure(address, failure == null ? e : failure);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Stop.Interrupted();
        }
        if (failure != null) {
            throw RedisConnection.failure(address, failure);
        }
        if (everything) {
            throw RunException.failed("database " + address.name() + ": it was emptied, or more than " + MOST
                    + " keys were written to while the backup was compared; stop what writes to it and start again");
        }
    }

    boolean contains(byte[] key) {
        synchronized (changed) {
            return changed.contains(hash(key));
        }
    }

    int size() {
        synchronized (changed) {
            return changed.size();
        }
    }

    private static Long hash(byte[] key) {
        return Long.parseUnsignedLong(Sha256.of(key).substring(0, HEX_DIGITS), 16);
    }

    @Override
    public void close() {
        pinger.interrupt();
        connection.close();
        try {
            follower.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
