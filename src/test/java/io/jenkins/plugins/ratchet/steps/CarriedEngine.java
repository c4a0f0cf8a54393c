package io.jenkins.plugins.ratchet.steps;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The engine that the plugin carries, beside the classes of the steps. */
final class CarriedEngine {
    private CarriedEngine() {}

    /** Where the steps look for it. */
    static Path directory() throws URISyntaxException {
        Path classes = Path.of(CarriedEngine.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        return classes.resolve(CarriedEngine.class.getPackageName().replace('.', '/'));
    }

    /** Puts a copy of this jar there. */
    static void install(Path jar) throws IOException, URISyntaxException, NoSuchAlgorithmException {
        Path temporary = Files.createTempFile(directory(), "ratchet", ".tmp");
        Files.copy(jar, temporary, StandardCopyOption.REPLACE_EXISTING);
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(temporary)));
        Files.move(temporary, directory().resolve("ratchet.jar"), StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(
                directory().resolve("engine.properties"), "sha256=" + digest + "\n", StandardCharsets.ISO_8859_1);
    }
}
