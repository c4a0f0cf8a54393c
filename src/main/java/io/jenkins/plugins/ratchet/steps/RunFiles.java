package io.jenkins.plugins.ratchet.steps;

import hudson.AbortException;
import hudson.FilePath;
import hudson.remoting.VirtualChannel;
import hudson.slaves.WorkspaceList;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
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

    private final FilePath top;
    private final FilePath directory;

    private RunFiles(FilePath top, FilePath directory) {
        this.top = top;
        this.directory = directory;
    }

    static RunFiles of(FilePath workspace, String id) throws AbortException {
        FilePath top = WorkspaceList.tempDir(workspace);
        if (top == null) {
            throw new AbortException("workspace " + workspace.getRemote()
                    + " has no directory beside it for temporary files; use one that is not the top of a drive");
        }
        return new RunFiles(top, top.child(PREFIX + id));
    }

    /** Where runs of this workspace lie. */
    FilePath top() {
        return top;
    }

    String directory() {
        return directory.getRemote();
    }

    String report() {
        return directory.child("report").getRemote();
    }

    String status() {
        return directory.child("status").getRemote();
    }

    String events() {
        return directory.child("events.ndjson").getRemote();
    }

    String stop() {
        return directory.child("stop").getRemote();
    }

    /** Makes the directory, sweeps old ones, and tells the home of the agent's JVM. */
    String prepare() throws IOException, InterruptedException {
        return directory.act(new Prepare());
    }

    /** Whether an engine was started. */
    boolean claimed() throws IOException, InterruptedException {
        return directory.child("claim").isDirectory();
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
    byte[] readStatus() throws IOException, InterruptedException {
        return directory.child("status").child("status.json").act(new Read(0, ReportReader.MAX_BYTES));
    }

    /** What the {@code status} command itself wrote among its reports. */
    byte[] readStatusReport() throws IOException, InterruptedException {
        return directory.child("report").child("status.json").act(new Read(0, ReportReader.MAX_BYTES));
    }

    /** Events from this byte on, some at a time; null where there is no such file yet. */
    byte[] readEvents(long from) throws IOException, InterruptedException {
        return directory.child("events.ndjson").act(new Read(from, 512 * 1024));
    }

    /** What became of the process. */
    Life life() throws IOException, InterruptedException {
        return directory.act(new Look());
    }

    /** What can be said of the engine's process from outside. */
    enum Life {
        ALIVE,
        DEAD,
        /** It runs in another container, or has not been started yet. */
        NOT_TO_BE_SEEN
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

    private static final class Look extends MasterToSlaveFileCallable<Life> {
        private static final long serialVersionUID = 1L;

        @Override
        public Life invoke(File file, VirtualChannel channel) throws IOException {
            Path pid = file.toPath().resolve("pid");
            if (!Files.isRegularFile(pid)) {
                return Life.NOT_TO_BE_SEEN;
            }
            String[] words = Files.readString(pid).trim().split(" ");
            if (words.length != 4 || !words[0].matches("[0-9]+")) {
                return Life.NOT_TO_BE_SEEN;
            }
            if (!words[3].equals(
                    Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).trim())) {
                return Life.DEAD;
            }
            if (!words[2].equals(
                    Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString())) {
                return Life.NOT_TO_BE_SEEN;
            }
            return words[1].equals(started(words[0])) ? Life.ALIVE : Life.DEAD;
        }

        private static String started(String process) {
            try {
                String stat = Files.readString(Path.of("/proc", process, "stat"));
                return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19];
            } catch (IOException e) {
                return null;
            }
        }
    }
}
