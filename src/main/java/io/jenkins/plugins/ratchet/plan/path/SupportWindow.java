package io.jenkins.plugins.ratchet.plan.path;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;

/**
 * Until when the vendor supports the versions that an upgrade is about.
 *
 * @param months after its release for which a version is supported
 * @param released when the target was released; null where nobody knows
 * @param known how the date is known, e.g. {@code its version} or {@code the repository's index}
 * @param until the last day of support for the target; null where its release is not known
 * @param runningUntil the same for the version that is deployed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SupportWindow(int months, LocalDate released, String known, LocalDate until, LocalDate runningUntil) {}
