package io.jenkins.plugins.ratchet.plan.compose;

import io.jenkins.plugins.ratchet.config.ComposeSettings;
import io.jenkins.plugins.ratchet.outcome.Finding;
import java.util.List;
import java.util.stream.Collectors;

/** All images are there before anything is touched. */
public final class ComposeImages extends ComposeRule {
    private static final String ID = "compose-images";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String purpose() {
        return "Every image of the new version is on the engine's machine or in its registry; the upgrade has all of them"
                + " before it touches anything.";
    }

    @Override
    public boolean waivable() {
        return false;
    }

    @Override
    List<Finding> judge(ComposeOutlook project) {
        List<String> missing = project.services().stream()
                .filter(change -> change.role() != ServiceChange.Role.LEFT)
                .filter(change -> change.place() == ServiceChange.Place.MISSING)
                .map(change -> change.after() + " of service " + change.service()
                        + (change.why() == null ? "" : ": " + change.why()))
                .toList();
        return missing.isEmpty() ? List.of() : List.of(missing(missing.stream().collect(Collectors.joining("; "))));
    }

    /** What is said where an image cannot be built; the builder's own words tell which. */
    public static Finding notBuilt(String why, List<String> output) {
        return Finding.block(
                ID,
                "images cannot be built: " + why
                        + (output.isEmpty() ? "" : "; the output ended: " + String.join(" / ", output)),
                "every image of the new version",
                "nothing was touched: mend the Dockerfile, what it copies, or the image that it builds on, see that"
                        + " docker compose build succeeds in this version, then run it again");
    }

    /** What is said where an image is not here, and it is not for Ratchet to pull it. */
    public static Finding notStaged(ComposeSettings.Images images, List<String> missing) {
        return Finding.block(
                ID,
                "images are missing"
                        + (images == ComposeSettings.Images.build ? ", and no service has sources for them: " : ": ")
                        + String.join(", ", missing),
                "every image of the new version on the engine's machine, as compose.images is " + images,
                "bring them there (docker pull, docker load), or set compose.images to pull, then run it again");
    }

    /** What is said where an image cannot be had. */
    public static Finding missing(String seen) {
        return Finding.block(
                ID,
                "images are missing: " + seen,
                "every image of the new version",
                "look at the version and at the login of the registry (docker login), then run it again");
    }
}
