package io.jenkins.plugins.ratchet.backup.job;

import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.ScratchDirectory;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.config.JobSettings;
import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Brings a dump from where its Job left it to this machine, for as long as it is looked at. */
public record FetchedDump(BackupContext context, JobMeans means, String name) {
    /** It goes when this is closed. */
    public interface Fetched extends AutoCloseable {
        Path path();

        @Override
        void close();
    }

    private static final String PURPOSE = "dump";
    private static final int BUFFER = 1 << 17;

    private DumpPlace place(JobDump dump) {
        return DumpPlace.of(means, dump.settings(), dump.namespace(), name);
    }

    /**
     * @param doing what it is fetched for, as events name it
     * @throws RunException {@code FAILED} where it is not what the Job left
     */
    public Fetched fetch(JobDump dump, String doing) throws IOException {
        DumpPlace place = place(dump);
        ScratchDirectory directory = ScratchDirectory.create(parent(context), PURPOSE);
        Path file = directory.path().resolve(PURPOSE);
        try {
            context.events().fact(doing, name + ": fetching the dump from " + words(dump.settings()));
            place.copy(
                    dump,
                    Files.newOutputStream(file),
                    done -> context.events().progress("fetch", name, done, dump.bytes()),
                    context.stop(),
                    "database " + name + ": its dump on " + words(dump.settings()) + " cannot be read back");
            if (Files.size(file) != dump.bytes() || !digest(file).equals(dump.sha256())) {
                throw RunException.failed("database " + name + ": " + dump.file() + " on " + words(dump.settings())
                        + " is not what the Job left there, so it is no backup: "
                        + Files.size(file) + " bytes were read, expected " + dump.bytes() + " with SHA-256 "
                        + dump.sha256());
            }
            return new Fetched() {
                @Override
                public Path path() {
                    return file;
                }

                @Override
                public void close() {
                    directory.close();
                }
            };
        } catch (IOException | RuntimeException e) {
            directory.close();
            context.stop().check();
            throw e;
        }
    }

    private static String digest(Path file) throws IOException {
        Sha256 digest = new Sha256();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return digest.hex();
    }

    /** Removes one that is no backup; nobody would ever look for it. */
    public void discard(JobDump dump) {
        DumpPlace place = place(dump);
        try (Stop never = new Stop(() -> false)) {
            place.remove(dump, never, "database " + name);
        } catch (IOException | RunException e) {
            context.events()
                    .fact(
                            "backup",
                            name + ": " + dump.directory() + " stays on " + words(dump.settings())
                                    + " and is no backup; remove it by hand (" + e.getMessage() + ")");
        }
    }

    /** Why what a Job left is not what was proven: all of it is read there or from there, and its SHA-256 computed. */
    public static Optional<String> defect(JobMeans means, String database, JobDump dump) {
        if (dump == null) {
            return Optional.of("its manifest does not say where the dump lies");
        }
        DumpPlace place = DumpPlace.of(means, dump.settings(), dump.namespace(), database);
        String where = dump.file() + " on " + words(dump.settings()) + " of namespace " + dump.namespace();
        try (Stop never = new Stop(() -> false)) {
            return place.sha256(dump, never, where + " cannot be read").equals(dump.sha256())
                    ? Optional.empty()
                    : Optional.of(where + " is not what was proven: its SHA-256 differs");
        } catch (RunException e) {
            return Optional.of(e.getMessage());
        } catch (IOException e) {
            return Optional.of(where + " cannot be read: " + e.getMessage());
        }
    }

    /** Removes a dump whose manifest was pruned, where that is Ratchet's to do. @return what stays, for the user */
    public static Optional<String> forget(JobMeans means, String database, JobDump dump, Stop stop) {
        if (dump == null) {
            return Optional.empty();
        }
        DumpPlace place = DumpPlace.of(means, dump.settings(), dump.namespace(), database);
        if (place.partial("").isEmpty()) {
            return Optional.of(dump.directory() + " stays on " + words(dump.settings()) + "; remove it by hand");
        }
        try {
            place.remove(dump, stop, "database " + database);
            return Optional.empty();
        } catch (IOException | RunException e) {
            stop.check();
            return Optional.of(dump.directory() + " could not be removed (" + e.getMessage() + "); remove it by hand");
        }
    }

    /** @throws RunException {@code USAGE} where there is no such claim, or what a remote needs is not there */
    public static void require(JobMeans means, JobSettings settings, String database, Stop stop) {
        DumpPlace.of(means, settings, means.namespace(), database).require(stop);
    }

    /** In words, e.g. {@code the claim backups}. */
    public static String words(JobSettings settings) {
        return DumpPlace.words(settings);
    }

    /**
     * What runs that died may have left, in the namespace, on the remote and on this machine.
     *
     * @param settings of the database's Jobs
     */
    public List<Store.Leftovers> leftovers(String namespace, JobSettings settings) {
        return List.of(
                new AbandonedJobs(means, namespace, settings, name),
                ScratchDirectory.leftovers(parent(context), PURPOSE, directory -> {}));
    }

    public static Path parent(BackupContext context) {
        return ScratchDirectory.parent(context.policy().localServer().directory());
    }
}
