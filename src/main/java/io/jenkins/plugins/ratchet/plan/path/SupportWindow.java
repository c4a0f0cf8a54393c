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

    /** Null where the product has no such window. */
    static SupportWindow of(VersionPolicy policy, String running, ChartInfo target, Candidates candidates) {
        if (policy.supportMonths() == null) {
            return null;
        }
        int months = policy.supportMonths();
        LocalDate own = day(policy, target.product()).orElse(null);
        LocalDate listed = own != null
                ? null
                : candidates
                        .detailed(target.product())
                        .or(() -> candidates.detailed(target.version()))
                        .map(Released::created)
                        .orElse(null);
        LocalDate released = own == null ? listed : own;
        LocalDate before = running == null
                ? null
                : day(policy, running)
                        .or(() -> candidates.detailed(running).map(Released::created))
                        .orElse(null);
        return new SupportWindow(
                months,
                released,
                own != null ? "its own number" : listed != null ? "where it was released from" : null,
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
