package io.jenkins.plugins.ratchet.steps;

import hudson.AbortException;
import hudson.FilePath;
import hudson.remoting.VirtualChannel;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import jenkins.MasterToSlaveFileCallable;

/**
 * A run's report where other steps look for files: in a directory of the workspace, as {@code plan.json},
 * {@code plan.md} and {@code plan.xml}, so that the steps of one build can share the directory. A look before the upgrade
 * is {@code verify-before}.
 */
final class WorkspaceReport {
    private static final List<String> ENDINGS = List.of(".json", ".md", ".xml", ".html");

    private WorkspaceReport() {}

    /** Whether it is a relative path that does not climb. */
    static boolean staysInside(String directory) {
        return !directory.startsWith("/")
                && !Arrays.asList(directory.split("/")).contains("..");
    }

    /**
     * Makes the directory and removes the report of an earlier run of this name: one that is left over must not pass
     * for that of a run which got no further.
     *
     * @throws AbortException where the directory cannot be had; nothing was started then
     */
    static void prepare(FilePath workspace, EngineCall call) throws IOException, InterruptedException {
        String defect = call.report() == null ? null : workspace.act(new Place(call.report(), call.reportName(), null));
        if (defect != null) {
            throw new AbortException(
                    call.function() + ": the report cannot be written to '" + call.report() + "': " + defect);
        }
    }

    /**
     * Copies what the run wrote.
     *
     * @return why that was not possible, in words; null where it was, or where no report is wanted
     * @throws IOException where the agent does not answer
     */
    static String publish(FilePath workspace, RunFiles files, EngineCall call)
            throws IOException, InterruptedException {
        return call.report() == null
                ? null
                : workspace.act(new Place(call.report(), call.reportName(), files.report()));
    }

    /** Answers with what went wrong on the agent; an exception is the connection's. */
    private static final class Place extends MasterToSlaveFileCallable<String> {
        private static final long serialVersionUID = 1L;

        private final String directory;
        private final String name;
        /** Null while there is nothing to copy yet. */
        private final String from;

        Place(String directory, String name, String from) {
            this.directory = directory;
            this.name = name;
            this.from = from;
        }

        @Override
        public String invoke(File workspace, VirtualChannel channel) {
            try {
                Path root = workspace.toPath().toRealPath();
                Path into = root.resolve(directory).normalize();
                if (!into.startsWith(root) || !existing(into).toRealPath().startsWith(root)) {
                    return "it leads out of the workspace";
                }
                Files.createDirectories(into);
                for (String ending : ENDINGS) {
                    Path target = into.resolve(name + ending);
                    Path source = from == null ? null : source(Path.of(from), ending);
                    if (source == null) {
                        Files.deleteIfExists(target);
                    } else {
                        Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
                    }
                }
                return null;
            } catch (IOException | InvalidPathException e) {
                return e.toString();
            }
        }

        /** {@code status} names its file after itself, the others theirs {@code report}. */
        private Path source(Path files, String ending) {
            return List.of("report", name).stream()
                    .map(each -> files.resolve(each + ending))
                    .filter(Files::isRegularFile)
                    .findFirst()
                    .orElse(null);
        }

        private static Path existing(Path path) {
            Path found = path;
            while (!Files.exists(found)) {
                found = found.getParent();
            }
            return found;
        }
    }
}
