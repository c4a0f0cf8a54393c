package io.jenkins.plugins.ratchet.released;

import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** A file with a version a line, and after it the day of its release; # starts a comment. */
final class VersionList implements VersionSource {
    private final String name;
    private final Path file;

    VersionList(String name, Path file) {
        this.name = name;
        this.file = file;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Released> versions() {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw RunException.usage("the list of versions " + file + " cannot be read: " + e.getMessage());
        }
        List<Released> versions = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replaceFirst("#.*", "").strip();
            if (!line.isEmpty()) {
                versions.add(released(line.split("[\\s,;]+"), i + 1));
            }
        }
        return versions;
    }

    private Released released(String[] words, int line) {
        LocalDate day = words.length == 1 ? null : ChartIndex.day(words[1]);
        if (words.length > 2 || words.length == 2 && day == null) {
            throw RunException.usage(file + ", line " + line
                    + ": expected a version, and after a space the day of its release, e.g. 26.05.12 2026-05-12");
        }
        return new Released(words[0], null, day, null);
    }
}
