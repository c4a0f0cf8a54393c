package io.jenkins.plugins.ratchet.plan.terraform;

import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.helm.ChartInfo;
import io.jenkins.plugins.ratchet.plan.Outlook;
import io.jenkins.plugins.ratchet.plan.OutlookReader;
import io.jenkins.plugins.ratchet.plan.Situation;
import io.jenkins.plugins.ratchet.plan.change.HeldValues;
import io.jenkins.plugins.ratchet.terraform.PlannedRelease;
import io.jenkins.plugins.ratchet.terraform.PlannedValues;
import io.jenkins.plugins.ratchet.terraform.ResourceChange;
import io.jenkins.plugins.ratchet.terraform.SavedPlan;
import io.jenkins.plugins.ratchet.terraform.StateLock;
import io.jenkins.plugins.ratchet.terraform.StateLockedException;
import io.jenkins.plugins.ratchet.terraform.Terraform;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** Has Terraform make a plan for the release, saves it for the installer to apply, and reads what it would do. */
public final class TerraformReader implements OutlookReader {
    private final Supplier<Terraform> terraform;
    private final Path file;
    private final Redaction redaction;
    private final Events events;
    private TerraformOutlook seen;
    private PlannedValues values;

    /** @param file where the plan is saved, in a directory of this run that nobody else can read */
    public TerraformReader(Supplier<Terraform> terraform, Path file, Redaction redaction, Events events) {
        this.terraform = terraform;
        this.file = file;
        this.redaction = redaction;
        this.events = events;
    }

    @Override
    public Outlook read(Situation situation) {
        Terraform program = terraform.get();
        String target = program.settings().target();
        values = null;
        events.fact("terraform", program.name() + " plans " + target + " in " + program.directory());
        try {
            SavedPlan plan = program.plan(file);
            plan.secrets().forEach(redaction::secret);
            seen = outlook(program, plan, program.workspace());
            values = plan.values(target).orElse(null);
            return situation.outlook().withTerraform(seen);
        } catch (StateLockedException e) {
            return situation.outlook().withTerraform(locked(program, e.lock()));
        }
    }

    /** The values of the plan that was read last, for a chart; empty where there is no such plan. */
    public Optional<HeldValues> values(ChartInfo target) {
        if (values == null) {
            return Optional.empty();
        }
        if (!seen.leadsTo(target)) {
            return Optional.of(HeldValues.unknown("the configuration leads to another chart"));
        }
        return Optional.of(
                values.unknown() == null
                        ? new WrittenValues(values, file.toAbsolutePath().getParent()).held()
                        : HeldValues.unknown(values.unknown()));
    }

    private static TerraformOutlook locked(Terraform program, StateLock lock) {
        return new TerraformOutlook(
                program.name(),
                program.command(),
                program.directory().toString(),
                null,
                program.settings().target(),
                lock,
                false,
                null,
                null,
                null,
                null,
                0,
                null);
    }

    private static TerraformOutlook outlook(Terraform program, SavedPlan plan, String workspace) {
        String target = program.settings().target();
        PlannedRelease release = plan.release(target).orElse(null);
        return new TerraformOutlook(
                program.name(),
                program.command(),
                program.directory().toString(),
                workspace,
                target,
                null,
                plan.errored(),
                plan.changes().stream().filter(ResourceChange::changes).toList(),
                plan.drift(),
                release,
                release == null || release.chart() == null ? null : PlannedChart.of(program.directory(), release),
                plan.serial(),
                plan.digest());
    }
}
