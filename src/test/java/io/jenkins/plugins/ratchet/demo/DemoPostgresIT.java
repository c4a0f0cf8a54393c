package io.jenkins.plugins.ratchet.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoPostgresIT {
    @TempDir
    Path directory;

    @Test
    void a_server_keeps_its_data_and_lets_nobody_in_without_the_password() throws Exception {
        try (DemoPostgres postgres = DemoPostgres.start(directory, "s3'cret")) {
            try (var connection = postgres.connect("postgres");
                    var statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE shop");
                assertThat(connection.getMetaData().getDatabaseMajorVersion()).isEqualTo(DemoPostgres.MAJOR);
            }
            assertThatThrownBy(() -> DriverManager.getConnection(postgres.url("postgres"), "postgres", "wrong")
                            .close())
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
        try (DemoPostgres again = DemoPostgres.start(directory, "s3'cret");
                var connection = again.connect("shop")) {
            assertThat(connection.isValid(2)).isTrue();
        }
    }

    @Test
    void the_installed_clients_are_found_without_a_path() throws Exception {
        Path installed = Path.of("/usr/lib/postgresql");
        Assumptions.assumeTrue(installed.toFile().isDirectory(), "no PostgreSQL client of Debian or Ubuntu here");
        DemoClients clients = DemoClients.find(DemoPostgres.MAJOR, directory, "", installed);
        assertThat(clients.major()).isGreaterThanOrEqualTo(DemoPostgres.MAJOR);
    }

    @Test
    void clients_are_unpacked_without_being_installed_and_can_dump_the_server() throws Exception {
        DemoClients clients;
        try {
            clients = DemoClients.find(DemoPostgres.MAJOR, directory.resolve("clients"), "", Path.of("/none"));
        } catch (DemoClients.Missing e) {
            Assumptions.abort("neither apt nor pip could fetch them here: " + e.getMessage());
            return;
        }
        try (DemoPostgres postgres = DemoPostgres.start(directory.resolve("server"), "pw")) {
            String dump = DemoClients.output(
                    Map.of("PGPASSWORD", "pw"),
                    directory,
                    clients.bin().resolve("pg_dump").toString(),
                    "-h",
                    "127.0.0.1",
                    "-p",
                    Integer.toString(postgres.port()),
                    "-U",
                    DemoPostgres.USER,
                    "postgres");
            assertThat(dump).contains("PostgreSQL database dump complete");
        }
    }
}
