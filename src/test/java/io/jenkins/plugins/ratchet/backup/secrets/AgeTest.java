package io.jenkins.plugins.ratchet.backup.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.ratchet.cluster.BuiltTools;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgeTest {
    // The key pair of age's own documentation of its format; it protects nothing.
    static final String PUBLIC = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
    static final String PRIVATE = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";

    @TempDir
    Path directory;

    private static byte[] encrypted(byte[] clear) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Age(List.of(PUBLIC), "secrets").encrypt(clear, out);
        return out.toByteArray();
    }

    private static byte[] random(int bytes) {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return content;
    }

    private static byte[] decrypted(byte[] encrypted) throws IOException {
        return Age.decrypt(
                new ByteArrayInputStream(encrypted), Age.identities("# a comment\n" + PRIVATE + "\n", "key"));
    }

    @Test
    void whatIsEncryptedComesBack() throws IOException {
        for (int bytes : new int[] {0, 1, 65_535, 65_536, 65_537, 3_000_000}) {
            assertThat(decrypted(encrypted(random(bytes))))
                    .as("%d bytes", bytes)
                    .isEqualTo(random(bytes));
        }
    }

    @Test
    void aChangedOrCutFileIsNotDecrypted() throws IOException {
        byte[] whole = encrypted(random(200_000));
        for (int at : new int[] {30, whole.length / 2, whole.length - 1}) {
            byte[] changed = whole.clone();
            changed[at] ^= 1;
            assertThatThrownBy(() -> decrypted(changed)).as("changed at %d", at).isInstanceOf(IOException.class);
        }
        for (int length : new int[] {100, whole.length / 2, whole.length - 1}) {
            assertThatThrownBy(() -> decrypted(Arrays.copyOf(whole, length)))
                    .as("cut to %d", length)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void wrongKeysAreSaidWithoutRepeatingPrivateOnes() {
        assertThatThrownBy(() -> new Age(List.of(PUBLIC.replace("zvk", "zvv")), "secrets"))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("secrets.recipients");
        assertThatThrownBy(() -> new Age(List.of(), "secrets")).hasMessageContaining("never written in clear");
        assertThatThrownBy(() -> Age.identities(PRIVATE.replace("Q4E", "Q4Q"), "key"))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("key")
                .hasMessageNotContaining("GFPYYSJZ");
        assertThatThrownBy(() -> Age.identities("nothing", "key")).hasMessageContaining("no private key");
    }

    @Test
    void theRealAgeReadsWhatIsWrittenAndTheOtherWayRound() throws Exception {
        Optional<Path> age = BuiltTools.find("age");
        if (age.isEmpty()) {
            System.err.println(
                    "SKIPPED: the real age. Install age, or run src/test/cluster/build age where go is" + " installed");
            Assumptions.abort("age is missing");
        }
        byte[] content = random(300_000);
        Path key = Files.writeString(directory.resolve("key"), PRIVATE + "\n");
        Path ours = Files.write(directory.resolve("ours.age"), encrypted(content));
        Path opened = directory.resolve("opened");
        run(age.get(), "-d", "-i", key.toString(), "-o", opened.toString(), ours.toString());
        assertThat(Files.readAllBytes(opened)).isEqualTo(content);

        Path theirs = directory.resolve("theirs.age");
        run(age.get(), "-r", PUBLIC, "-o", theirs.toString(), opened.toString());
        assertThat(decrypted(Files.readAllBytes(theirs))).isEqualTo(content);
    }

    private static void run(Path program, String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
