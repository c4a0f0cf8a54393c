package io.jenkins.plugins.ratchet.diagnosis.project;

import io.jenkins.plugins.ratchet.diagnosis.Cause;
import io.jenkins.plugins.ratchet.diagnosis.Observed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A secret, a config or a directory of the machine is not where a container is to get it from. */
public final class MissingFile extends ProjectPattern {
    /** The engine's words. */
    private static final Pattern SYMPTOM = Pattern.compile(
            "bind source path does not exist|error mounting \\S+ to rootfs|error while creating mount source");

    @Override
    public String id() {
        return "missing-file";
    }

    @Override
    public String purpose() {
        return "A secret file, a config file or a bind mount of a service does not exist on the engine's machine.";
    }

    static boolean tells(String line) {
        return SYMPTOM.matcher(line).find();
    }

    @Override
    Optional<Cause> in(ProjectFacts project, Observed observed) {
        List<String> evidence = new ArrayList<>();
        Stream.concat(observed.incident().said().stream(), NotStarted.errors(observed))
                .filter(MissingFile::tells)
                .forEach(evidence::add);
        evidence.addAll(project.absentFiles());
        return cause(
                "a file that a container is to be given is not there",
                evidence,
                "put it where the Compose files say, with its owner and rights, or correct the path there",
                "then run `ratchet upgrade` again; the databases stay as they are");
    }
}
