package io.jenkins.plugins.ratchet.backup.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.database.RedisConnection;
import io.jenkins.plugins.ratchet.database.RedisServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two servers with the same data; whatever is changed in the one is a difference that is named. */
class LiveComparisonIT {
    private static RedisServer live;
    private static RedisServer restored;

    @BeforeAll
    static void twoServers() throws Exception {
        RedisServer.requireNewer();
        live = RedisServer.start();
        restored = RedisServer.start();
    }

    @AfterAll
    static void stop() {
        if (live != null) {
            live.close();
            restored.close();
        }
    }

    @BeforeEach
    void theSameData() throws Exception {
        for (RedisServer server : List.of(live, restored)) {
            server.run(
                    "FLUSHALL",
                    "SET text hello",
                    "SET timed soon PXAT 4000000000000",
                    "RPUSH list a b c",
                    "SADD set x y z",
                    "ZADD ranks 1.5 one 2 two",
                    "HSET hash name ann age 7",
                    "XADD stream 1-1 a 1",
                    "XADD stream 2-1 b 2",
                    "XADD stream 3-1 c 3",
                    "XGROUP CREATE stream audit 0",
                    "XREADGROUP GROUP audit worker COUNT 2 STREAMS stream >",
                    "SELECT 2",
                    "SET other 1");
        }
    }

    private static List<String> differences() throws Exception {
        try (Stop stop = new Stop(() -> false);
                ChangedKeys changes = new ChangedKeys(live.address());
                RedisConnection here = live.connect();
                RedisConnection there = restored.connect()) {
            return new LiveComparison(here, there, true, changes, stop)
                    .compare(done -> {})
                    .differences();
        }
    }

    @Test
    void equalServersHaveNone() throws Exception {
        assertThat(differences()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SET text hellO                            | key text of database 0 has another value",
                "SET text hello!                           | length: 6, expected 5",
                "DEL text                                  | key text of database 0 is missing in the backup",
                "SET added 1                               | key added of database 0 is in the backup only",
                "PERSIST timed                             | expires never in the backup",
                "PEXPIREAT timed 4000000000001             | expires at",
                "PEXPIREAT text 4000000000000              | expected never",
                "LSET list 1 B                             | key list of database 0 has another value",
                "RPUSH list d                              | length: 4, expected 3",
                "SREM set x                                | length: 2, expected 3",
                "SADD set w                                | key set of database 0",
                "ZADD ranks 1.25 one                       | key ranks of database 0 has another value",
                "HSET hash age 8                           | key hash of database 0 has another value",
                "COPY list hash REPLACE                    | is of type list in the backup, expected hash",
                "XADD stream 4-1 d 4                       | key stream of database 0",
                "XDEL stream 3-1                           | key stream of database 0 has another entries",
                "XTRIM stream MAXLEN 0                     | key stream of database 0 has another entries",
                "XSETID stream 9-9                         | last id: 9-9, expected 3-1",
                "XGROUP CREATE stream second 0             | key stream of database 0",
                "XGROUP DESTROY stream audit               | key stream of database 0",
                "XGROUP SETID stream audit 3-1             | group audit: ",
                "XACK stream audit 1-1                     | group audit: ",
                "XREADGROUP GROUP audit worker STREAMS stream > | group audit: ",
                "XREADGROUP GROUP audit lazy STREAMS stream 0   | group audit: consumers",
                "XCLAIM stream audit worker 0 1-1          | group audit: pending entries",
                "XGROUP CREATECONSUMER stream audit spare  | group audit: consumers",
                "SWAPDB 2 3                                | of database 2",
            })
    void eachChangeIsNamed(String command, String named) throws Exception {
        restored.run(command);

        assertThat(differences()).anyMatch(difference -> difference.contains(named));
    }

    @Test
    void anotherFunctionIsNamed() throws Exception {
        try (RedisConnection connection = restored.connect()) {
            connection.call("FUNCTION", "LOAD", "#!lua name=x\nredis.register_function('f', function() return 1 end)");
            assertThat(differences()).containsExactly("the functions are others");
            connection.call("FUNCTION", "FLUSH");
        }
    }

    @Test
    void aKeyWrittenWhileItIsComparedIsNoDifferenceAndIsCounted() throws Exception {
        try (Stop stop = new Stop(() -> false);
                ChangedKeys changes = new ChangedKeys(live.address());
                RedisConnection here = live.connect();
                RedisConnection there = restored.connect()) {
            live.run("SET text written", "DEL set", "SADD new 1", "XADD stream * d 4");
            LiveComparison.Result result = new LiveComparison(here, there, true, changes, stop).compare(done -> {});

            assertThat(result.differences()).isEmpty();
            assertThat(result.changed()).isEqualTo(4);
            assertThat(result.equal()).isEqualTo(5);
        }
    }

    @Test
    void aWrittenStreamThatEndsEarlierThanItsBackupIsADifference() throws Exception {
        restored.run("XSETID stream 9-9");
        try (Stop stop = new Stop(() -> false);
                ChangedKeys changes = new ChangedKeys(live.address());
                RedisConnection here = live.connect();
                RedisConnection there = restored.connect()) {
            live.run("XADD stream 4-4 d 4");

            assertThat(new LiveComparison(here, there, true, changes, stop)
                            .compare(done -> {})
                            .differences())
                    .containsExactly(
                            "key stream of database 0 ends at 9-9 in the backup, later than on the server: 4-4");
        }
    }
}
