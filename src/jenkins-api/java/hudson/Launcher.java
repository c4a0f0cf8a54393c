package hudson;

import hudson.model.TaskListener;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/** Starts processes where a build runs. */
public abstract class Launcher {
    protected final TaskListener listener;

    protected Launcher(TaskListener listener) {
        this.listener = listener;
    }

    public final ProcStarter launch() {
        return new ProcStarter();
    }

    public abstract Proc launch(ProcStarter starter) throws IOException;

    public abstract void kill(Map<String, String> modelEnvVars) throws IOException, InterruptedException;

    public boolean isUnix() {
        return true;
    }

    public final class ProcStarter {
        private List<String> commands;
        private Map<String, String> overrides = Map.of();
        private FilePath pwd;
        private OutputStream stdout;

        public ProcStarter cmds(String... args) {
            commands = List.of(args);
            return this;
        }

        public List<String> cmds() {
            return commands;
        }

        public ProcStarter envs(Map<String, String> variables) {
            overrides = Map.copyOf(variables);
            return this;
        }

        public String[] envs() {
            return overrides.entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + entry.getValue())
                    .toArray(String[]::new);
        }

        public ProcStarter pwd(FilePath workDir) {
            pwd = workDir;
            return this;
        }

        public FilePath pwd() {
            return pwd;
        }

        public ProcStarter quiet(boolean quiet) {
            return this;
        }

        public ProcStarter stdout(OutputStream out) {
            stdout = out;
            return this;
        }

        public OutputStream stdout() {
            return stdout;
        }

        public Proc start() throws IOException {
            return launch(this);
        }

        public int join() throws IOException, InterruptedException {
            return start().join();
        }
    }
}
