package io.jenkins.plugins.ratchet.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "1536, 1.5 KiB",
        "10188, 9.9 KiB",
        "10240, 10 KiB",
        "1048063, 1023 KiB",
        "1048575, 1.0 MiB",
        "251658240, 240 MiB",
        "9223372036854775807, 8.0 EiB",
    })
    void sizes(long bytes, String text) {
        assertThat(Units.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0.0s",
        "PT0.44S, 0.4s",
        "PT9.95S, 10s",
        "PT59.6S, 1m",
        "PT72S, 1m 12s",
        "PT3599.9S, 1h",
        "PT3H5M, 3h 5m",
        "P2DT4H, 2d 4h",
        "PT-72S, -1m 12s",
    })
    void durations(Duration duration, String text) {
        assertThat(Units.duration(duration)).isEqualTo(text);
    }
}
