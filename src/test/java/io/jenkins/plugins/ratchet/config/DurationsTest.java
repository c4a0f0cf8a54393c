package io.jenkins.plugins.ratchet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "90s, PT1M30S, 1m30s",
        "30m, PT30M, 30m",
        "24h, PT24H, 24h",
        "7d, PT168H, 7d",
        "1h30m, PT1H30M, 1h30m",
        "1d12h, PT36H, 36h",
        "PT30M, PT30M, 30m",
        "PT0.5S, PT0.5S, PT0.5S",
    })
    void reads_and_writes_times(String text, Duration expected, String written) {
        assertThat(Durations.parse(text)).isEqualTo(expected);
        assertThat(Durations.format(expected)).isEqualTo(written);
        assertThat(Durations.parse(written)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "30", "m", "30 m", "1m1h", "-5m", "0s", "PT0S", "PT-1M", "1y", "9999999999d", "1.5h", "30M"})
    void refuses_what_is_no_time_or_no_positive_one(String text) {
        assertThatThrownBy(() -> Durations.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("\"" + text + "\"")
                .hasMessageContaining("expected a time such as");
    }
}
