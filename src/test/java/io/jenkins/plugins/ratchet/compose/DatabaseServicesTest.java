package io.jenkins.plugins.ratchet.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.compose.DatabaseServices.Endpoint;
import io.jenkins.plugins.ratchet.config.ComposeSettings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DatabaseServicesTest {
    private static final ComposeModel SHOP = ComposeModel.parse("""
            {"services": {
              "postgres": {"ports": [{"target": 5432, "published": "15432", "host_ip": "127.0.0.1"}],
                           "depends_on": {"volumeInit": {"condition": "service_completed_successfully"}}},
              "redis": {"ports": [{"target": 6379, "published": "6379-6380"}, {"target": 9000}]},
              "volumeInit": {}, "vault": {},
              "dbMigrate": {"depends_on": {"vault": {"condition": "service_healthy"}}},
              "api": {"ports": [{"target": 80, "published": "8080"}],
                      "depends_on": {"postgres": {"condition": "service_healthy"}}}}}
            """, List.of(), "shop");

    private static ComposeSettings settings(String migration, List<String> named) {
        return new ComposeSettings(
                List.of("compose.yml"), null, null, null, null, "V", migration, null, named, null, null, null);
    }

    private static DatabaseServices of(String migration, List<String> named, String host, int port) {
        return DatabaseServices.of(SHOP, settings(migration, named), Map.of("main", new Endpoint(host, port)));
    }

    @Test
    void the_service_that_publishes_the_port_runs_on_with_what_it_needs() {
        assertThat(of("dbMigrate", null, "127.0.0.1", 15432).services())
                .containsExactlyInAnyOrder("postgres", "volumeInit");
        assertThat(of("dbMigrate", null, "docker-host.example", 6380).services())
                .as("on the machine of DOCKER_HOST, in a range of ports")
                .containsExactly("redis");
    }

    @Test
    void a_host_may_be_a_service_in_the_projects_network() {
        assertThat(of(null, null, "postgres", 5432).services()).contains("postgres");
    }

    @Test
    void what_publishes_no_port_is_what_the_migration_needs() {
        assertThat(of("dbMigrate", null, "localhost", 5432).services()).containsExactly("vault");
    }

    @Test
    void a_server_elsewhere_is_none_of_the_projects_services() {
        DatabaseServices managed = of("dbMigrate", null, "db.example", 5432);
        assertThat(managed.services()).isEmpty();
        assertThat(managed.untold()).isEmpty();
    }

    @Test
    void where_nobody_can_tell_somebody_has_to_say_it() {
        assertThat(of(null, null, "127.0.0.1", 5432).untold()).containsExactly("main at 127.0.0.1:5432");
        assertThat(of(null, List.of("vault"), "127.0.0.1", 5432))
                .isEqualTo(new DatabaseServices(java.util.Set.of("vault"), List.of()));
        assertThat(of(null, List.of(), "127.0.0.1", 5432))
                .as("outside of the project")
                .isEqualTo(new DatabaseServices(java.util.Set.of(), List.of()));
    }
}
