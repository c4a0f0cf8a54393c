package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.helm.ChartInfo;
import io.jenkins.plugins.ratchet.outcome.RefusedException;
import io.jenkins.plugins.ratchet.plan.Plan;
import io.jenkins.plugins.ratchet.plan.Planner;
import io.jenkins.plugins.ratchet.plan.Probes;
import io.jenkins.plugins.ratchet.plan.Purpose;
import io.jenkins.plugins.ratchet.plan.Situation;
import io.jenkins.plugins.ratchet.registry.ImageLookup;
import io.jenkins.plugins.ratchet.report.ReportDraft;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ratchet plan}. */
@Command(
        name = "plan",
        description = "Shows what an upgrade would do and what speaks against it. Changes nothing in the product.",
        mixinStandardHelpOptions = true)
final class PlanCommand extends EngineCommand {
    @Mixin
    TargetOptions target;

    @Option(
            names = "--rehearse",
            description =
                    "First runs the new version's migrations (migrations.rehearsal) on a scratch copy made of the open"
                            + " upgrade's proven backup, and tells how long they take, what they do and which locks they hold.")
    boolean rehearse;

    @Option(
            names = "--check-images",
            description =
                    "Asks the registries, from this machine, whether the images of the new manifests are there, with the"
                            + " logins that their pods have. Nothing is pulled.")
    boolean checkImages;

    PlanCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    List<String> helmArgs() {
        return target.helmArgs;
    }

    @Override
    Ending run(Session session, ReportDraft draft) {
        ChartInfo chart = session.installer().stage(target.version);
        if (rehearse) {
            new Rehearsing(session).run(chart.target());
        }
        ImageLookup registries = checkImages ? new ImageLookup() : null;
        Situation situation =
                session.inspector(registries).inspect(Purpose.PLAN, chart, Probes.NONE, target.afterRollback, false);
        Plan plan = new Planner(session.directory()).plan(situation, target.plan);
        draft.plan(plan);
        if (plan.blocked()) {
            throw new RefusedException(plan.findings());
        }
        return Ending.done("nothing speaks against going to " + plan.to());
    }
}
