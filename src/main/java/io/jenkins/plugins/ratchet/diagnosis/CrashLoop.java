package io.jenkins.plugins.ratchet.diagnosis;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A container ends again and again. */
final class CrashLoop implements Pattern {
    @Override
    public String id() {
        return "crash-loop";
    }

    @Override
    public String purpose() {
        return "A container is started and ends again and again.";
    }

    @Override
    public Optional<Cause> in(Observed observed) {
        List<String> evidence = observed.containers()
                .filter(sign -> sign.waits("CrashLoopBackOff") || (sign.fails() && sign.restarts() > 0))
                .map(sign -> sign.where() + ": "
                        + sign.ended()
                                .map(end -> "exit code " + end.getExitCode()
                                        + (end.getReason() == null
                                                        || end.getReason().equals("Error")
                                                ? ""
                                                : " " + end.getReason()))
                                .orElse("no exit code known")
                        + ", " + sign.restarts() + " restarts; it printed last: " + last(observed, sign))
                .toList();
        return cause(
                "a container ends again and again",
                evidence,
                "read its log of the run before (logs/POD/CONTAINER.previous.log in the bundle)",
                "compare its environment and mounted keys with what the new version's release notes ask for");
    }

    private static String last(Observed observed, ContainerSign sign) {
        List<PodLog> logs = observed.logs().stream()
                .filter(log -> log.pod().equals(sign.podName())
                        && log.container().equals(sign.status().getName())
                        && !log.lines().isEmpty())
                .sorted((a, b) -> Boolean.compare(b.previous(), a.previous()))
                .toList();
        return logs.isEmpty()
                ? "nothing that could be read"
                : logs.get(0).lines().stream()
                        .skip(Math.max(0, logs.get(0).lines().size() - 2))
                        .map(Words::line)
                        .collect(Collectors.joining(" / "));
    }
}
