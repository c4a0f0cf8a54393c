package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.config.Overrides;
import io.jenkins.plugins.ratchet.config.Waiver;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.Rules;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Option;

/** Options that every command that looks at a release has. */
final class CommonOptions {
    /** How the result is printed. */
    enum Output {
        table,
        json
    }

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            defaultValue = "ratchet.yaml",
            description = "Configuration; ${DEFAULT-VALUE} by default.")
    Path config;

    @Option(names = "--release", paramLabel = "NAME", description = "Helm release, instead of the configuration's.")
    String release;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            description = "Namespace, instead of the configuration's.")
    String namespace;

    @Option(
            names = "--chart",
            paramLabel = "CHART",
            description = "Chart, instead of the configuration's: repo/name, oci://…, a directory or a .tgz file.")
    String chart;

    @Option(
            names = {"-f", "--values"},
            paramLabel = "FILE",
            description = "Values file, instead of the configuration's; may be given several times.")
    List<String> values = new ArrayList<>();

    @Option(names = "--kubeconfig", paramLabel = "FILE", description = "As for kubectl.")
    Path kubeconfig;

    @Option(names = "--kube-context", paramLabel = "NAME", description = "Context of the kubeconfig.")
    String kubeContext;

    @Option(
            names = "--helm",
            paramLabel = "PATH",
            description = "Helm binary, or `embedded`; by default helm on PATH, else the embedded one.")
    String helm;

    @Option(
            names = "--allow",
            paramLabel = "RULE=REASON",
            description = "Lets the findings of a rule pass; the reason goes into the record and every report.")
    Map<String, String> allow = Map.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|json",
            defaultValue = "table",
            description = "What is printed at the end; with json, everything else goes to standard error.")
    Output output;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description =
                    "Directory for report.json, report.md, report.html and report.xml (JUnit); for status.json of `status`.")
    Path report;

    @Option(names = "--events", paramLabel = "FILE", description = "File to which every event is added, a JSON a line.")
    Path events;

    @Option(
            names = "--stop-file",
            paramLabel = "FILE",
            description = "The run ends in order, as on SIGTERM, as soon as this file exists.")
    Path stopFile;

    @Option(
            names = "--started-by",
            paramLabel = "TEXT",
            description = "Who runs this, e.g. a build's URL; found out by default.")
    String startedBy;

    @Option(
            names = "--github",
            description =
                    "Speaks to the runner of GitHub Actions too: a group and masks in the log, annotations, outputs"
                            + " and a step summary, in the files that GITHUB_OUTPUT and GITHUB_STEP_SUMMARY name.")
    boolean github;

    Overrides overrides(List<String> helmArgs) {
        return new Overrides(release, namespace, chart, values, kubeContext, helmArgs);
    }

    /** The wish to end: a signal, or the stop file. */
    BooleanSupplier stopped(BooleanSupplier signalled) {
        return stopFile == null ? signalled : new StopFile(stopFile, signalled);
    }

    /** Relative to the caller's directory, while those of the configuration are relative to its own. */
    List<Waiver> waivers() {
        List<Waiver> waivers = new ArrayList<>();
        allow.forEach((rule, reason) -> {
            if (!Rules.waivableIds().contains(rule)) {
                throw RunException.usage("--allow " + rule + ": "
                        + (Rules.ids().contains(rule) ? "this rule cannot be waived" : "there is no such rule")
                        + "; rules that can be waived: "
                        + String.join(
                                ", ", Rules.waivableIds().stream().sorted().toList()));
            }
            if (reason.isBlank()) {
                throw RunException.usage("--allow " + rule + ": give a reason, --allow " + rule + "=REASON");
            }
            waivers.add(new Waiver(rule, reason));
        });
        return waivers;
    }
}
