package io.jenkins.plugins.ratchet.released;

import io.jenkins.plugins.ratchet.helm.ChartFiles;
import io.jenkins.plugins.ratchet.helm.ChartInfo;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The chart archives in a directory, by the versions in their names: what somebody has downloaded so far. */
final class ChartArchives implements VersionSource {
    private final Path directory;
    private final String stem;
    private final Path work;

    /**
     * @param stem how the names of the product's archives start, e.g. {@code jitera-helm}; null for any
     * @param work where an archive may be unpacked to be looked into
     */
    ChartArchives(Path directory, String stem, Path work) {
        this.directory = directory;
        this.stem = stem;
        this.work = work;
    }

    @Override
    public String name() {
        return "chart archives in " + directory;
    }

    @Override
    public List<Released> versions() {
        return files().keySet().stream().map(Released::named).toList();
    }

    private Map<String, Path> files() {
        return ChartFiles.versions(directory, stem);
    }

    @Override
    public Released detailed(Released released) {
        Path file = files().get(released.version());
        if (file == null) {
            return released;
        }
        try {
            ChartInfo chart = ChartFiles.read(file, null, work);
            return new Released(released.version(), chart.appVersion(), null, chart.metadata());
        } catch (RunException e) {
            return released; // what cannot be read is refused when it is to be installed
        }
    }

    @Override
    public boolean partial() {
        return true;
    }
}
