package io.jenkins.plugins.ratchet.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Options that say where an upgrade is to go. */
final class TargetOptions {
    @Option(
            names = "--to",
            paramLabel = "VERSION",
            description = "Version of the chart to go to; a local chart's own version by default.")
    String version;

    @Option(
            names = "--plan",
            paramLabel = "DIGEST",
            description = "Digest of the plan that was approved; refused when anything that it was made from changed.")
    String plan;

    @Option(
            names = "--after-rollback",
            paramLabel = "REVISION",
            description = "The revision that somebody's rollback made: it is known, and this goes forward from it.")
    Integer afterRollback;

    @Parameters(
            paramLabel = "-- HELM-ARGUMENT",
            description = "Further arguments for `helm upgrade`, after --; checked by the rules.")
    List<String> helmArgs = new ArrayList<>();
}
