package io.jenkins.plugins.ratchet.steps;

import hudson.Launcher;
import hudson.Proc;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A container beside the agent's own in a pod: process ids of its own, another Java at another place, the workspace's
 * volume at a path of its own where asked. What a {@code container} block redirects goes in as kubernetes-plugin's
 * {@code ContainerExecDecorator} sends it: by the standard input of one {@code sh} for each launch.
 *
 * <p>Made of Linux namespaces, so it needs util-linux and a kernel that lets this user have them.
 */
final class Container implements AutoCloseable {
    private final Path agentVolume;

    private final Path volume;
    private final Path java;
    private final Process unshare;
    private final long first;
    private volatile String path;
    private final Map<String, String> agentEnvironment;
    private volatile boolean gone;

    private Container(Path directory, Path agentVolume, Path volume, Map<String, String> agentEnvironment)
            throws IOException, InterruptedException {
        this.agentVolume = agentVolume;
        this.volume = volume;
        this.agentEnvironment = agentEnvironment;
        java = Files.createDirectories(directory.resolve("java-of-the-container"));
        path = java + "/bin:/usr/bin:/bin";
        Path ready = directory.resolve("ready");
        Path home = Path.of(System.getProperty("java.home")).toRealPath();
        String moved = volume.equals(agentVolume)
                ? ""
                : "mkdir -p '%2$s' && mount --bind '%1$s' '%2$s' && mount -t tmpfs none '%1$s' && "
                        .formatted(agentVolume, volume);
        unshare = new ProcessBuilder(
                        "unshare",
                        "--user",
                        "--map-root-user",
                        "--mount",
                        "--pid",
                        "--fork",
                        "--kill-child",
                        "--mount-proc",
                        "sh",
                        "-c",
                        "mount --bind '%1$s' '%2$s' && mount -t tmpfs none '%1$s' && ".formatted(home, java)
                                + moved
                                + "touch '%s' && exec sleep 100000".formatted(ready))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("container.txt").toFile())
                .start();
        while (!Files.exists(ready)) {
            if (unshare.waitFor(20, TimeUnit.MILLISECONDS)) {
                throw new IOException("no container here: " + Files.readString(directory.resolve("container.txt")));
            }
        }
        first = unshare.toHandle().children().findFirst().orElseThrow().pid();
    }

    /** Whether this machine can have one. */
    static boolean possible() throws InterruptedException {
        try {
            return new ProcessBuilder(
                                    "unshare",
                                    "--user",
                                    "--map-root-user",
                                    "--mount",
                                    "--pid",
                                    "--fork",
                                    "--mount-proc",
                                    "true")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    static Container in(Path directory, Path agentVolume, Path volume, Map<String, String> agentEnvironment)
            throws IOException, InterruptedException {
        return new Container(Files.createDirectories(directory), agentVolume, volume, agentEnvironment);
    }

    /** What its image has on PATH. */
    void path(String programs) {
        path = programs;
    }

    /** Home of the only Java that it has. */
    Path java() {
        return java;
    }

    /** Numbers of its processes as this machine counts them. */
    List<ProcessHandle> processes() {
        return ProcessHandle.of(first).stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .toList();
    }

    Launcher decorate(Launcher agent) {
        return new Exec(agent);
    }

    /** As when it runs out of memory: everything in it dies at once. */
    void kill() {
        gone = true;
        ProcessHandle.of(first).ifPresent(ProcessHandle::destroyForcibly);
        unshare.onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    private String moved(String text) {
        return text.startsWith(agentVolume.toString())
                ? volume + text.substring(agentVolume.toString().length())
                : text;
    }

    private final class Exec extends Launcher {
        Exec(Launcher agent) {
            super(null);
        }

        @Override
        public Proc launch(ProcStarter starter) throws IOException {
            if (gone) {
                throw new hudson.AbortException("Failed to start websocket connection after 5 attempts");
            }
            String agentHere = starter.pwd().getRemote();
            String here = moved(agentHere);
            Process sh = new ProcessBuilder(
                            "nsenter",
                            "--target",
                            Long.toString(first),
                            "--user",
                            "--preserve-credentials",
                            "--mount",
                            "--pid",
                            "/usr/bin/env",
                            "-i",
                            "PATH=" + path,
                            "/bin/sh")
                    .redirectErrorStream(true)
                    .start();
            PrintStream in = new PrintStream(sh.getOutputStream(), true, StandardCharsets.UTF_8);
            in.printf("cd \"%s\"%n", here);
            for (Map.Entry<String, String> variable : variables(starter).entrySet()) {
                in.printf(
                        "export %s='%s'%n",
                        variable.getKey(), variable.getValue().replace("'", "'\\''"));
            }
            for (String word : starter.cmds()) {
                String sent = word.replace("$$", "\\$").replace("\"", "\\\"");
                in.print("\"" + (agentHere.equals(here) ? sent : sent.replace(agentHere, here)) + "\" ");
            }
            in.print("\nexit\n");
            in.flush();
            OutputStream out = starter.stdout() == null ? OutputStream.nullOutputStream() : starter.stdout();
            Thread copy = new Thread(() -> {
                try {
                    sh.getInputStream().transferTo(out);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            copy.start();
            return new Proc() {
                @Override
                public boolean isAlive() {
                    return sh.isAlive();
                }

                @Override
                public void kill() {
                    sh.destroy();
                }

                /** The connection is closed before the exit code has come, as happens. */
                @Override
                public int join() throws InterruptedException {
                    sh.waitFor();
                    copy.join();
                    return -1;
                }
            };
        }

        /** Those that the agent has as well are the container's own business. */
        private Map<String, String> variables(ProcStarter starter) {
            Map<String, String> variables = new TreeMap<>();
            for (String each : starter.envs()) {
                String[] split = each.replace("$$", "$").split("=", 2);
                if (!split[1].equals(agentEnvironment.get(split[0])) && split[0].matches("[a-zA-Z_][a-zA-Z0-9_]*")) {
                    variables.put(split[0], moved(split[1]));
                }
            }
            return variables;
        }

        @Override
        public void kill(Map<String, String> modelEnvVars) {
            throw new UnsupportedOperationException("that ends every process of the workspace, other steps' too");
        }
    }
}
