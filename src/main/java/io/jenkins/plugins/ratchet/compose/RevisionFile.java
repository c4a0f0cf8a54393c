package io.jenkins.plugins.ratchet.compose;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The revisions of a project that Ratchet remembers, in a file beside the record, oldest first. */
final class RevisionFile {
    private static final int MOST = 20;
    private static final long MOST_BYTES = 4L << 20;

    private final Path file;

    RevisionFile(Path file) {
        this.file = file;
    }

    List<ProjectRevision> read() {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw spoilt("it is larger than any that Ratchet writes", null);
            }
            return List.copyOf(
                    Json.mapper().readValue(Files.readString(file), new TypeReference<List<ProjectRevision>>() {}));
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (JsonProcessingException e) {
            throw spoilt("it is not as Ratchet writes it", e);
        } catch (IOException e) {
            throw RunException.unavailable("the list of revisions " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private RunException spoilt(String why, Exception cause) {
        return RunException.unavailable(
                "the list of revisions " + file + " cannot be used: " + why
                        + "; bring back an older copy, or remove it: the project is adopted as it runs then",
                cause);
    }

    void write(List<ProjectRevision> revisions) {
        List<ProjectRevision> kept = revisions.subList(Math.max(0, revisions.size() - MOST), revisions.size());
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            DurableFile.write(
                    file, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(kept) + "\n");
        } catch (IOException e) {
            throw RunException.unavailable(
                    "the list of revisions " + file + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** Changes one of them; the run that does holds the lock. */
    void change(int number, UnaryOperator<ProjectRevision> change) {
        List<ProjectRevision> all = new ArrayList<>(read());
        all.replaceAll(each -> each.number() == number ? change.apply(each) : each);
        write(all);
    }
}
