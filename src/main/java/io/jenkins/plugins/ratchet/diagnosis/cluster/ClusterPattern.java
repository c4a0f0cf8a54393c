package io.jenkins.plugins.ratchet.diagnosis.cluster;

import io.jenkins.plugins.ratchet.diagnosis.Cause;
import io.jenkins.plugins.ratchet.diagnosis.Incident;
import io.jenkins.plugins.ratchet.diagnosis.Observed;
import io.jenkins.plugins.ratchet.diagnosis.Pattern;
import java.util.Optional;

/** A pattern in what a cluster shows; it recognises nothing elsewhere. */
abstract class ClusterPattern implements Pattern {
    @Override
    public final Optional<Cause> in(Observed observed) {
        return Optional.ofNullable(observed.cluster()).flatMap(cluster -> in(cluster, observed.incident()));
    }

    abstract Optional<Cause> in(ClusterObjects cluster, Incident incident);
}
