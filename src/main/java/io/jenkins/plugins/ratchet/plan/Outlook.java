package io.jenkins.plugins.ratchet.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.ratchet.cluster.Reconciler;
import io.jenkins.plugins.ratchet.plan.change.Changes;
import io.jenkins.plugins.ratchet.plan.compose.ComposeOutlook;
import io.jenkins.plugins.ratchet.plan.kots.KotsOutlook;
import io.jenkins.plugins.ratchet.plan.migration.MigrationOutlook;
import io.jenkins.plugins.ratchet.plan.path.SupportWindow;
import io.jenkins.plugins.ratchet.plan.path.VersionPath;
import io.jenkins.plugins.ratchet.plan.terraform.TerraformOutlook;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What an approver reads beside the findings. Each part is read by an {@link OutlookReader} of its own, judged by rules
 * and shown by a section of the report; null where it was not looked at.
 *
 * @param kubernetes version of the cluster, e.g. {@code v1.34.2}
 * @param path from the version that is deployed to the target
 * @param support until when the versions are supported
 * @param changes what will change in the cluster
 * @param migrations what will happen to the databases
 * @param expected how long it may take
 * @param reconcilers what else manages the release
 * @param unfit why the chart cannot be deployed to this version of Kubernetes; null where it can
 * @param kots what the admin console says; null for other installers
 * @param terraform what Terraform would do; null for other installers
 * @param compose what will change in the project; null for other installers
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Outlook(
        String kubernetes,
        VersionPath path,
        SupportWindow support,
        Changes changes,
        MigrationOutlook migrations,
        ExpectedDuration expected,
        List<Reconciler> reconcilers,
        String unfit,
        KotsOutlook kots,
        TerraformOutlook terraform,
        ComposeOutlook compose) {
    public Outlook {
        reconcilers = reconcilers == null ? List.of() : List.copyOf(reconcilers);
    }

    /** Nothing was looked at. */
    public static final Outlook NONE = new Outlook(null, null, null, null, null, null, null, null, null, null, null);

    public Outlook withKubernetes(String version) {
        return edited(edit -> edit.kubernetes = version);
    }

    public Outlook withPath(VersionPath read) {
        return edited(edit -> edit.path = read);
    }

    public Outlook withSupport(SupportWindow read) {
        return edited(edit -> edit.support = read);
    }

    public Outlook withChanges(Changes read) {
        return edited(edit -> edit.changes = read);
    }

    public Outlook withMigrations(MigrationOutlook read) {
        return edited(edit -> edit.migrations = read);
    }

    public Outlook withExpected(ExpectedDuration read) {
        return edited(edit -> edit.expected = read);
    }

    public Outlook withReconcilers(List<Reconciler> read) {
        return edited(edit -> edit.reconcilers = read);
    }

    public Outlook withUnfit(String reason) {
        return edited(edit -> edit.unfit = reason);
    }

    public Outlook withKots(KotsOutlook read) {
        return edited(edit -> edit.kots = read);
    }

    public Outlook withTerraform(TerraformOutlook read) {
        return edited(edit -> edit.terraform = read);
    }

    public Outlook withCompose(ComposeOutlook read) {
        return edited(edit -> edit.compose = read);
    }

    private Outlook edited(Consumer<Edit> change) {
        Edit edit = new Edit(this);
        change.accept(edit);
        return edit.done();
    }

    @JsonIgnore
    public Optional<Changes> knownChanges() {
        return Optional.ofNullable(changes);
    }

    @JsonIgnore
    public Optional<MigrationOutlook> knownMigrations() {
        return Optional.ofNullable(migrations);
    }

    @JsonIgnore
    public Optional<KotsOutlook> knownKots() {
        return Optional.ofNullable(kots);
    }

    @JsonIgnore
    public Optional<TerraformOutlook> knownTerraform() {
        return Optional.ofNullable(terraform);
    }

    @JsonIgnore
    public Optional<ComposeOutlook> knownCompose() {
        return Optional.ofNullable(compose);
    }

    @JsonIgnore
    public Optional<VersionPath> knownPath() {
        return Optional.ofNullable(path);
    }

    /** What is added to an outlook, on its way to the next value. */
    private static final class Edit {
        private String kubernetes;
        private VersionPath path;
        private SupportWindow support;
        private Changes changes;
        private MigrationOutlook migrations;
        private ExpectedDuration expected;
        private List<Reconciler> reconcilers;
        private String unfit;
        private KotsOutlook kots;
        private TerraformOutlook terraform;
        private ComposeOutlook compose;

        Edit(Outlook base) {
            kubernetes = base.kubernetes;
            path = base.path;
            support = base.support;
            changes = base.changes;
            migrations = base.migrations;
            expected = base.expected;
            reconcilers = base.reconcilers;
            unfit = base.unfit;
            kots = base.kots;
            terraform = base.terraform;
            compose = base.compose;
        }

        Outlook done() {
            return new Outlook(
                    kubernetes,
                    path,
                    support,
                    changes,
                    migrations,
                    expected,
                    reconcilers,
                    unfit,
                    kots,
                    terraform,
                    compose);
        }
    }
}
