package jenkins.util;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

public class Timer {
    private static final ScheduledExecutorService POOL = Executors.newScheduledThreadPool(4, task -> {
        Thread thread = new Thread(task, "jenkins.util.Timer");
        thread.setDaemon(true);
        return thread;
    });

    public static ScheduledExecutorService get() {
        return POOL;
    }
}
