package io.jenkins.plugins.ratchet.steps;

import hudson.Launcher;
import hudson.Proc;
import hudson.model.TaskListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Starts local processes, and stops them by the variables in their environment as Jenkins does. */
final class LocalLauncher extends Launcher {
    LocalLauncher(TaskListener listener) {
        super(listener);
    }

    @Override
    public Proc launch(ProcStarter starter) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                starter.cmds().stream().map(word -> word.replace("$$", "$")).toList());
        builder.directory(Path.of(starter.pwd().getRemote()).toFile());
        builder.environment().remove("JAVA_HOME");
        for (String variable : starter.envs()) {
            int equals = variable.indexOf('=');
            builder.environment()
                    .put(
                            variable.substring(0, equals),
                            variable.substring(equals + 1).replace("$$", "$"));
        }
        builder.redirectErrorStream(true);
        Process process = builder.start();
        Thread copy = new Thread(() -> {
            try {
                process.getInputStream()
                        .transferTo(
                                starter.stdout() == null ? java.io.OutputStream.nullOutputStream() : starter.stdout());
            } catch (IOException e) {
                return;
            }
        });
        copy.start();
        return new Proc() {
            @Override
            public boolean isAlive() {
                return process.isAlive();
            }

            @Override
            public void kill() {
                process.destroy();
            }

            @Override
            public int join() throws InterruptedException {
                int code = process.waitFor();
                copy.join();
                return code;
            }
        };
    }

    @Override
    public void kill(Map<String, String> variables) {
        ProcessHandle.allProcesses().filter(process -> has(process, variables)).forEach(ProcessHandle::destroy);
    }

    private static boolean has(ProcessHandle process, Map<String, String> variables) {
        try {
            String environment = Files.readString(
                    Path.of("/proc", Long.toString(process.pid()), "environ"),
                    java.nio.charset.StandardCharsets.ISO_8859_1);
            return variables.entrySet().stream()
                    .allMatch(entry ->
                            ("\0" + environment).contains("\0" + entry.getKey() + "=" + entry.getValue() + "\0"));
        } catch (IOException e) {
            return false;
        }
    }
}
