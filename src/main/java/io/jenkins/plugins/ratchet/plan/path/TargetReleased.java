package io.jenkins.plugins.ratchet.plan.path;

import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.Rule;
import io.jenkins.plugins.ratchet.plan.Situation;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The target is where it is to come from: mirrors lag behind. */
public final class TargetReleased implements Rule {
    static final String ID = "target-released";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String purpose() {
        return "The source of the chart, and every mirror that is `required`, has the target; otherwise it says which"
                + " source has what.";
    }

    @Override
    public List<Finding> evaluate(Situation situation) {
        return situation.outlook().knownPath().stream()
                .flatMap(path -> lacking(path.to(), path.sources()))
                .toList();
    }

    static Stream<Finding> lacking(String target, List<VersionPath.SourceAnswer> sources) {
        return sources.stream()
                .filter(VersionPath.SourceAnswer::required)
                .filter(source -> source.problem() != null || !source.hasTarget())
                .map(source -> source.problem() != null ? unknown(target, source) : lacks(target, source, sources));
    }

    private static Finding lacks(
            String target, VersionPath.SourceAnswer source, List<VersionPath.SourceAnswer> sources) {
        String others = sources.stream()
                .filter(other -> other != source && other.problem() == null)
                .map(other -> other.name()
                        + (other.hasTarget() ? " has it" : " does not have it either")
                        + (other.newest() == null ? "" : ", its newest is " + other.newest()))
                .collect(Collectors.joining("; "));
        return Finding.block(
                ID,
                source.name() + " does not have " + target + ", its newest is "
                        + (source.newest() == null ? "nothing at all" : source.newest())
                        + (others.isEmpty() ? "" : "; " + others),
                target + " at " + source.name(),
                source.newest() == null
                        ? "wait until it is there, or name another source"
                        : "go to " + source.newest() + ", or wait until " + target + " is there");
    }

    private static Finding unknown(String target, VersionPath.SourceAnswer source) {
        return Finding.warn(
                ID,
                "whether " + source.name() + " has " + target + " is not known: " + source.problem(),
                null,
                "see to it that it can be asked");
    }
}
