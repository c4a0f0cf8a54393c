package io.jenkins.plugins.ratchet.steps;

import hudson.AbortException;
import hudson.FilePath;
import hudson.remoting.VirtualChannel;
import hudson.slaves.WorkspaceList;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import jenkins.MasterToSlaveFileCallable;

/** The files of one run of the engine, in a directory of its own beside the workspace. */
final class RunFiles {
    /** Kept for a while after the run: a controller that died before it saved the result reads it again. */
    static final Duration KEPT = Duration.ofDays(7);

    private static final String PREFIX = "ratchet-run-";

    private static final String CLAIM = "claim";

    /** Within the claim: nobody but this plugin took it, and nothing was started. */
    private static final String WITHDRAWN = "withdrawn";

    private final FilePath top;
    private final FilePath directory;
    private final String beside;

    private RunFiles(FilePath top, FilePath directory, String beside) {
        this.top = top;
        this.directory = directory;
        this.beside = beside;
    }

    static RunFiles of(FilePath workspace, String id) throws AbortException {
        FilePath top = WorkspaceList.tempDir(workspace);
        if (top == null) {
            throw new AbortException("workspace " + workspace.getRemote()
                    + " has no directory beside it for temporary files; use one that is not the top of a drive");
        }
        String here = workspace.getRemote();
        String beside = top.getRemote().startsWith(here) ? top.getRemote().substring(here.length()) : "";
        return new RunFiles(top, top.child(PREFIX + id), beside);
    }

    /** Where runs of this workspace lie. */
    FilePath top() {
        return top;
    }

    /** What the name of {@link #top()} adds to the workspace's. */
    String besideWorkspace() {
        return beside;
    }

    /** Name of the run's own directory. */
    String name() {
        return directory.getRemote().substring(directory.getRemote().lastIndexOf('/') + 1);
    }

    String report() {
        return directory.child("report").getRemote();
    }

    /** Makes the directory, sweeps old ones, and tells the home of the agent's JVM. */
    String prepare() throws IOException, InterruptedException {
        return directory.act(new Prepare());
    }

    /**
     * Takes the right to start the engine away from the script, for good: it is the same directory that the script would
     * have to make.
     */
    Withdrawal withdraw() throws IOException, InterruptedException {
        return directory.act(new Withdraw());
    }

    /** Whether an engine was started, or can be no more. */
    boolean claimed() throws IOException, InterruptedException {
        return directory.child(CLAIM).isDirectory();
    }

    /** Asks the engine to end in order. */
    void askToStop() throws IOException, InterruptedException {
        directory.child("stop").write("", "UTF-8");
    }

    /** The report; null where there is none (yet). */
    byte[] readReport() throws IOException, InterruptedException {
        return directory.child("report").child("report.json").act(new Read(0, ReportReader.MAX_BYTES));
    }

    /** What {@code status} found; null where it found nothing. */
    byte[] readStatus(String answer) throws IOException, InterruptedException {
        return directory.child(answer).child("status.json").act(new Read(0, ReportReader.MAX_BYTES));
    }

    /** What the {@code status} command itself wrote among its reports. */
    byte[] readStatusReport() throws IOException, InterruptedException {
        return directory.child("report").child("status.json").act(new Read(0, ReportReader.MAX_BYTES));
    }

    /** Events from this byte on, some at a time; null where there is no such file yet. */
    byte[] readEvents(long from) throws IOException, InterruptedException {
        return directory.child("events.ndjson").act(new Read(from, 512 * 1024));
    }

    /**
     * What became of the process.
     *
     * @param silence how long durable-task's shell beside it may give no sign of life; it does every three seconds
     */
    Life life(Duration silence) throws IOException, InterruptedException {
        return directory.act(new Look(silence.toMillis()));
    }

    /** What can be said of the engine's process from outside. */
    enum Life {
        ALIVE,
        DEAD,
        /** It runs in another container, or has not been started yet. */
        NOT_TO_BE_SEEN
    }

    /** Whether it is certain that no engine will be started. */
    enum Withdrawal {
        CERTAIN,
        /** There is an engine, or was. */
        TOO_LATE,
        /** Nothing was prepared yet, or somebody removed what the run left: nothing is known. */
        NO_DIRECTORY
    }

    private static final class Withdraw extends MasterToSlaveFileCallable<Withdrawal> {
        private static final long serialVersionUID = 1L;

