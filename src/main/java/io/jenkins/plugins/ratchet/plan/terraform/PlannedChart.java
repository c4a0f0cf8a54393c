package io.jenkins.plugins.ratchet.plan.terraform;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.ratchet.helm.ChartInfo;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.terraform.PlannedRelease;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The chart that a plan of Terraform leads to.
 *
 * @param place as the configuration names it
 * @param version of the chart; null where the plan does not tell
 * @param appVersion null where it is not known
 * @param sha256 of its bytes, see {@link io.jenkins.plugins.ratchet.helm.ChartInfo}; null where it lies on no disk
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlannedChart(String place, String version, String appVersion, String sha256) {
    /**
     * As the provider looks for it: a path that exists, where no repository is named.
     *
     * @param directory of the root module
     */
    public static PlannedChart of(Path directory, PlannedRelease release) {
        Path path = directory.resolve(release.chart());
        if (release.remote() || !Files.exists(path)) {
            return new PlannedChart(release.chart(), release.version(), null, null);
        }
        try {
            ChartInfo chart = ChartInfo.read(path);
            return new PlannedChart(release.chart(), chart.version(), chart.appVersion(), chart.sha256());
        } catch (RunException e) {
            return new PlannedChart(release.chart(), release.version(), null, null);
        }
    }

    @Override
    public String toString() {
        return place
                + (version == null ? "" : ", version " + version)
                + (appVersion == null || appVersion.equals(version) ? "" : " (app " + appVersion + ")");
    }
}
