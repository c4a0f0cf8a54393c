package io.jenkins.plugins.ratchet.scenario;

import io.jenkins.plugins.ratchet.demo.DemoPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients of a database that are no workload of the cluster, and connect again as soon as they are sent out. */
final class Crowd implements AutoCloseable {
    private final List<Thread> clients = new ArrayList<>();
    private final AtomicInteger queries = new AtomicInteger();
    private volatile boolean over;

    Crowd(DemoPostgres postgres, String database, int size) {
        Properties login = new Properties();
        login.setProperty("user", DemoPostgres.USER);
        login.setProperty("password", postgres.password());
        login.setProperty("ApplicationName", "crowd");
        for (int i = 0; i < size; i++) {
            Thread client = new Thread(() -> work(postgres.url(database), login), "crowd-" + i);
            client.start();
            clients.add(client);
        }
    }

    void awaitWork() {
        Eventually.until("the crowd works", () -> queries.get() > 20);
    }

    private void work(String url, Properties login) {
        while (!over) {
            try (Connection connection = DriverManager.getConnection(url, login);
                    Statement statement = connection.createStatement()) {
                while (!over) {
                    statement.execute("SELECT count(*) FROM schema_migrations");
                    queries.incrementAndGet();
                    Thread.sleep(5);
                }
            } catch (SQLException e) {
                // Sent out, or not let in: it tries again at once.
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Override
    public void close() {
        over = true;
        try {
            for (Thread client : clients) {
                client.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