        @Override
        public Withdrawal invoke(File file, VirtualChannel channel) {
            Path claim = file.toPath().resolve(CLAIM);
            try {
                Files.createDirectory(claim);
                Files.createFile(claim.resolve(WITHDRAWN));
                return Withdrawal.CERTAIN;
            } catch (FileAlreadyExistsException e) {
                return Files.exists(claim.resolve(WITHDRAWN)) ? Withdrawal.CERTAIN : Withdrawal.TOO_LATE;
            } catch (IOException e) {
                return Files.exists(claim) ? Withdrawal.TOO_LATE : Withdrawal.NO_DIRECTORY;
            }
        }
    }

    private static final class Prepare extends MasterToSlaveFileCallable<String> {
        private static final long serialVersionUID = 1L;

        @Override
        public String invoke(File file, VirtualChannel channel) throws IOException {
            Path directory = file.toPath();
            Files.createDirectories(directory);
            Instant limit = Instant.now().minus(KEPT);
            List<Path> old;
            try (Stream<Path> siblings = Files.list(directory.getParent())) {
                old = siblings.filter(each -> each.getFileName().toString().startsWith(PREFIX))
                        .filter(each -> each.toFile().lastModified() < limit.toEpochMilli())
                        .toList();
            }
            for (Path each : old) {
                try {
                    delete(each);
                } catch (IOException e) {
                    // A container's user owns it. It is small, and it goes with the workspace.
                    continue;
                }
            }
            return System.getProperty("java.home");
        }

        private static void delete(Path top) throws IOException {
            List<Path> all;
            try (Stream<Path> walk = Files.walk(top)) {
                all = walk.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : all) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static final class Read extends MasterToSlaveFileCallable<byte[]> {
        private static final long serialVersionUID = 1L;
        private final long from;
        private final int most;

        Read(long from, int most) {
            this.from = from;
            this.most = most;
        }

        @Override
        public byte[] invoke(File file, VirtualChannel channel) throws IOException {
            if (!file.isFile()) {
                return null;
            }
            try (InputStream in = Files.newInputStream(file.toPath())) {
                in.skipNBytes(Math.min(from, file.length()));
                return in.readNBytes(most);
            }
        }
    }

    /**
     * A process id says something only in the namespace that it belongs to: each container of a pod counts anew. From
     * outside of it the sign of life is the log, which durable-task's shell touches beside the engine.
     */
    private static final class Look extends MasterToSlaveFileCallable<Life> {
        private static final long serialVersionUID = 1L;
        private final long silence;

        Look(long silence) {
            this.silence = silence;
        }

        @Override
        public Life invoke(File file, VirtualChannel channel) throws IOException {
            Path directory = file.toPath();
            if (!Files.isDirectory(directory)) {
                return Life.DEAD; // or so well as: nothing that it still says would reach us
            }
            Path pid = directory.resolve("pid");
            String[] words =
                    Files.isRegularFile(pid) ? Files.readString(pid).trim().split(" ") : new String[0];
            if (words.length == 4 && words[0].matches("[0-9]+") && words[2].equals(namespace())) {
                // Another boot id, and yet this namespace: the machine was started anew.
                boolean runs = words[3].equals(boot()) && words[1].equals(started(words[0]));
                return runs ? Life.ALIVE : Life.DEAD;
            }
            return silent(directory) ? Life.DEAD : Life.NOT_TO_BE_SEEN;
        }

        private boolean silent(Path directory) throws IOException {
            Path noted = directory.resolve("log");
            if (!Files.isRegularFile(noted)) {
                return false;
            }
            // The container's path; the agent may have the same directory under another one.
            Path there = Path.of(Files.readString(noted).trim());
            if (there.getNameCount() < 2) {
                return false;
            }
            Path log = directory.resolveSibling(there.subpath(there.getNameCount() - 2, there.getNameCount()));
            Path now = Files.write(directory.resolve("looked"), new byte[] {1});
            // Both times are the file system's own: clocks of two machines need not agree.
            return Files.isRegularFile(log)
                    && Files.getLastModifiedTime(now).toMillis()
                                    - Files.getLastModifiedTime(log).toMillis()
                            > silence;
        }

        private static String namespace() {
            try {
                return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
            } catch (IOException e) {
                return null;
            }
        }

        private static String boot() throws IOException {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).trim();
        }

        /** Null for a process that is no more; one that has ended and that nobody asked about is no more either. */
        private static String started(String process) {
            try {
                String stat = Files.readString(Path.of("/proc", process, "stat"));
                String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                return words[0].matches("[ZX]") ? null : words[19];
            } catch (IOException e) {
                return null;
            }
        }
    }
}
