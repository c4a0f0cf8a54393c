package io.jenkins.plugins.ratchet.scenario;

import java.util.concurrent.atomic.AtomicInteger;

/** Plays the shop's pods: writes each number to one database and then to another, as long as there are replicas. */
final class Ledger implements AutoCloseable {
    private final AtomicInteger written = new AtomicInteger();
    private final Thread thread;
    private volatile boolean over;

    Ledger(Shop shop, String second) {
        thread = new Thread(
                () -> {
                    while (!over) {
                        if (shop.replicas() > 0) {
                            String statement = "INSERT INTO ledger VALUES (" + written.get() + ")";
                            shop.sql(statement);
                            shop.sql(second, statement);
                            written.incrementAndGet();
                        }
                    }
                },
                "ledger");
        thread.start();
    }

    void awaitWork() {
        Eventually.until("the ledger is written", () -> written.get() > 20);
    }

    @Override
    public void close() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
