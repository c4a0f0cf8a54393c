package io.jenkins.plugins.ratchet.verify;

import io.jenkins.plugins.ratchet.config.RedisCheck;
import io.jenkins.plugins.ratchet.config.RedisCheck.Queue;
import io.jenkins.plugins.ratchet.config.RedisCheck.Stream;
import io.jenkins.plugins.ratchet.database.RedisConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks at streams, consumer groups and queues. What is above its bound and is to drain is looked at a second time after a
 * pause, all such at once: it passes where the second look finds no more than the first.
 */
final class RedisProbe implements Probe {
    private final String name;
    private final RedisCheck check;
    private final Redis redis;

    RedisProbe(String name, RedisCheck check, Redis redis) {
        this.name = name;
        this.check = check;
        this.redis = redis;
    }

    @Override
    public Attempt attempt(Duration limit) throws Exception {
        try (RedisConnection connection = redis.open(name, check)) {
            Look first = look(connection);
            if (first.failure != null) {
                return first.failure;
            }
            Look last = first;
            if (!first.above.isEmpty()) {
                Thread.sleep(check.pause().toMillis());
                last = look(connection);
                if (last.failure != null) {
                    return last.failure;
                }
                for (Map.Entry<String, Above> each : last.above.entrySet()) {
                    Above before = first.above.get(each.getKey());
                    Attempt failure = each.getValue().against(before, check.pause());
                    if (failure != null) {
                        return failure;
                    }
                }
                last.seen.add(first.above.size() + " above its bound, not growing");
            }
            return Attempt.passed(String.join("; ", last.seen)).value(Long.toString(last.total));
        }
    }

    private Look look(RedisConnection connection) throws IOException {
        Look look = new Look();
        for (Stream stream : check.streams()) {
            if (look.failure == null) {
                stream(new RedisStream(connection, stream.stream()), stream, look);
            }
        }
        for (Queue queue : check.queues()) {
            if (look.failure == null) {
                queue(connection, queue, look);
            }
        }
        return look;
    }

    private static void stream(RedisStream stream, Stream wanted, Look look) throws IOException {
        String type = stream.type();
        if (!type.equals("stream")) {
            look.fail(
                    CheckCause.STREAM_MISSING,
                    "stream " + wanted.stream() + (type.equals("none") ? " does not exist" : " is a " + type),
                    "a stream");
            return;
        }
        List<String> said = new ArrayList<>();
        long length = stream.length();
        said.add(RedisStream.entries(length));
        if (wanted.length() != null || wanted.drains() && wanted.groups().isEmpty()) {
            look.bound("stream " + wanted.stream(), "entries", length, wanted.length(), wanted.drains(), Above.QUEUE);
        }
        Map<String, RedisStream.Group> groups = wanted.groups().isEmpty() ? Map.of() : stream.groups();
        for (String name : wanted.groups()) {
            RedisStream.Group group = groups.get(name);
            if (group == null) {
                look.fail(
                        CheckCause.GROUP_MISSING,
                        "stream " + wanted.stream() + " has no group " + name
                                + (groups.isEmpty()
                                        ? ", nor any other"
                                        : "; it has " + String.join(", ", groups.keySet())),
                        "group " + name);
                return;
            }
            said.add(group(stream, group, wanted, look));
        }
        look.seen.add(wanted.stream() + ": " + String.join(", ", said));
        look.total += wanted.groups().isEmpty() ? length : 0;
    }

    private static String group(RedisStream stream, RedisStream.Group group, Stream wanted, Look look)
            throws IOException {
        String who = "group " + group.name() + " of stream " + wanted.stream();
        String said = group.name() + " " + group.pending() + " pending";
        look.total += group.pending();
        if (wanted.pending() != null || wanted.drains()) {
            look.bound(who, "pending entries", group.pending(), wanted.pending(), wanted.drains(), Above.PENDING);
        }
        if (wanted.lag() != null || wanted.drains()) {
            Long lag = group.lag() != null ? group.lag() : stream.counted(group, wanted.lag());
            if (lag == null) {
                look.fail(
                        CheckCause.LAG_UNKNOWN,
                        who + ": its lag is not known",
                        wanted.lag() == null ? "a lag that is known" : "a lag of at most " + wanted.lag());
                return said;
            }
            said += ", lag " + lag;
            look.total += lag;
            look.bound(who, "entries of lag", lag, wanted.lag(), wanted.drains(), Above.LAG);
        }
        if (wanted.idle() != null && group.pending() > 0) {
            RedisStream.Pending oldest = stream.idle(group.name(), wanted.idle());
            if (oldest != null) {
                look.fail(
                        CheckCause.PENDING_IDLE,
                        who + ": entry " + oldest.id() + " is pending with consumer " + oldest.consumer() + " for "
                                + oldest.idle().toSeconds() + " s, delivered " + oldest.deliveries() + " times",
                        "no entry pending for more than " + wanted.idle().toSeconds() + " s");
            }
            said += ", none idle for " + wanted.idle().toSeconds() + " s";
        }
        return said;
    }

    private static void queue(RedisConnection connection, Queue queue, Look look) throws IOException {
        long length = RedisStream.size(connection, queue.key());
        if (length < 0) {
            look.fail(
                    CheckCause.CONFIGURATION,
                    queue.key() + " holds a single value",
                    "a list, set, sorted set, hash or stream");
            return;
        }
        Integer bound = queue.length() != null ? queue.length() : queue.drains() ? null : Integer.valueOf(0);
        look.bound("queue " + queue.key(), "entries", length, bound, queue.drains(), Above.QUEUE);
        look.seen.add(queue.key() + ": " + (length == 0 ? "empty" : RedisStream.entries(length)));
        look.total += length;
    }

    /** What was found at one moment. */
    private static final class Look {
        private final List<String> seen = new ArrayList<>();
        private final Map<String, Above> above = new HashMap<>();
        private Attempt failure;
        private long total;

        void fail(CheckCause cause, String said, String expected) {
            if (failure == null) {
                failure = Attempt.failed(cause, said, expected);
            }
        }

        /** @param bound null where it must only not grow */
        void bound(String who, String what, long number, Integer bound, boolean drains, Above.Kind kind) {
            if (bound != null && number <= bound || bound == null && number == 0) {
                return;
            }
            Above found = new Above(who, what, number, bound, kind);
            if (drains) {
                above.put(who + " " + what, found);
            } else if (failure == null) {
                failure = Attempt.failed(
                        kind.tooMany(), who + ": " + number + " " + what, "at most " + bound + " " + what);
            }
        }
    }

    /** A number above its bound. */
    private record Above(String who, String what, long number, Integer bound, Kind kind) {
        private static final Kind PENDING = new Kind(CheckCause.PENDING_TOO_MANY, CheckCause.PENDING_GROWS);
        private static final Kind LAG = new Kind(CheckCause.LAG_TOO_HIGH, CheckCause.PENDING_GROWS);
        private static final Kind QUEUE = new Kind(CheckCause.QUEUE_NOT_EMPTY, CheckCause.QUEUE_GROWS);

        private record Kind(CheckCause tooMany, CheckCause grows) {}

        /** Null where it does not grow. @param before null where it was below its bound the first time */
        Attempt against(Above before, Duration pause) {
            if (before != null && number <= before.number) {
                return null;
            }
            String from = before == null ? "within its bound" : Long.toString(before.number);
            return Attempt.failed(
                    kind.grows(),
                    who + ": " + what + " grow, from " + from + " to " + number + " in " + pause.toMillis() + " ms",
                    (bound == null ? "" : "at most " + bound + ", or ") + "no growth");
        }
    }
}
