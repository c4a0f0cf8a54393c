package io.jenkins.plugins.ratchet.plan.path;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.ratchet.config.VersionPolicy;
import io.jenkins.plugins.ratchet.helm.ChartInfo;
import io.jenkins.plugins.ratchet.released.Released;
import io.jenkins.plugins.ratchet.version.Version;
import io.jenkins.plugins.ratchet.version.VersionScheme;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.Function;

/**
 * Until when the vendor supports the versions that an upgrade is about.
 *
 * @param months after its release for which a version is supported
 * @param released when the target was released; null where nobody knows
 * @param known how the date is known, e.g. {@code its own number} or {@code repository carto}
 * @param until the last day of support for the target; null where its release is not known
 * @param runningUntil the same for the version that is deployed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SupportWindow(int months, LocalDate released, String known, LocalDate until, LocalDate runningUntil) {
    private static final int CENTURY = 2000;

    static SupportWindow of(VersionPolicy policy, String running, ChartInfo target, Candidates candidates) {
        return of(
                policy, running, target, version -> candidates.detailed(version).map(Released::created));
    }

    /**
     * Null where the product has no such window.
     *
     * @param listed the day that a version was released, by whoever lists them
     */
    public static SupportWindow of(
            VersionPolicy policy, String running, ChartInfo target, Function<String, Optional<LocalDate>> listed) {
        if (policy.supportMonths() == null) {
            return null;
        }
        int months = policy.supportMonths();
        LocalDate own = day(policy, target.product()).orElse(null);
        LocalDate told = own != null
                ? null
                : listed.apply(target.product())
                        .or(() -> listed.apply(target.version()))
                        .orElse(null);
        LocalDate released = own == null ? told : own;
        LocalDate before = running == null
                ? null
                : day(policy, running).or(() -> listed.apply(running)).orElse(null);
        return new SupportWindow(
                months,
                released,
                own != null ? "its own number" : told != null ? "where it was released from" : null,
                released == null ? null : released.plusMonths(months),
                before == null ? null : before.plusMonths(months));
    }

    /** The day that a version of a calendar is of; the first of the month where it names only that. */
    static Optional<LocalDate> day(VersionPolicy policy, String text) {
        boolean date = policy.scheme() == VersionPolicy.Scheme.date;
        if (!date && policy.scheme() != VersionPolicy.Scheme.calver) {
            return Optional.empty();
        }
        try {
            Version version = VersionScheme.of(policy).parse(text);
            int year = version.part(0).intValueExact();
            int month = version.part(1).intValueExact();
            int day = version.size() < 3 ? 1 : version.part(2).intValueExact();
            int full = year < 100 ? CENTURY + year : year;
            return full < 2 * CENTURY && full > 1980 ? Optional.of(LocalDate.of(full, month, day)) : Optional.empty();
        } catch (DateTimeException | ArithmeticException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
