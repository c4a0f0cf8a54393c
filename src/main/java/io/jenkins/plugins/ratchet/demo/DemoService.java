package io.jenkins.plugins.ratchet.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/**
 * The sample product's api, run by its chart as {@code java -cp ratchet.jar …DemoService}: on loopback, {@code /ready}
 * tells version and schema, and 503 while the schema is older than what this version needs.
 */
public final class DemoService {
    private final Map<String, String> environment;

    private DemoService(Map<String, String> environment) {
        this.environment = environment;
    }

    public static void main(String[] arguments) throws IOException {
        DemoService service = new DemoService(System.getenv());
        int port = Integer.parseInt(service.variable("HTTP_PORT"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
        server.createContext("/ready", service::ready);
        server.start();
        System.out.println("api " + service.variable("APP_VERSION") + " listens on 127.0.0.1:" + port);
    }

    private void ready(HttpExchange exchange) throws IOException {
        String version = variable("APP_VERSION");
        try (exchange) {
            String schema = schema();
            // Names of migrations begin with their number; a newer schema is fine, as migrations only add.
            boolean ready = schema != null && schema.compareTo(variable("SCHEMA")) >= 0;
            answer(exchange, ready ? 200 : 503, """
                    {"status": "%s", "version": "%s", "schema": "%s"}
                    """.formatted(
                            ready ? "ready" : "waiting for the schema", version, schema));
        } catch (SQLException e) {
            System.out.println("database: " + e.getMessage());
            answer(exchange, 503, """
                    {"status": "no database", "version": "%s"}
                    """.formatted(version));
        }
    }

    private String schema() throws SQLException {
        String url = "jdbc:postgresql://" + variable("PGHOST") + ":" + variable("PGPORT") + "/"
                + variable("METADATA_DATABASE") + "?connectTimeout=5&socketTimeout=5";
        try (Connection connection = DriverManager.getConnection(url, variable("PGUSER"), variable("PGPASSWORD"));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT max(version) FROM schema_migrations")) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private String variable(String name) {
        String value = environment.get(name);
        if (value == null) {
            throw new IllegalStateException("The environment variable " + name + " is not set");
        }
        return value;
    }
}
