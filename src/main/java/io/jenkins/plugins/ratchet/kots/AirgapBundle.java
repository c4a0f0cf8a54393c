package io.jenkins.plugins.ratchet.kots;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * What the manifest of an airgap bundle says: {@code airgap.yaml} in a {@code tar.gz}, before the images.
 *
 * @param app slug of the application; empty where it is not told
 * @param cursor its place in the vendor's channel; null where it is not told
 * @param required versions that have to be deployed before it
 */
public record AirgapBundle(Path file, String app, String label, Cursor cursor, List<Required> required) {
    private static final String MANIFEST = "airgap.yaml";
    private static final int MOST_BYTES = 4 << 20;
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** @param cursor null where it is not told */
    public record Required(String label, Cursor cursor) {}

    /** Reads the manifest; what comes after it, most of the bundle, is left alone. */
    public static AirgapBundle read(Path file) {
        if (!Files.isReadable(file)) {
            throw RunException.usage(
                    "airgap bundle " + file + " cannot be read; put it there, or correct" + " kots.airgapBundle");
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
                TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(in))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.getName().replaceFirst("^\\./", "").equals(MANIFEST)) {
                    return of(file, YAML.readTree(tar.readNBytes(MOST_BYTES)).path("spec"));
                }
            }
        } catch (IOException e) {
            throw RunException.usage("airgap bundle " + file + " is no bundle, or not whole: " + e.getMessage());
        }
        throw RunException.usage("airgap bundle " + file + " holds no " + MANIFEST + "; is it the vendor's bundle?");
    }

    private static AirgapBundle of(Path file, JsonNode spec) {
        String label = spec.path("versionLabel").asText("");
        if (label.isBlank()) {
            throw RunException.usage(MANIFEST + " of airgap bundle " + file + " names no version");
        }
        String channel = spec.path("channelID").asText("");
        List<Required> required = new ArrayList<>();
        spec.path("requiredReleases")
                .forEach(each -> required.add(new Required(
                        each.path("versionLabel").asText(),
                        Cursor.of(channel, each.path("updateCursor").asText("")))));
        return new AirgapBundle(
                file,
                spec.path("appSlug").asText(""),
                label,
                Cursor.of(channel, spec.path("updateCursor").asText("")),
                List.copyOf(required));
    }
}
