package hudson.model;

import hudson.remoting.VirtualChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An agent's life in the controller; here a test says which there are. */
public abstract class Computer {
    private static final Map<VirtualChannel, Computer> KNOWN = new ConcurrentHashMap<>();

    public static final ExecutorService threadPoolForRemoting = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "Computer.threadPoolForRemoting");
        thread.setDaemon(true);
        return thread;
    });

    public abstract Node getNode();

    public static Computer of(VirtualChannel channel) {
        return KNOWN.get(channel);
    }

    public static void know(VirtualChannel channel, Computer computer) {
        KNOWN.put(channel, computer);
    }
}
