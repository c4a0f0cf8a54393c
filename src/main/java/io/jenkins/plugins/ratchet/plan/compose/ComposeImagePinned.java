package io.jenkins.plugins.ratchet.plan.compose;

import io.jenkins.plugins.ratchet.compose.LocalImage;
import io.jenkins.plugins.ratchet.outcome.Finding;
import java.util.List;

/** The name of an image says which version it is. */
public final class ComposeImagePinned extends ComposeRule {
    private static final String LATEST = "latest";

    @Override
    public String id() {
        return "compose-image-pinned";
    }

    @Override
    public String purpose() {
        return "Images have a tag that names a version, or a digest: of `latest` nobody can tell whether it goes back.";
    }

    @Override
    List<Finding> judge(ComposeOutlook project) {
        return project.services().stream()
                .filter(change -> change.role() != ServiceChange.Role.LEFT)
                .filter(change -> change.place() != ServiceChange.Place.BUILT
                        || change.after().contains(":"))
                .filter(change -> floats(change.after()))
                .map(change -> Finding.block(
                        id(),
                        "service " + change.service() + " is to run " + change.after()
                                + ", whose name says nothing about its version",
                        "a tag that names a version, or a digest",
                        "name the version in the Compose file, by the variable of compose.versionVariable"))
                .toList();
    }

    private static boolean floats(String image) {
        String tag = LocalImage.tag(image);
        return !image.contains("@") && (tag == null || tag.equals(LATEST));
    }
}
