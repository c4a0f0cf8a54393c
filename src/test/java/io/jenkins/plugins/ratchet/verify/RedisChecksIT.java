package io.jenkins.plugins.ratchet.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.database.RedisServer;
import io.jenkins.plugins.ratchet.verify.CheckResult.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams, groups and queues of a real Redis. */
class RedisChecksIT {
    private static RedisServer server;

    @TempDir
    private Path directory;

    private CheckedProduct product;

    @BeforeAll
    static void start() throws Exception {
        server = RedisServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void open() throws IOException {
        product = new CheckedProduct(directory);
        server.run("FLUSHALL", "XGROUP CREATE audit ingest $ MKSTREAM", "XADD audit * n 1", "XADD audit * n 2");
    }

    @AfterEach
    void close() throws IOException {
        product.close();
    }

    private CheckResult check(String lines) throws IOException {
        return product.check("redis:\n  connection: { host: 127.0.0.1, port: \"" + server.port() + "\" }\n"
                + "  pause: PT0.1S\n" + lines.indent(2));
    }

    /** Deletes what a group is to read next: then XINFO GROUPS has no lag for it, and one entry is left to be read. */
    private static void unknownLag() throws IOException {
        server.run("XADD audit 9999999999999-1 n 3", "XADD audit 9999999999999-2 n 4");
        server.run("XGROUP SETID audit ingest 9999999999999-1", "XDEL audit 9999999999999-1");
    }

    @Test
    void streams_and_groups_that_exist_within_their_bounds_pass_with_numbers_as_evidence() throws Exception {
        server.run("XREADGROUP GROUP ingest c1 COUNT 1 STREAMS audit >");

        CheckResult result =
                check("streams: [{ stream: audit, groups: [ingest], pending: 1, lag: 1, idle: 1h, length: 2 }]");

        assertThat(result.outcome()).as(result.toString()).isEqualTo(Outcome.PASSED);
        assertThat(result.seen()).isEqualTo("audit: 2 entries, ingest 1 pending, lag 1, none idle for 3600 s");
        assertThat(result.cause()).isNull();
    }

    @Test
    void a_missing_stream_and_a_missing_group_are_named() throws Exception {
        CheckResult stream = check("streams: [{ stream: gone }]");
        CheckResult group = check("streams: [{ stream: audit, groups: [ingest, siem] }]");
        CheckResult other = check("streams: [{ stream: other }]");

        assertThat(stream.seen()).contains("stream gone does not exist");
        assertThat(stream.cause()).isEqualTo(CheckCause.STREAM_MISSING);
        assertThat(group.seen()).contains("stream audit has no group siem; it has ingest");
        assertThat(group.cause()).isEqualTo(CheckCause.GROUP_MISSING);
        assertThat(group.todo()).contains("XGROUP CREATE");
        assertThat(other.failed()).isTrue();
    }

    @Test
    void more_pending_entries_than_bounded_fail() throws Exception {
        server.run("XREADGROUP GROUP ingest c1 COUNT 2 STREAMS audit >");

        CheckResult result = check("streams: [{ stream: audit, groups: [ingest], pending: 1 }]");

        assertThat(result.seen()).contains("group ingest of stream audit: 2 pending entries");
        assertThat(result.expected()).isEqualTo("at most 1 pending entries");
        assertThat(result.cause()).isEqualTo(CheckCause.PENDING_TOO_MANY);
    }

    @Test
    void a_lag_that_the_server_does_not_know_is_counted_and_is_not_0() throws Exception {
        RedisServer.requireNewer();
        unknownLag();

        CheckResult within = check("streams: [{ stream: audit, groups: [ingest], lag: 1 }]");
        CheckResult above = check("streams: [{ stream: audit, groups: [ingest], lag: 0 }]");

        assertThat(within.seen()).contains("lag 1");
        assertThat(within.failed()).isFalse();
        assertThat(above.cause()).isEqualTo(CheckCause.LAG_TOO_HIGH);
        assertThat(above.seen()).contains("1 entries of lag");
    }

    @Test
    void a_lag_that_nobody_may_count_is_unknown_and_fails() throws Exception {
        RedisServer.requireNewer();
        unknownLag();
        server.run("ACL SETUSER watcher on >hush ~* +@all -xrange");

        product.environment.put("REDIS_PASSWORD", "hush");
        CheckResult result = product.check("redis:\n  connection: { host: 127.0.0.1, port: \"" + server.port()
                + "\", user: watcher, password: { env: REDIS_PASSWORD } }\n"
                + "  streams: [{ stream: audit, groups: [ingest], lag: 1000 }]");

        server.run("ACL DELUSER watcher");
        assertThat(result.seen()).contains("its lag is not known");
        assertThat(result.cause()).isEqualTo(CheckCause.LAG_UNKNOWN);
    }

    @Test
    void an_entry_that_nobody_touches_is_named_with_its_consumer() throws Exception {
        server.run("XREADGROUP GROUP ingest worker-7 COUNT 1 STREAMS audit >");

        CheckResult result = product.check("deadline: 20s\nredis:\n  connection: { host: 127.0.0.1, port: \""
                + server.port() + "\" }\n  streams: [{ stream: audit, groups: [ingest], idle: PT0.001S }]");

        assertThat(result.cause()).isEqualTo(CheckCause.PENDING_IDLE);
        assertThat(result.seen()).contains("is pending with consumer worker-7").contains("delivered 1 times");
    }

    @Test
    void a_dead_letter_queue_of_any_type_is_empty_or_bounded() throws Exception {
        assertThat(check("queues: [{ key: dlq }]").seen()).isEqualTo("dlq: empty");
        server.run(
                "RPUSH dlq a b", "SADD set a", "ZADD sorted 1 a", "HSET hash f v", "XADD dead * n 1", "SET single 1");

        CheckResult list = check("queues: [{ key: dlq, length: 1 }]");
        assertThat(list.seen()).contains("queue dlq: 2 entries");
        assertThat(list.cause()).isEqualTo(CheckCause.QUEUE_NOT_EMPTY);
        assertThat(list.todo()).contains("LRANGE");
        CheckResult all = check("queues: [{ key: dlq, length: 2 }, { key: set, length: 1 }, { key: sorted, length: 1 },"
                + " { key: hash, length: 1 }, { key: dead, length: 1 }]");
        assertThat(all.outcome()).as(all.toString()).isEqualTo(Outcome.PASSED);
        assertThat(check("queues: [{ key: single }]").cause()).isEqualTo(CheckCause.CONFIGURATION);
    }

    @Test
    void a_backlog_passes_where_it_drains_and_fails_where_it_grows() throws Exception {
        server.run("RPUSH retry a b c");
        assertThat(check("queues: [{ key: retry, length: 1, drains: true }]").failed())
                .isFalse();
        AtomicBoolean over = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            try {
                while (!over.get()) {
                    server.run(
                            "RPUSH retry x", "XADD audit * n 5", "XREADGROUP GROUP ingest c1 COUNT 1 STREAMS audit >");
                }
            } catch (IOException e) {
                // the test is over
            }
        });
        writer.start();
        try {
            CheckResult queue = check("queues: [{ key: retry, length: 1, drains: true }]");
            assertThat(queue.cause()).as(queue.toString()).isEqualTo(CheckCause.QUEUE_GROWS);
            assertThat(queue.seen()).contains("queue retry: entries grow, from ");
            CheckResult pending = check("streams: [{ stream: audit, groups: [ingest], pending: 0, drains: true }]");
            assertThat(pending.cause()).as(pending.toString()).isEqualTo(CheckCause.PENDING_GROWS);
        } finally {
            over.set(true);
            writer.join();
        }
    }

    @Test
    void a_server_that_is_not_there_is_out_of_reach() throws Exception {
        CheckResult result =
                product.check("redis:\n  connection: { host: 127.0.0.1, port: \"1\" }\n  queues: [{ key: a }]");

        assertThat(result.cause()).isEqualTo(CheckCause.UNREACHABLE);
        assertThat(result.seen()).contains("the server cannot be reached");
    }
}
