package io.jenkins.plugins.ratchet.plan.terraform;

import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.change.HeldValues;
import io.jenkins.plugins.ratchet.terraform.PlannedValues;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Puts a plan's values into files for helm's dry run, which reads the YAML as the provider's helm does. */
final class WrittenValues {
    private final PlannedValues values;
    private final Path directory;

    /** @param directory of this run, that nobody else can read */
    WrittenValues(PlannedValues values, Path directory) {
        this.values = values;
        this.directory = directory;
    }

    HeldValues held() {
        List<Path> files = new ArrayList<>();
        try {
            for (String document : values.documents()) {
                files.add(write(files.size(), document.getBytes(StandardCharsets.UTF_8)));
            }
            files.add(write(files.size(), Json.mapper().writeValueAsBytes(values.set())));
        } catch (IOException e) {
            throw RunException.unavailable("the plan's values cannot be written to " + directory + ": " + e, e);
        }
        return new HeldValues(files, values.secrets(), values.secretPaths(), null);
    }

    private Path write(int number, byte[] content) throws IOException {
        return Files.write(directory.resolve("terraform-values-" + number + ".yaml"), content);
    }
}
