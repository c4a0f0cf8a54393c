package io.jenkins.plugins.ratchet.backup.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;

class SourceServerTest {
    private static final Instant NOW = Instant.parse("2026-08-01T10:00:00Z");

    private static BsonDocument hello(Instant local, Instant written) {
        BsonDocument hello = new BsonDocument("localTime", new BsonDateTime(local.toEpochMilli()));
        return written == null
                ? hello
                : hello.append(
                        "lastWrite", new BsonDocument("lastWriteDate", new BsonDateTime(written.toEpochMilli())));
    }

    @Test
    void aSecondaryThatLagsIsWarnedOfWithNumbers() {
        assertThat(SourceServer.warnings(hello(NOW, NOW.minusSeconds(90)), true, NOW, NOW))
                .singleElement()
                .asString()
                .contains("lags")
                .contains("1m 30s");
        assertThat(SourceServer.warnings(hello(NOW, NOW.minusSeconds(8)), true, NOW, NOW))
                .isEmpty();
        assertThat(SourceServer.warnings(hello(NOW, null), true, NOW, NOW))
                .singleElement()
                .asString()
                .contains("does not tell");
        assertThat(SourceServer.warnings(hello(NOW, NOW.minusSeconds(9000)), false, NOW, NOW))
                .isEmpty();
    }

    @Test
    void aClockThatIsWrongIsWarnedOf() {
        assertThat(SourceServer.warnings(hello(NOW.minusSeconds(40), null), false, NOW, NOW))
                .singleElement()
                .asString()
                .contains("behind");
        assertThat(SourceServer.warnings(hello(NOW.plusSeconds(40), null), false, NOW, NOW))
                .singleElement()
                .asString()
                .contains("ahead");
    }
}
