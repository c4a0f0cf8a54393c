package io.jenkins.plugins.ratchet.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.cluster.WorkloadStatus;
import io.jenkins.plugins.ratchet.compose.ServiceContainer;
import io.jenkins.plugins.ratchet.compose.ServiceReadiness;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SteadyServicesTest {
    private final WorkloadStatus ready =
            new WorkloadStatus(ServiceReadiness.ref("shop", "api"), true, "1 of 1 containers serve", null, false);

    private static ServiceContainer container(Instant started, String health, int restarts) {
        return new ServiceContainer(
                "c",
                "shop-api-1",
                "api",
                "shop:v1",
                "sha256:1",
                "running",
                0,
                health,
                null,
                restarts,
                false,
                "hash",
                List.of(),
                Map.of(),
                Set.of(),
                Map.of(),
                started,
                started,
                null);
    }

    private WorkloadStatus judged(ServiceContainer container) {
        return new SteadyServices().judge(ready, List.of(container));
    }

    @Test
    void one_that_has_just_been_started_and_has_no_health_check_is_not_believed_yet() {
        WorkloadStatus status = judged(container(Instant.now(), null, 0));
        assertThat(status.ready()).isFalse();
        assertThat(status.fatal()).isFalse();
        assertThat(status.toString()).isEqualTo("service/api: 1 of 1 containers serve, not yet for 3 s");
        assertThat(judged(container(Instant.now(), null, 6)).reason())
                .isEqualTo("shop-api-1 ended, and was started again 6 times");
    }

    @Test
    void a_health_check_or_a_long_life_is_believed_at_once() {
        assertThat(judged(container(Instant.now(), "healthy", 0))).isEqualTo(ready);
        assertThat(judged(container(Instant.now().minus(Duration.ofMinutes(5)), null, 6)))
                .isEqualTo(ready);
    }
}
