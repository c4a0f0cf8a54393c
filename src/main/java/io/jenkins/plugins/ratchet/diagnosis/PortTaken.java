package io.jenkins.plugins.ratchet.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A port is somebody else's. */
final class PortTaken implements io.jenkins.plugins.ratchet.diagnosis.Pattern {
    /** The engine's words, those of the operating system, and Node's. */
    private static final Pattern SYMPTOM = Pattern.compile(
            "port is already allocated|(?i:address already in use)|EADDRINUSE|ports are not available: exposing port");

    @Override
    public String id() {
        return "port-taken";
    }

    @Override
    public String purpose() {
        return "A port that a container is to publish or to listen on is taken.";
    }

    static boolean tells(String line) {
        return SYMPTOM.matcher(line).find();
    }

    @Override
    public Optional<Cause> in(Observed observed) {
        List<String> evidence = new ArrayList<>();
        observed.incident().said().stream().filter(PortTaken::tells).forEach(evidence::add);
        observed.containers().stream()
                .filter(sign -> sign.fails() || !sign.ready())
                .forEach(sign -> Stream.concat(engine(sign), observed.logs(sign).flatMap(log -> log.lines().stream()))
                        .filter(PortTaken::tells)
                        .reduce((older, newer) -> newer)
                        .ifPresent(line -> evidence.add(sign.where() + ": " + Words.line(line))));
        if (!evidence.isEmpty() && observed.project() != null) {
            observed.project()
                    .portHolders()
                    .forEach((port, names) ->
                            evidence.add("port " + port + " is published by container " + String.join(", ", names)));
        }
        return cause(
                "a port is taken",
                evidence,
                "find out who has it (" + (observed.place() == Place.CLUSTER ? "" : "docker ps, ")
                        + "ss -ltnp): an old container, another product, a process of the machine",
                "stop that one, or give this one another port in "
                        + observed.place().settings() + ", and run `ratchet upgrade` again");
    }

    private static Stream<String> engine(ContainerSign sign) {
        return Stream.of(
                        sign.waiting() == null ? null : sign.waiting().message(),
                        sign.ended() == null ? null : sign.ended().message())
                .filter(line -> line != null);
    }
}
