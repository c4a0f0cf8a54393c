package io.jenkins.plugins.ratchet.scenario;

import io.jenkins.plugins.ratchet.database.RedisConnection;
import io.jenkins.plugins.ratchet.database.RedisServer;
import java.io.IOException;
import java.util.List;

/** A product that goes wrong all the time: the same commands of Redis again and again, until it is closed. */
final class Growing implements AutoCloseable {
    /** So that it does not fill the memory; between two looks it is many times enough. */
    private static final long PAUSE_MILLIS = 5;

    private final RedisServer server;
    private final List<String> commands;
    private final Thread thread = new Thread(this::run, "growing");
    private volatile IOException failure;

    private Growing(RedisServer server, List<String> commands) {
        this.server = server;
        this.commands = commands;
    }

    static Growing of(RedisServer server, String... commands) {
        return new Growing(server, List.of(commands));
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try (RedisConnection connection = server.connect()) {
            while (true) {
                for (String command : commands) {
                    connection.call(command.split(" "));
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            failure = e;
        }
    }

    @Override
    public void close() throws IOException {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
    }
}
