package io.jenkins.plugins.ratchet.diagnosis;

import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.event.SecretPatterns;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Finds out why something failed: collects within bounds, recognises known patterns, masks secrets. Changes nothing. */
public final class Diagnostics {
    /** Time for everything: support waits, but a pipeline's last step must not hang. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Collector collector;
    private final Redaction redaction;

    /** @param redaction to which the collector has told every secret that it came upon */
    public Diagnostics(Collector collector, Redaction redaction) {
        this.collector = collector;
        this.redaction = redaction;
    }

    public Dossier diagnose(Incident incident) {
        Observed observed = collector.collect(incident, LIMIT);
        UnaryOperator<String> mask = text -> SecretPatterns.mask(redaction.redact(text));
        Diagnosis diagnosis = new Diagnosis(
                Patterns.causes(observed).stream()
                        .map(cause -> new Cause(cause.id(), cause.what(), all(cause.evidence(), mask), cause.advice()))
                        .toList(),
                all(NotReady.lines(observed), mask),
                all(observed.missing(), mask),
                null,
                incident.support() == null ? null : incident.support().words());
        Map<String, String> files = new LinkedHashMap<>();
        Material.of(observed).forEach((name, content) -> files.put(name, mask.apply(content)));
        return new Dossier(diagnosis, files);
    }

    private static List<String> all(List<String> lines, UnaryOperator<String> mask) {
        return lines.stream().map(mask).toList();
    }
}
