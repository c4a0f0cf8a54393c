package hudson;

import hudson.model.TaskListener;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

public abstract class Proc {
    public abstract boolean isAlive() throws IOException, InterruptedException;

    public abstract void kill() throws IOException, InterruptedException;

    public abstract int join() throws IOException, InterruptedException;

    /** Kills the process once the time is over. */
    public final int joinWithTimeout(long timeout, TimeUnit unit, TaskListener listener)
            throws IOException, InterruptedException {
        FutureTask<Integer> end = new FutureTask<>(this::join);
        Thread waiting = new Thread(end);
        waiting.setDaemon(true);
        waiting.start();
        try {
            return end.get(timeout, unit);
        } catch (TimeoutException e) {
            kill();
            return join();
        } catch (ExecutionException e) {
            throw new IOException(e);
        }
    }
}
