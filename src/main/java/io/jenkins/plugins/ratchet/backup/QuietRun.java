package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.config.Quiesce;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * Takes the backups of a run as of one moment: stops the writers, sees to it that nobody else is at the stores, captures
 * all of them, sees to it that this is still so, starts the writers again. Proofs come afterwards: they take as long
 * again, and need nobody to be quiet.
 */
final class QuietRun {
    /** Sessions of a pod that is gone end at once, or when the server notices. */
    private static final Duration SESSIONS_END = Duration.ofSeconds(30);

    private static final long LOOK_AGAIN_MILLIS = 300;

    private final BackupContext context;
    private final BackupRun run;
    private final Workers workers;
    private final Quiesce settings;
    private final Queue<BackupRun.Half> halves = new ConcurrentLinkedQueue<>();
    private final List<BackupRun.Half> ordered = new ArrayList<>();

    /** Does the same for many, side by side, and returns all results or throws the first failure. */
    interface Workers {
        <T, R> List<R> sideBySide(List<T> tasks, Function<T, R> work, Stop stop, int parallel);
    }

    QuietRun(BackupContext context, BackupRun run, Workers workers) {
        this.context = context;
        this.run = run;
        this.workers = workers;
        this.settings = context.policy().quiesce() == null
                ? new Quiesce(true, List.of(), List.of(), null)
                : context.policy().quiesce();
    }

    List<BackupEntry> take(List<Backups.Task> tasks, Quiescence quiescence) {
        try {
            BackupManifest.Quiet quiet = capture(tasks, quiescence);
            return workers.sideBySide(
                    ordered,
                    half -> run.finish(half, quiet),
                    context.stop(),
                    context.policy().parallel());
        } finally {
            halves.forEach(half -> run.discard(half.files()));
        }
    }

    private BackupManifest.Quiet capture(List<Backups.Task> tasks, Quiescence quiescence) {
        Quiescence.Quiet writers = quiescence.stopWriters(context.stop()::requested);
        Throwable failure = null;
        try {
            List<String> notes = new ArrayList<>();
            Map<String, Activity> before = awaitNobody(tasks, notes);
            Instant since = Instant.now(context.clock());
            ordered.addAll(workers.sideBySide(
                    tasks,
                    task -> {
                        BackupRun.Half half = run.capture(task);
                        halves.add(half); // known where another one fails, too
                        return half;
                    },
                    context.stop(),
                    context.policy().parallel()));
            requireStillNobody(tasks, before);
            writers.requireStopped();
            Instant until = Instant.now(context.clock());
            context.events()
                    .fact("backup", "all databases are of one moment: no writer ran from " + since + " to " + until);
            return new BackupManifest.Quiet(since, until, writers.stopped(), notes);
        } catch (RuntimeException | Error e) {
            failure = e;
            throw e;
        } finally {
            startAgain(writers, failure);
        }
    }

    /** What went wrong first is what is reported. */
    private static void startAgain(Quiescence.Quiet writers, Throwable failure) {
        try {
            writers.startWriters();
        } catch (RunException e) {
            if (failure == null) {
                throw e;
            }
            failure.addSuppressed(e);
        }
    }

    private Map<String, Activity> awaitNobody(List<Backups.Task> tasks, List<String> notes) {
        Map<String, Activity> activities = new TreeMap<>();
        for (Backups.Task task : tasks) {
            String name = task.request().name();
            long deadline = System.nanoTime() + SESSIONS_END.toNanos();
            Optional<Activity> now = Activity.at(task.request(), settings.readers());
            while (now.filter(activity -> !activity.sessions().isEmpty()).isPresent() && System.nanoTime() < deadline) {
                pause();
                now = Activity.at(task.request(), settings.readers());
            }
            now.ifPresentOrElse(activity -> requireNobody(name, activity), () -> {
                notes.add("who else is at database " + name + " could not be looked at");
                context.events().fact("backup", notes.get(notes.size() - 1));
            });
            now.ifPresent(activity -> activities.put(name, activity));
        }
        return activities;
    }

    private void requireStillNobody(List<Backups.Task> tasks, Map<String, Activity> before) {
        for (Backups.Task task : tasks) {
            String name = task.request().name();
            if (before.containsKey(name)) {
                Activity now = Activity.at(task.request(), settings.readers()).orElseThrow();
                requireNobody(name, now);
                now.requireNothingWritten(before.get(name), name);
            }
        }
    }

    private static void requireNobody(String database, Activity activity) {
        if (!activity.sessions().isEmpty()) {
            throw RunException.failed("database " + database + ": somebody is there although its writers are stopped: "
                    + String.join(", ", activity.sessions()) + "; declare what they belong to under"
                    + " databases[].writers or backups.quiesce.workloads, or, where they only read, name them under"
                    + " backups.quiesce.readers");
        }
    }

    private void pause() {
        context.stop().check();
        try {
            Thread.sleep(LOOK_AGAIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Stop.Interrupted();
        }
    }
}
