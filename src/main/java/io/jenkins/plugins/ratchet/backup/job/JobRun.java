package io.jenkins.plugins.ratchet.backup.job;

import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.RemoteObjects;
import io.jenkins.plugins.ratchet.backup.RunningClient;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.config.JobSettings;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Map;
import java.util.TreeMap;

/** A Job that dumps a database, from its start until the dump has the name under which it is kept. */
public final class JobRun implements RunningClient {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final BackupContext context;
    private final JobMeans means;
    private final JobSettings settings;
    private final String database;
    private final String file;
    private final DumpPlace place;
    private final String directory;
    private final DumpJob job;
    private JobDump dump;
    private String version;

    private JobRun(BackupContext context, JobMeans means, JobSettings settings, String database, DumpProgram program) {
        String random = String.format("%08x", RANDOM.nextInt());
        String name = DumpJob.name(database, random);
        this.context = context;
        this.means = means;
        this.settings = settings;
        this.database = database;
        this.file = program.file();
        this.place = DumpPlace.of(means, settings, means.namespace(), database);
        this.directory = DumpJob.plain(context.upgrade()) + "-" + random + "." + database;
        this.job = DumpJob.start(
                means.cluster(),
                new DumpJob.Plan(
                        means.namespace(),
                        name,
                        means.labels(database),
                        settings,
                        script(program),
                        environment(program),
                        program.secrets(),
                        place.partial(directory).orElse(null)),
                context.stop());
        context.events().fact("backup", database + ": Job " + name + " dumps");
    }

    /** @param database its name in the configuration */
    public static JobRun start(
            BackupContext context, JobMeans means, JobSettings settings, String database, DumpProgram program) {
        return new JobRun(context, means, settings, database, program);
    }

    private Map<String, String> environment(DumpProgram program) {
        Map<String, String> environment = new TreeMap<>(program.environment());
        environment.put("LC_ALL", "C");
        environment.put("RATCHET_ROOT", settings.mountPath());
        environment.put("RATCHET_NAME", database);
        environment.put("RATCHET_FILE", program.file());
        String programs = settings.programs() == null ? "" : settings.programs().replaceAll("/+$", "");
        environment.put("RATCHET_PROGRAM", programs.isEmpty() ? program.program() : programs + "/" + program.program());
        if (settings.rclone() == null) {
            environment.put("RATCHET_DIRECTORY", directory);
        } else {
            environment.put("RATCHET_PARTIAL", place.partial(directory).orElseThrow());
            environment.put("RATCHET_PROGRAMS", programs);
            environment.putAll(RemoteObjects.forStream(program.estimatedBytes(), context.bandwidthShare()));
        }
        return environment;
    }

    private String script(DumpProgram program) {
        return program.functions() + resource(settings.rclone() == null ? "to-claim.sh" : "to-remote.sh");
    }

    private static String resource(String name) {
        try (InputStream in = JobRun.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean running() {
        return job.running();
    }

    @Override
    public void awaitSuccess(String purpose) {
        job.awaitSuccess(purpose);
        DumpJob.Left left = job.left(purpose);
        version = left.version();
        try {
            dump = new JobDump(
                    means.namespace(),
                    settings,
                    place.settle(directory, file, context.stop()),
                    left.bytes(),
                    left.sha256());
        } catch (IOException e) {
            context.stop().check();
            throw RunException.failed(purpose + ": what the Job left cannot be given its name: " + e.getMessage());
        }
    }

    /** What it left; null before {@link #awaitSuccess}. */
    public JobDump dump() {
        return dump;
    }

    /** Of the program that dumped. */
    public String version() {
        return version;
    }

    @Override
    public void close() {
        job.close();
        if (dump != null || place.partial(directory).isEmpty()) {
            return;
        }
        try (Stop never = new Stop(() -> false)) {
            job.awaitGone(); // it would write on
            place.removePartial(directory, never);
        } catch (IOException | RunException e) {
            context.events()
                    .fact(
                            "backup",
                            database + ": " + place.partial(directory).orElseThrow()
                                    + " is no backup and could not be removed (" + e.getMessage()
                                    + "); remove it by hand");
        }
    }
}
