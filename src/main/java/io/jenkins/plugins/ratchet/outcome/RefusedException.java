package io.jenkins.plugins.ratchet.outcome;

import java.util.List;
import java.util.stream.Collectors;

/** A rule refused before anything was changed. */
public class RefusedException extends RunException {
    private static final long serialVersionUID = 1L;

    private final transient List<Finding> findings;

    public RefusedException(List<Finding> findings) {
        super(
                ExitCode.REFUSED,
                "refused by "
                        + findings.stream()
                                .filter(Finding::blocks)
                                .map(Finding::rule)
                                .distinct()
                                .collect(Collectors.joining(", "))
                        + "; nothing was changed");
        this.findings = List.copyOf(findings);
    }

    /** All findings, those that do not block included. */
    public List<Finding> findings() {
        return findings;
    }
}
