package io.jenkins.plugins.ratchet.plan.terraform;

import com.fasterxml.jackson.annotation.JsonInclude;

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
    @Override
    public String toString() {
        return place
                + (version == null ? "" : ", version " + version)
                + (appVersion == null || appVersion.equals(version) ? "" : " (app " + appVersion + ")");
    }
}
