package io.jenkins.plugins.ratchet.released;

import io.jenkins.plugins.ratchet.helm.Git;
import io.jenkins.plugins.ratchet.helm.VersionInName;
import java.util.List;

/** The tags of a git repository, those that hold a version. */
final class GitTags implements VersionSource {
    private final String url;

    GitTags(String url) {
        this.url = url;
    }

    @Override
    public String name() {
        return "git tags of " + Git.shown(url);
    }

    @Override
    public List<Released> versions() {
        return Git.tags(url).stream()
                .flatMap(tag -> VersionInName.of(tag).stream())
                .distinct()
                .map(Released::named)
                .toList();
    }
}
