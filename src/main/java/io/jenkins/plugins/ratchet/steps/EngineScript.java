package io.jenkins.plugins.ratchet.steps;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The shell script that becomes the engine. Whoever runs it first takes the claim and becomes the engine; whoever runs
 * it again, because a controller died before it could note that it had started it, follows the first one to its end.
 */
final class EngineScript {
    /** A second run of the script saw the first one's process end; what came of it is in the report. */
    static final int FOLLOWED = 75;

    /** No java, or none that can run the engine. */
    static final int NO_JAVA = 70;

    private EngineScript() {}

    /**
     * The run itself.
     *
     * @param agentJava home of the JVM that the agent runs on; it may not exist in a container
     */
    static String run(EngineCall call, RunFiles files, String jar, String agentJava, String startedBy) {
        List<String> words = new ArrayList<>(List.of(call.command()));
        words.addAll(call.options());
        words.add("--report=" + files.report());
        words.add("--events=" + files.events());
        words.add("--stop-file=" + files.stop());
        words.add("--started-by=" + startedBy);
        if (!call.helmArguments().isEmpty()) {
            words.add("--");
            words.addAll(call.helmArguments());
        }
        return CLAIM.replace("@java@", java(call, agentJava))
                .replace("@dir@", quoted(files.directory()))
                .replace("@followed@", Integer.toString(FOLLOWED))
                .replace("@engine@", "-jar " + quoted(jar) + " " + quoted(words));
    }

    /** Asks the record, which may be done as often as one likes. */
    static String status(EngineCall call, RunFiles files, String jar, String agentJava) {
        List<String> words = new ArrayList<>(List.of("status"));
        call.options().stream().filter(EngineScript::findsRelease).forEach(words::add);
        words.add("--report=" + files.status());
        return java(call, agentJava) + "exec \"$java\" -jar " + quoted(jar) + " " + quoted(words) + "\n";
    }

    /**
     * Sends a signal to the engine's own process and to no other. Jenkins's way of stopping finds processes by the
     * workspace, and so would end another step's engine there too.
     */
    static String signal(String name, RunFiles files) {
        return SIGNAL.replace("@dir@", quoted(files.directory())).replace("@signal@", name);
    }

    private static boolean findsRelease(String option) {
        return List.of("--config=", "--release=", "--namespace=", "--kube-context=").stream()
                .anyMatch(option::startsWith);
    }

    /** Without a java of its own the step takes the first of these that there is. */
    private static String java(EngineCall call, String agentJava) {
        if (call.java() != null) {
            return """
                    java=%s
                    if ! command -v "$java" >/dev/null 2>&1; then
                      echo "ratchet: there is no java at $java; correct the step's parameter java" >&2
                      exit %d
                    fi
                    """.formatted(quoted(call.java()), NO_JAVA);
        }
        return """
                java=
                for candidate in "${JAVA_HOME:+$JAVA_HOME/bin/java}" java %s; do
                  if [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1; then
                    java=$candidate
                    break
                  fi
                done
                if [ -z "$java" ]; then
                  echo "ratchet: no java here: neither JAVA_HOME, nor java on PATH, nor the agent's own; give the step's" \\
                    "parameter java, or use an image with Java 17 or later" >&2
                  exit %d
                fi
                """.formatted(agentJava == null ? "''" : quoted(agentJava + "/bin/java"), NO_JAVA);
    }

    /**
     * {@code exec} keeps the process id, so that nobody between durable-task and the engine dies before it. A process is
     * known by its id and start time together: ids come round again.
     */
    private static final String STARTED = """
            { set +x; set +e; } 2>/dev/null
            dir=@dir@
            started() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }
            """;

    private static final String CLAIM = STARTED + """
            if mkdir "$dir/claim" 2>/dev/null; then
            @java@
              readlink "/proc/$$/fd/1" > "$dir/log" 2>/dev/null
              echo "$$ $(started $$) $(readlink /proc/self/ns/pid) $(cat /proc/sys/kernel/random/boot_id)" > "$dir/pid.new"
              mv "$dir/pid.new" "$dir/pid"
              exec "$java" @engine@
            fi
            if ! [ -d "$dir/claim" ]; then
              echo "ratchet: $dir cannot be written to" >&2
              exit 69
            fi
            waited=0
            while ! [ -f "$dir/pid" ] && [ "$waited" -lt 20 ]; do waited=$((waited + 1)); sleep 1; done
            [ -f "$dir/pid" ] || exit @followed@
            read -r pid start rest < "$dir/pid"
            log=$(cat "$dir/log" 2>/dev/null)
            tail=
            if [ -f "$log" ]; then tail -n +1 -f "$log" & tail=$!; fi
            while [ -n "$start" ] && [ "$(started "$pid")" = "$start" ]; do sleep 1; done
            if [ -n "$tail" ]; then sleep 1; kill "$tail" 2>/dev/null; fi
            exit @followed@
            """;

    private static final String SIGNAL = STARTED + """
            read -r pid start rest < "$dir/pid" || exit 0
            if [ -n "$start" ] && [ "$(started "$pid")" = "$start" ]; then kill -@signal@ "$pid"; fi
            """;

    static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    private static String quoted(List<String> words) {
        return words.stream().map(EngineScript::quoted).collect(Collectors.joining(" "));
    }
}
