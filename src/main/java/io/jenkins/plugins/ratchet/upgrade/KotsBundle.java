package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.kots.AirgapBundle;
import io.jenkins.plugins.ratchet.kots.Cursor;
import io.jenkins.plugins.ratchet.kots.KotsVersion;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.version.VersionScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Judges an airgap bundle by its manifest, before anything of it is uploaded. */
final class KotsBundle {
    private final AirgapBundle bundle;
    private final VersionScheme scheme;

    /** @param scheme tells the order where the vendor's channels do not */
    KotsBundle(AirgapBundle bundle, VersionScheme scheme) {
        this.bundle = bundle;
        this.scheme = scheme;
    }

    /**
     * What speaks against it.
     *
     * @param current what the console has deployed; null where nothing is
     */
    List<Finding> against(String app, String wanted, KotsVersion current) {
        List<Finding> findings = new ArrayList<>();
        if (!bundle.label().equals(wanted)
                || !bundle.app().isEmpty() && !bundle.app().equals(app)) {
            findings.add(Finding.block(
                    "kots-deployable",
                    "airgap bundle " + bundle.file() + " holds " + (bundle.app().isEmpty() ? "" : bundle.app() + " ")
                            + bundle.label(),
                    "a bundle of " + app + " " + wanted,
                    "name the right bundle in kots.airgapBundle, or the version that it holds; nothing was uploaded"));
        }
        if (current == null) {
            return findings;
        }
        if (before(bundle.cursor(), bundle.label(), current)) {
            findings.add(Finding.block(
                    "kots-version-not-older",
                    "the bundle's " + bundle.label() + " is older than " + current.name()
                            + ", which the admin console has deployed",
                    current.name() + " or newer",
                    "take a newer bundle; nothing was uploaded"));
        }
        List<String> passed = bundle.required().stream()
                .filter(required -> after(required.cursor(), required.label(), current))
                .map(AirgapBundle.Required::label)
                .toList();
        if (!passed.isEmpty()) {
            findings.add(Finding.block(
                    "kots-required-versions",
                    "by the bundle's manifest "
                            + passed.stream().sorted(scheme.comparator()).collect(Collectors.joining(", "))
                            + " must be deployed before " + bundle.label() + ", and " + current.name() + " is deployed",
                    "every required version deployed in turn",
                    "take the bundle of the oldest of them first; nothing was uploaded"));
        }
        return findings;
    }

    /** Whether the console's own version of this label came from this bundle, or a later one. */
    boolean isAsNewAs(KotsVersion listed) {
        return bundle.cursor() == null
                || !bundle.cursor().comparable(listed.cursor())
                || bundle.cursor().number() <= listed.cursor().number();
    }

    private boolean before(Cursor cursor, String label, KotsVersion current) {
        return cursor != null && cursor.comparable(current.cursor())
                ? cursor.number() < current.cursor().number()
                : older(label, current.label());
    }

    private boolean after(Cursor cursor, String label, KotsVersion current) {
        return cursor != null && cursor.comparable(current.cursor())
                ? cursor.number() > current.cursor().number()
                : older(current.label(), label);
    }

    /** Labels that have no order are judged by the console, and by the chart's version once it is there. */
    private boolean older(String one, String other) {
        try {
            return scheme.isOlder(one, other);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
