package io.jenkins.plugins.ratchet.plan.compose;

import io.jenkins.plugins.ratchet.compose.LocalImage;
import io.jenkins.plugins.ratchet.config.VersionPolicy;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.version.VersionScheme;
import java.util.ArrayList;
import java.util.List;

/** No service goes back to an older image, whatever the product's version is: a database server's data would not. */
public final class ComposeImageNotOlder extends ComposeRule {
    private static final VersionScheme TAGS = VersionScheme.of(VersionPolicy.DEFAULT);

    @Override
    public String id() {
        return "compose-image-not-older";
    }

    @Override
    public String purpose() {
        return "No service gets an image with an older tag than it runs, nor one that an earlier revision ran, under whatever"
                + " tag.";
    }

    @Override
    public boolean waivable() {
        return false;
    }

    @Override
    List<Finding> judge(ComposeOutlook project) {
        List<Finding> findings = new ArrayList<>();
        for (ServiceChange change : project.services()) {
            if (change.role() == ServiceChange.Role.LEFT) {
                continue;
            }
            if (change.before() != null && older(change.before(), change.after())) {
                findings.add(finding(change, "its tag is older than that of " + change.before() + ", which it runs"));
            } else if (change.olderAs() != null) {
                findings.add(finding(
                        change,
                        "that is the image of revision " + change.olderAs()
                                + " again, which a newer one has replaced"));
            }
        }
        return findings;
    }

    private Finding finding(ServiceChange change, String why) {
        return Finding.block(
                id(),
                "service " + change.service() + " is to run " + change.after() + ": " + why,
                "an image that is no older",
                "name a newer version; the only way back is a restore of a backup taken before the upgrade");
    }

    private static boolean older(String before, String after) {
        String from = LocalImage.tag(before);
        String to = LocalImage.tag(after);
        if (from == null || to == null || !name(before).equals(name(after))) {
            return false;
        }
        try {
            return TAGS.isOlder(to, from);
        } catch (IllegalArgumentException e) {
            return false; // tags that are no versions: their digests are compared
        }
    }

    /** Another registry may have the same image. */
    private static String name(String image) {
        String repository = LocalImage.repository(image);
        return repository.substring(repository.lastIndexOf('/') + 1);
    }
}
