package io.jenkins.plugins.ratchet.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.verify.CheckResult.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys and certificates that OpenSSL made, in Secrets of the small API, whole and spoiled as platforms spoil them. */
class SecretChecksIT {
    private static final String SECRET = "secret: { name: cli, key: key.pem";

    @TempDir
    private Path directory;

    private CheckedProduct product;

    @BeforeEach
    void open() throws IOException {
        product = new CheckedProduct(directory);
    }

    @AfterEach
    void close() throws IOException {
        product.close();
    }

    @ParameterizedTest
    @CsvSource({
        "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048, PRIVATE KEY",
        "genrsa -traditional 2048, RSA PRIVATE KEY",
        "ecparam -name prime256v1 -genkey -noout, EC PRIVATE KEY",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384, PRIVATE KEY",
        "genpkey -algorithm ed25519, PRIVATE KEY"
    })
    void every_form_of_key_that_openssl_writes_is_read_and_fits_its_certificate(String how, String label)
            throws Exception {
        String key = openssl(how);
        Files.writeString(directory.resolve("key.pem"), key);
        String certificate = openssl("req -new -x509 -key key.pem -subj /CN=ratchet -days 90");
        String publicKey = openssl("pkey -in key.pem -pubout");
        product.secret("cli", Map.of("key.pem", key, "tls.crt", certificate, "public.pem", publicKey));

        CheckResult result = product.check(SECRET + ", pair: tls.crt }");
        assertThat(result.outcome()).as(result.toString()).isEqualTo(Outcome.PASSED);
        assertThat(result.seen())
                .isEqualTo("Secret cli, key key.pem holds a " + label
                        + ", which fits the CERTIFICATE in Secret cli, key" + " tls.crt");
        CheckResult other = product.check("secret: { name: cli, key: public.pem, pair: key.pem }");
        assertThat(other.outcome()).as(other.toString()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void stripped_newlines_are_diagnosed_by_name_however_they_were_lost() throws Exception {
        String key = key();
        for (Map.Entry<String, String> each : Map.of(
                        key.replace("\n", ""), "its line breaks are gone: all is on one line",
                        key.replace("\n", " "), "its line breaks have become spaces",
                        key.replace("\n", "\\n"), "its line breaks are the two characters \\n",
                        joined(key), "its line breaks are gone between the first and the last line")
                .entrySet()) {
            product.secret("cli", Map.of("key.pem", each.getKey()));

            CheckResult result = product.check(SECRET + " }");

            assertThat(result.cause()).as(each.getValue()).isEqualTo(CheckCause.PEM_NEWLINES);
            assertThat(result.seen())
                    .isEqualTo("Secret cli, key key.pem is no PEM that programs can read: " + each.getValue()
                            + tries(result));
            assertThat(result.todo()).contains("--from-file");
        }
    }

    @Test
    void what_is_no_key_is_named_without_being_shown() throws Exception {
        String key = key();
        for (Map.Entry<String, String> each : Map.of(
                        "hunter2-not-pem",
                        "it is no PEM text",
                        "  ",
                        "it is empty",
                        key.substring(0, 200),
                        "it has a first line, but no last line",
                        Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8)),
                        "it is PEM in base64 once more than it should be",
                        key.replaceFirst("\nMII", "\nAAA"),
                        "what it holds is no PRIVATE KEY")
                .entrySet()) {
            product.secret("cli", Map.of("key.pem", each.getKey()));

            CheckResult result = product.check(SECRET + " }");

            assertThat(result.cause()).as(each.getValue()).isEqualTo(CheckCause.PEM_UNREADABLE);
            assertThat(result.seen()).contains(each.getValue()).doesNotContain("hunter2");
        }
        assertThat(product.check("secret: { name: gone, key: key.pem }").cause())
                .isEqualTo(CheckCause.SECRET_MISSING);
    }

    @Test
    void two_keys_that_are_no_pair_are_noticed() throws Exception {
        Files.writeString(directory.resolve("key.pem"), key());
        product.secret(
                "cli", Map.of("key.pem", key(), "tls.crt", openssl("req -new -x509 -key key.pem -subj /CN=x -days 9")));

        CheckResult result = product.check(SECRET + ", pair: tls.crt }");

        assertThat(result.cause()).isEqualTo(CheckCause.PAIR_DIFFERS);
        assertThat(result.seen()).contains("does not fit the CERTIFICATE");
    }

    @Test
    void a_certificate_is_warned_of_before_it_ends() throws Exception {
        Files.writeString(directory.resolve("key.pem"), key());
        product.secret("cli", Map.of("key.pem", openssl("req -new -x509 -key key.pem -subj /CN=x -days 10")));

        CheckResult warned = product.check(SECRET + " }");
        CheckResult demanded = product.check(SECRET + ", days: 30 }");
        CheckResult quiet = product.check(SECRET + ", warnDays: 5 }");

        assertThat(warned.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(warned.todo()).isEqualTo("renew the certificate");
        assertThat(demanded.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(demanded.cause()).isEqualTo(CheckCause.CERTIFICATE_ENDS);
        assertThat(quiet.todo()).isNull();
        assertThat(quiet.seen()).contains("valid for 9 days");
    }

    private static String tries(CheckResult result) {
        int at = result.seen().indexOf(" (");
        return at < 0 ? "" : result.seen().substring(at);
    }

    private static String key() throws Exception {
        var pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    /** Its body on one line, first and last line whole. */
    private static String joined(String key) {
        List<String> lines = key.lines().toList();
        return lines.get(0) + "\n" + String.join("", lines.subList(1, lines.size() - 1)) + "\n"
                + lines.get(lines.size() - 1) + "\n";
    }

    private String openssl(String arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(Arrays.asList(arguments.split(" ")));
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            System.err.println("SKIPPED: keys and certificates as openssl writes them; it is not installed");
            Assumptions.abort("openssl is not installed");
            return null;
        }
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(arguments).isZero();
        return text;
    }
}
