package io.jenkins.plugins.ratchet.steps;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

    /** Over before the second compiler and a collector with threads of its own have paid for themselves. */
    private static final Set<String> BRIEF = Set.of("plan", "verify", "status");

    private static final String BRIEFLY = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC ";

    private EngineScript() {}

    /**
     * The run itself.
     *
     * @param jar the engine's file name, beside the run's files
     * @param agentJava home of the JVM that the agent runs on; it may not exist in a container
     */
    static String run(EngineCall call, RunFiles files, String jar, String agentJava, String startedBy) {
        List<String> words = new ArrayList<>(List.of(call.command()));
        words.addAll(call.options());
        String engine = (BRIEF.contains(call.command()) ? BRIEFLY : "") + "-jar \"$top\"/"
                + quoted(jar) + " " + quoted(words)
                + " --report=\"$dir/report\" --events=\"$dir/events.ndjson\" --stop-file=\"$dir/stop\" "
                + quoted("--started-by=" + startedBy);
        if (!call.helmArguments().isEmpty()) {
            engine += " -- " + quoted(call.helmArguments());
        }
        return placed(CLAIM, files)
                .replace("@java@", java(call, agentJava))
                .replace("@followed@", Integer.toString(FOLLOWED))
                .replace("@engine@", engine);
    }

    /**
     * Asks the record, which may be done as often as one likes.
     *
     * @param answer directory that gets the answer, by its name among the run's files
     */
    static String status(EngineCall call, RunFiles files, String answer, String jar, String agentJava) {
        List<String> words = new ArrayList<>(List.of("status"));
        call.options().stream().filter(EngineScript::findsRelease).forEach(words::add);
        return placed(PLACE, files) + java(call, agentJava) + "exec \"$java\" " + BRIEFLY + "-jar \"$top\"/"
                + quoted(jar) + " " + quoted(words) + " --report=\"$dir\"/" + quoted(answer) + "\n";
    }

    /**
     * Sends a signal to the engine's own process and to no other. Jenkins's way of stopping finds processes by the
     * workspace, and so would end another step's engine there too.
     */
    static String signal(String name, RunFiles files) {
        return placed(SIGNAL, files).replace("@signal@", name);
    }

    private static String placed(String script, RunFiles files) {
        return script.replace("@top@", quoted(files.top().getRemote()))
                .replace("@beside@", quoted(files.besideWorkspace()))
                .replace("@run@", quoted(files.name()));
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
     * A container may have the workspace under another path than the agent: there only the directory that a script is
     * started in says where it is.
     */
    private static final String PLACE = """
            { set +x; set +e; } 2>/dev/null
            top=@top@
            [ -d "$top" ] || top=$PWD@beside@
            dir=$top/@run@
            """;

    /**
     * {@code exec} keeps the process id, so that nobody between durable-task and the engine dies before it. A process is
     * known by its id and start time together: ids come round again. One that has ended stays in the table until its
     * parent asks for it, and the first process of a container often never does. The shell alone, as an image may lack
     * everything else.
     */
    private static final String STARTED = PLACE + """
            started() {
              stat=
              { read -r stat < "/proc/$1/stat"; } 2>/dev/null
              set -- ${stat##*) }
              case $1 in ''|Z|X) return ;; esac
              [ $# -ge 20 ] && shift 19 && echo "$1"
            }
            """;

    private static final String CLAIM = STARTED + """
            if mkdir "$dir/claim" 2>/dev/null; then
            @java@
              # Not written by readlink itself: a shell may redirect its own output first, and would find that file.
              log=$(readlink "/proc/$$/fd/1" 2>/dev/null)
              echo "$log" > "$dir/log"
              boot=
              { read -r boot < /proc/sys/kernel/random/boot_id; } 2>/dev/null
              echo "$$ $(started $$) $(readlink /proc/self/ns/pid 2>/dev/null) $boot" > "$dir/pid.new"
              mv "$dir/pid.new" "$dir/pid"
              exec "$java" @engine@
            fi
            if ! [ -d "$dir/claim" ]; then
              echo "ratchet: $dir cannot be written to, or there is no mkdir here" >&2
              exit 69
            fi
            waited=0
            while ! [ -f "$dir/pid" ] && [ "$waited" -lt 20 ]; do waited=$((waited + 1)); sleep 1; done
            [ -f "$dir/pid" ] || exit @followed@
            read -r pid start rest < "$dir/pid"
            log=
            { read -r log < "$dir/log"; } 2>/dev/null
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
