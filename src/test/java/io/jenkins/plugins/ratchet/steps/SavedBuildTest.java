package io.jenkins.plugins.ratchet.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.thoughtworks.xstream.XStream;
import java.io.File;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What an older version of the plugin saved is read by this one. The files were written by a real Jenkins and by Java's
 * serialization with version 0.1.0; they are never written anew. A field that went away or changed its type needs a
 * {@code readResolve} and a file of its own here.
 */
class SavedBuildTest {
    private static final Path SAVED = Path.of("src/test/resources/saved");

    private static UpgradeAction action;

    @BeforeAll
    static void read() {
        XStream xml = new XStream();
        xml.allowTypesByWildcard(new String[] {"io.jenkins.plugins.ratchet.steps.**"});
        // Unlike Jenkins, which skips what it does not know, this fails on a field that is gone.
        action = (UpgradeAction) xml.fromXML(new File("src/test/resources/saved/action.xml"));
        action.onLoad(new Build(Path.of("target")).run);
    }

    @Test
    void thePageOfASavedBuildShowsItsSteps() {
        assertThat(action.getEntries())
                .extracting(entry -> entry.getFunction() + " " + entry.getState())
                .containsExactly(
                        "verifyUpgrade failed",
                        "planUpgrade done",
                        "helmUpgradeForwardOnly done",
                        "verifyUpgrade done");
        assertThat(action.getEntries().get(0).getFailure()).startsWith("verifyUpgrade: refused by step-order");
        assertThat(action.getEntries().get(2).getFacts()).hasSize(2);
        assertThat(action.getEntries().get(2).getStartedText()).startsWith("2026-11-21 13:1");
    }

    @Test
    void theResultsOfASavedBuildAreWhole() {
        UpgradeResult result = action.getNewest();
        assertThat(result.getTitle()).isEqualTo("harbourmaster 2026.7.5 → 2026.7.6");
        assertThat(result.getRevision()).isEqualTo(13);
        assertThat(result.getState()).isEqualTo("verified");
        assertThat(result.getDigest()).startsWith("sha256:12d077f2");
        assertThat(result.getBackups())
                .hasSize(4)
                .allMatch(backup -> backup.getProof().equals("restore"));
        assertThat(result.getBackups().get(0).getSizeText()).isEqualTo("502.8 KiB");
        assertThat(result.getChecks())
                .hasSize(6)
                .allMatch(check -> check.getOutcome().equals("passed"));
        assertThat(action.getEntries().get(0).getResult().getFindings())
                .singleElement()
                .hasToString(
                        "block    step-order: upgrade 20261121-130546-a1df to harbourmaster 1.4.5 (app 2026.7.6) is failed"
                                + " at step upgrade; expected: step upgrade done before verify; to do: run `ratchet upgrade` first");
    }

    @Test
    void theVariablesOfASavedProgramAreRead() throws Exception {
        try (InputStream file = Files.newInputStream(SAVED.resolve("program.ser"));
                ObjectInputStream in = new ObjectInputStream(file)) {
            EngineCall call = (EngineCall) in.readObject();
            assertThat(call.function()).isEqualTo("helmUpgradeForwardOnly");
            assertThat(call.options()).contains("--release=carto", "--to=1.3.0");
            assertThat(call.credentials())
                    .singleElement()
                    .extracting(DatabaseCredentials::getDatabase, DatabaseCredentials::getCredentialsId)
                    .containsExactly("metadata", "carto-db");
            assertThat(call.abortGraceSeconds()).isEqualTo(90);
            UpgradeResult result = (UpgradeResult) in.readObject();
            assertThat(result.getAdviceDirection()).isEqualTo("roll-forward");
            assertThat(result.getFindings()).hasSize(3);
        }
    }

    /** The execution itself cannot be read without Jenkins's own classes, so its form is compared. */
    @Test
    void aRunningStepIsSavedInTheSameForm() {
        ObjectStreamClass form = ObjectStreamClass.lookup(EngineStepExecution.class);
        assertThat(form.getSerialVersionUID()).isEqualTo(1);
        Map<String, String> fields = Arrays.stream(form.getFields())
                .collect(Collectors.toMap(
                        field -> field.getName(), field -> field.getType().getSimpleName()));
        assertThat(fields)
                .containsAllEntriesOf(Map.of(
                        "call", "EngineCall",
                        "id", "String",
                        "node", "String",
                        "path", "String",
                        "controller", "Controller",
                        "stopCause", "Throwable",
                        "stopAsked", "long"));
    }

    @Test
    void whateverIsSavedNamesItsVersion() {
        for (Class<?> each : List.of(
                EngineCall.class,
                DatabaseCredentials.class,
                QuietJobs.class,
                EngineHandler.class,
                UpgradeAction.Entry.class,
                UpgradeResult.class,
                UpgradeResult.Version.class,
                UpgradeResult.Finding.class,
                UpgradeResult.Backup.class,
                UpgradeResult.Job.class,
                UpgradeResult.Check.class)) {
            assertThat(ObjectStreamClass.lookup(each).getSerialVersionUID())
                    .as(each.getName())
                    .isEqualTo(1);
        }
    }
}
