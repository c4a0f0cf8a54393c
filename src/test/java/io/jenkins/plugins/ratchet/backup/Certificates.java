package io.jenkins.plugins.ratchet.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Certificate authorities and servers' certificates for one test, made by openssl; skips the test where there is none. */
public record Certificates(Path directory, String purpose) {

    /** An authority of its own; its certificate is {@code NAME.crt}. */
    public void authority(String name) throws IOException, InterruptedException {
        openssl("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=" + name + " -keyout " + name + ".key -out " + name
                + ".crt");
    }

    /** A certificate for 127.0.0.1, {@code NAME.crt} with {@code NAME.key}. */
    public void server(String name, String authority) throws IOException, InterruptedException {
        openssl("req -newkey rsa:2048 -nodes -subj /CN=" + name + " -keyout " + name + ".key -out " + name + ".csr");
        Files.writeString(directory.resolve("names"), "subjectAltName=IP:127.0.0.1");
        openssl("x509 -req -in " + name + ".csr -CA " + authority + ".crt -CAkey " + authority
                + ".key -CAcreateserial -days 2 -extfile names -out " + name + ".crt");
    }

    public String file(String name) {
        return directory.resolve(name).toString();
    }

    private void openssl(String arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ")));
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            System.err.println("SKIPPED: " + purpose + " by TLS: openssl is not installed");
            Assumptions.abort("openssl is not installed");
            throw e;
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
