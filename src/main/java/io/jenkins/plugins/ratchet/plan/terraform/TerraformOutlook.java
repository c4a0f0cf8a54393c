package io.jenkins.plugins.ratchet.plan.terraform;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.ratchet.helm.ChartInfo;
import io.jenkins.plugins.ratchet.terraform.PlannedRelease;
import io.jenkins.plugins.ratchet.terraform.ResourceChange;
import io.jenkins.plugins.ratchet.terraform.StateLock;
import java.util.List;
import java.util.Optional;

/**
 * What Terraform would do, as its saved plan tells it; no value of it is kept.
 *
 * @param program with its version
 * @param command the word to type, {@code terraform} or {@code tofu}
 * @param directory of the root module
 * @param workspace that is selected; null where no plan could be made
 * @param target address of the release
 * @param lock who holds the state's lock, so that no plan could be made; null where nobody does
 * @param errored whether the plan is not complete
 * @param changes resources that change
 * @param drift resources that somebody changed since the last apply
 * @param release that the plan leads to; null where the configuration has none at the target
 * @param chart that the plan leads to; null where it is not known
 * @param serial of the state that the plan was made from
 * @param digest over all that the plan would do; null where no plan could be made
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TerraformOutlook(
        String program,
        String command,
        String directory,
        String workspace,
        String target,
        StateLock lock,
        boolean errored,
        List<ResourceChange> changes,
        List<ResourceChange> drift,
        PlannedRelease release,
        PlannedChart chart,
        long serial,
        String digest) {
    public TerraformOutlook {
        changes = changes == null ? List.of() : List.copyOf(changes);
        drift = drift == null ? List.of() : List.copyOf(drift);
    }

    @JsonIgnore
    public Optional<StateLock> knownLock() {
        return Optional.ofNullable(lock);
    }

    @JsonIgnore
    public Optional<PlannedRelease> knownRelease() {
        return Optional.ofNullable(release);
    }

    /** Whether the configuration's chart is this one, to the byte where it lies on a disk. */
    public boolean leadsTo(ChartInfo wanted) {
        if (chart == null) {
            return false;
        }
        return chart.sha256() != null
                ? chart.sha256().equals(wanted.sha256())
                : withoutV(wanted.version()).equals(withoutV(chart.version()));
    }

    private static String withoutV(String version) {
        return version == null ? "" : version.startsWith("v") ? version.substring(1) : version;
    }

    /** What happens to the release itself; empty where nothing does. */
    @JsonIgnore
    public Optional<ResourceChange> change() {
        return changes.stream().filter(each -> each.address().equals(target)).findFirst();
    }
}
