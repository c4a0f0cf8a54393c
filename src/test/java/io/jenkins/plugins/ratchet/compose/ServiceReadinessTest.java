package io.jenkins.plugins.ratchet.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.cluster.WorkloadStatus;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceReadinessTest {
    private static final ComposeModel MODEL = ComposeModel.parse("""
            {"services": {"web": {"image": "w:1", "depends_on": {"init": {"condition": "service_completed_successfully"}}},
              "init": {"image": "i:1"}, "two": {"image": "t:1", "scale": 2}}}
            """, List.of(), "shop");

    private static WorkloadStatus status(String service, String state) {
        return ServiceReadiness.of(MODEL, service, List.of(Containers.of(service, "x:1", state)), "shop");
    }

    @Test
    void a_service_serves_once_its_containers_run_and_are_healthy() {
        assertThat(status("web", "\"Status\": \"running\"").ready()).isTrue();
        assertThat(status("web", "\"Status\": \"running\", \"Health\": {\"Status\": \"healthy\"}")
                        .ready())
                .isTrue();
        WorkloadStatus starting = status("web", "\"Status\": \"running\", \"Health\": {\"Status\": \"starting\"}");
        assertThat(starting.ready()).isFalse();
        assertThat(starting.fatal()).isFalse();
        assertThat(starting).hasToString("service/web: 0 of 1 containers serve (shop-web-1 is starting)");
        assertThat(status("two", "\"Status\": \"running\"").ready())
                .as("one of two")
                .isFalse();
    }

    @Test
    void why_it_does_not_is_told_and_whether_waiting_can_help() {
        WorkloadStatus sick = status(
                "web",
                "\"Status\": \"running\", \"Health\": {\"Status\": \"unhealthy\", \"Log\": [{\"ExitCode\": 1,"
                        + " \"Output\": \"no\\n database\"}]}");
        assertThat(sick.toString()).contains("is unhealthy: no database");
        assertThat(sick.fatal()).isFalse();
        WorkloadStatus again = status("web", "\"Status\": \"restarting\", \"ExitCode\": 3");
        assertThat(again.toString()).contains("restarting with status 3");
        assertThat(again.fatal()).isFalse();
        WorkloadStatus ended = status("web", "\"Status\": \"exited\", \"ExitCode\": 0");
        assertThat(ended.ready()).isFalse();
        assertThat(ended.fatal()).isTrue();
        WorkloadStatus gone = ServiceReadiness.of(MODEL, "web", List.of(), "shop");
        assertThat(gone.toString()).contains("it has no container");
        assertThat(gone.fatal()).isTrue();
    }

    @Test
    void a_service_that_ends_by_itself_is_ready_when_it_has_ended_well() {
        assertThat(status("init", "\"Status\": \"exited\", \"ExitCode\": 0").ready())
                .isTrue();
        assertThat(status("init", "\"Status\": \"running\"").ready()).isFalse();
        WorkloadStatus failed = status("init", "\"Status\": \"exited\", \"ExitCode\": 1, \"Error\": \"no such file\"");
        assertThat(failed.fatal()).isTrue();
        assertThat(failed.toString()).contains("exited with status 1: no such file");
    }

    @Test
    void a_container_is_read_as_the_engine_describes_it() {
        ServiceContainer container = Containers.running("web", "w:1");
        assertThat(container.name()).isEqualTo("shop-web-1");
        assertThat(container.environment()).containsEntry("A", "b=c").doesNotContainKey("odd");
        assertThat(container.configFiles()).containsExactly("/a/compose.yml", "/b/more.yml");
        assertThat(container.finished()).as("it never has").isNull();
        assertThat(container.started()).isEqualTo(Instant.parse("2026-11-27T10:00:01Z"));
        assertThat(container.restarts()).isEqualTo(2);
        assertThat(container.oneOff()).isFalse();
    }
}
