package io.jenkins.plugins.ratchet.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Comparator;

/**
 * The high-water mark: the highest chart version, appVersion and revision that were ever deployed. Only a recorded
 * restore lowers it.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Mark(String chart, String chartVersion, String appVersion, int revision) {

    public static Mark of(ReleaseVersion version) {
        return new Mark(
                version.chart(),
                version.chartVersion(),
                version.appVersion(),
                version.revision() == null ? 0 : version.revision());
    }

    /** The mark after this version was deployed too: each part only ever rises. */
    public Mark raisedBy(ReleaseVersion version, Comparator<String> chartOrder, Comparator<String> appOrder) {
        return new Mark(
                version.chart(),
                highest(chartVersion, version.chartVersion(), chartOrder),
                highest(appVersion, version.appVersion(), appOrder),
                Math.max(revision, version.revision() == null ? 0 : version.revision()));
    }

    private static String highest(String mark, String other, Comparator<String> order) {
        if (mark == null || other == null) {
            return mark == null ? other : mark;
        }
        try {
            return order.compare(other, mark) > 0 ? other : mark;
        } catch (IllegalArgumentException e) {
            // Versions that cannot be compared are refused by a rule of their own; a mark is never lowered for them.
            return mark;
        }
    }
}
