package io.jenkins.plugins.ratchet.record;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What is, or is to be, deployed.
 *
 * @param chart name of the chart
 * @param chartVersion version of the chart as it is written there
 * @param appVersion version of the application as the chart states it; null where it states none
 * @param revision Helm revision; null for one that does not exist yet
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReleaseVersion(String chart, String chartVersion, String appVersion, Integer revision) {

    public ReleaseVersion withRevision(int number) {
        return new ReleaseVersion(chart, chartVersion, appVersion, number);
    }

    /** Whether a person may mean it by this version: that of the chart or of the application, with or without a v. */
    public boolean is(String version) {
        return same(version, chartVersion) || same(version, appVersion);
    }

    private static boolean same(String wanted, String found) {
        return found != null && withoutV(wanted).equals(withoutV(found));
    }

    private static String withoutV(String version) {
        return version.startsWith("v") ? version.substring(1) : version;
    }

    /** {@code chart 1.2.0 (app 26.3.1), revision 4}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder().append(chart).append(' ').append(chartVersion);
        if (appVersion != null && !appVersion.equals(chartVersion)) {
            text.append(" (app ").append(appVersion).append(')');
        }
        if (revision != null) {
            text.append(", revision ").append(revision);
        }
        return text.toString();
    }
}
