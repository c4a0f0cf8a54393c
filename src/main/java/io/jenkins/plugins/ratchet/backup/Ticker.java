package io.jenkins.plugins.ratchet.backup;

/** Repeats something while other work goes on, twice a second; what it throws only ends the repetition. */
public final class Ticker implements AutoCloseable {
    private static final long PERIOD_MILLIS = 500;

    private final Thread thread;

    public Ticker(String name, Runnable action) {
        thread = new Thread(
                () -> {
                    try {
                        while (true) {
                            Thread.sleep(PERIOD_MILLIS);
                            action.run();
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "ratchet-" + name);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((dead, e) -> {});
    }

    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
