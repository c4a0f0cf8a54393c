package org.jenkinsci.plugins.durabletask;

import hudson.FilePath;
import hudson.Launcher;
import hudson.model.TaskListener;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.util.Timer;

/** Follows the files of a script; a watch ends when its handler throws. */
final class FileController extends Controller {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(FileController.class.getName());

    private final String control;
    private final String cookie;

    FileController(String control, String cookie) {
        this.control = control;
        this.cookie = cookie;
    }

    @Override
    public void watch(FilePath workspace, Handler handler, TaskListener listener) {
        Timer.get().schedule(() -> look(handler), 20, TimeUnit.MILLISECONDS);
    }

    private void look(Handler handler) {
        Path directory = Path.of(control);
        try {
            if (!Files.isDirectory(directory)) {
                return;
            }
            Integer exit = exit();
            Path log = directory.resolve("jenkins-log.txt");
            Path position = directory.resolve("last-location.txt");
            byte[] all = Files.exists(log) ? Files.readAllBytes(log) : new byte[0];
            int from = Files.exists(position) ? Integer.parseInt(Files.readString(position)) : 0;
            if (all.length > from) {
                handler.output(new ByteArrayInputStream(Arrays.copyOfRange(all, from, all.length)));
                Files.writeString(position, Integer.toString(all.length));
            }
            if (exit == null) {
                watch(null, handler, null);
            } else {
                handler.exited(exit, null);
                new FilePath(directory.toFile()).deleteRecursive();
            }
        } catch (Exception e) {
            LOGGER.log(Level.FINE, "no longer watching " + control, e);
        }
    }

    private Integer exit() throws IOException {
        Path result = Path.of(control, "jenkins-result.txt");
        return Files.exists(result) ? Integer.valueOf(Files.readString(result).trim()) : null;
    }

    @Override
    public Integer exitStatus(FilePath workspace, Launcher launcher, TaskListener logger) throws IOException {
        return exit();
    }

    @Override
    public void stop(FilePath workspace, Launcher launcher) throws IOException, InterruptedException {
        launcher.kill(Map.of("JENKINS_SERVER_COOKIE", cookie));
    }

    @Override
    public void cleanup(FilePath workspace) throws IOException, InterruptedException {
        workspace.child(control).deleteRecursive();
    }
}
