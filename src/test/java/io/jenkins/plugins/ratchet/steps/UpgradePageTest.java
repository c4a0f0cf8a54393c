package io.jenkins.plugins.ratchet.steps;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.actions.TimingAction;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.support.steps.input.InputSubmittedAction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a build's page says of its upgrade. */
class UpgradePageTest {
    private static final String PLANNED = """
            {"command": "plan", "exitCode": 0, "outcome": "go", "release": "carto", "namespace": "prod",
             "digest": "sha256:12", "from": {"chart": "carto", "chartVersion": "1.2.0", "appVersion": "26.1.0"},
             "to": {"chart": "carto", "chartVersion": "1.3.0", "appVersion": "26.3.10"}}
            """;
    private static final String BACKED_UP = """
            {"command": "backup", "exitCode": 0, "outcome": "backed up", "release": "carto", "namespace": "prod",
             "state": "backed-up", "backups": [{"database": "metadata", "bytes": 5, "proof": "restore"}]}
            """;
    private static final String UPGRADED = """
            {"command": "upgrade", "exitCode": 0, "outcome": "upgraded", "release": "carto", "namespace": "prod",
             "state": "upgraded", "digest": "sha256:12", "backups": [{"database": "metadata", "bytes": 5}]}
            """;

    @TempDir
    Path directory;

    private UpgradeAction page;
    private int steps;

    @BeforeEach
    void page() {
        page = UpgradeAction.of(new Build(directory).run);
    }

    private static final class Node extends FlowNode {
        private final String id;
        private final List<FlowNode> parents;

        Node(String id, FlowNode... parents) {
            this.id = id;
            this.parents = List.of(parents);
            addAction(new TimingAction());
        }

        Node answeredBy(String approver) {
            addAction(new InputSubmittedAction(approver, null));
            return this;
        }

        @Override
        public String getId() {
            return id;
        }

        @Override
        public List<FlowNode> getParents() {
            return parents;
        }

        @Override
        public void save() {}

        @Override
        public String getDisplayName() {
            return id;
        }
    }

    private void step(String function, FlowNode node, String plan, String report, String ending) throws IOException {
        String id = "step-" + ++steps;
        page.begin(id, function, node.getId(), plan);
        page.approvals(id, node);
        page.end(
                id,
                report == null ? null : ReportReader.report(report.getBytes(StandardCharsets.UTF_8)),
                ending,
                ending,
                List.of());
    }

    private UpgradeEntry entry(int index) {
        return page.getEntries().get(index);
    }

    @Test
    void anAnsweredInputBetweenTwoStepsIsAnApprovalOfTheSecond() throws Exception {
        Node plan = new Node("4", new Node("3").answeredBy("somebody earlier"));
        Node backup = new Node("7", new Node("6", new Node("5", plan).answeredBy("alex")));
        Node upgrade = new Node("8", backup);
        step("planUpgrade", plan, null, PLANNED, null);
        step("backupDatabases", backup, null, BACKED_UP, null);
        step("helmUpgradeForwardOnly", upgrade, "sha256:12", UPGRADED, null);

        assertThat(entry(0).getApprovals()).isEmpty();
        assertThat(entry(1).getApprovals()).extracting(Approval::getApprover).containsExactly("alex");
        assertThat(entry(1).getApprovals().get(0).getWaited()).endsWith(" s");
        assertThat(entry(2).getApprovals()).isEmpty();
        assertThat(entry(2).isBound()).isTrue();
        assertThat(entry(2).getSincePlan())
                .describedAs("told by the input already")
                .isNull();
    }

    @Test
    void inputsInBranchesAreFoundOnceAndNobodyMayHaveLoggedIn() throws Exception {
        Node plan = new Node("1");
        Node fork = new Node("2", plan);
        Node join =
                new Node("7", new Node("5", new Node("3", fork).answeredBy(null)), new Node("6", new Node("4", fork)));
        step("planUpgrade", plan, null, PLANNED, null);
        step("backupDatabases", join, null, BACKED_UP, null);

        assertThat(entry(1).getApprovals()).hasSize(1);
        assertThat(entry(1).getApprovals().get(0).getApprover()).isNull();
    }

    @Test
    void withoutAnInputTheDigestIsSaidToHaveBeenGiven() throws Exception {
        Node plan = new Node("1");
        step("planUpgrade", plan, null, PLANNED, null);
        step("backupDatabases", new Node("2", plan), null, BACKED_UP, null);
        step("helmUpgradeForwardOnly", new Node("3", plan), "sha256:12", UPGRADED, null);
        step("helmUpgradeForwardOnly", new Node("4", plan), "sha256:other", UPGRADED, null);

        assertThat(entry(1).getSincePlan()).isNull();
        assertThat(entry(2).getSincePlan()).isEqualTo("0 s");
        assertThat(entry(2).isBound()).isTrue();
        assertThat(entry(3).isBound()).isFalse();
        assertThat(entry(3).getSincePlan()).isNull();
    }

    @Test
    void aVeryLongPipelineIsNotWalkedToItsStart() throws Exception {
        Node node = new Node("0").answeredBy("alex");
        for (int i = 1; i < 10_000; i++) {
            node = new Node("n" + i, node);
        }
        assertThat(Approval.before(node, Set.of("none"))).isEmpty();
    }

    @Test
    void eachBackupIsShownOnceWithTheStepThatTookIt() throws Exception {
        Node node = new Node("1");
        step("backupDatabases", node, null, BACKED_UP, null);
        step("helmUpgradeForwardOnly", node, null, UPGRADED, null);
        assertThat(entry(0).isBacksUp()).isTrue();
        assertThat(entry(1).isBacksUp()).isFalse();
    }

    @Test
    void anUpgradeInABuildOfItsOwnShowsTheBackupsItRestsOn() throws Exception {
        step("helmUpgradeForwardOnly", new Node("1"), null, UPGRADED, null);
        assertThat(entry(0).isBacksUp()).isTrue();
    }

    @Test
    void aStepWithoutAnAnswerDoesNotHideWhatIsKnown() throws Exception {
        Node node = new Node("1");
        step("planUpgrade", node, null, PLANNED, null);
        step("backupDatabases", node, null, BACKED_UP, null);
        step("helmUpgradeForwardOnly", node, null, null, UpgradeEntry.FAILED);
        step(
                "upgradeStatus",
                node,
                null,
                "{\"outcome\": \"upgrade u-0 is verified\", \"digest\": \"sha256:old\"}",
                null);

        assertThat(page.getTitle()).isEqualTo("carto 26.1.0 → 26.3.10");
        assertThat(page.getDigest()).isEqualTo("sha256:12");
        assertThat(page.getNewest().getOutcome()).isEqualTo("backed up");
        assertThat(page.getLast().getState()).isEqualTo("failed");
        assertThat(page.getOutcome()).isEqualTo("failed");
    }

    @ParameterizedTest
    @MethodSource("endings")
    void theEndOfAStepIsToldByName(String ending, String report, String state) throws Exception {
        step("verifyUpgrade", new Node("1"), null, report, ending);
        assertThat(entry(0).getState()).isEqualTo(state);
        assertThat(entry(0).getStateText()).isNotBlank();
        assertThat(entry(0).getOutcome()).isNotBlank();
        assertThat(entry(0).getTitle()).isEqualTo("Verification");
    }

    static Stream<Arguments> endings() {
        return Stream.of(
                Arguments.of(null, "{\"exitCode\": 0}", "done"),
                Arguments.of(null, "{\"exitCode\": 4}", "unstable"),
                Arguments.of(UpgradeEntry.REFUSED, "{\"exitCode\": 2}", "refused"),
                Arguments.of(UpgradeEntry.ABORTED, "{\"exitCode\": 143}", "aborted"),
                Arguments.of(UpgradeEntry.UNKNOWN, null, "unknown"),
                Arguments.of(UpgradeEntry.FAILED, null, "failed"));
    }

    @Test
    void aReportWithoutAReleaseLeavesThePageItsOwnName() throws Exception {
        step(
                "planUpgrade",
                new Node("1"),
                null,
                "{\"exitCode\": 64, \"outcome\": \"unknown key\"}",
                UpgradeEntry.FAILED);
        assertThat(page.getTitle()).isEqualTo(page.getDisplayName());
        assertThat(page.getOutcome()).isEqualTo("unknown key");
    }

    @Test
    void waiversAreToldOnce() throws Exception {
        String waived = """
                {"findings": [{"rule": "freeze", "severity": "block", "waiver": "CHANGE-12"},
                              {"rule": "support-window", "severity": "warn"}, {"rule": "same", "severity": "info"}]}
                """;
        step("planUpgrade", new Node("1"), null, waived, null);
        step("helmUpgradeForwardOnly", new Node("1"), null, waived, null);

        assertThat(page.getWaivers())
                .extracting(UpgradeResult.Finding::getWaiver)
                .containsExactly("CHANGE-12");
        assertThat(entry(0).getResult().getLoudFindings())
                .extracting(UpgradeResult.Finding::getTone)
                .containsExactly("waived", "warn");
        assertThat(entry(0).getResult().getQuietFindings()).hasSize(1);
    }

    @Test
    void withoutAJenkinsUrlTheAddressIsRelativeToJenkins() {
        assertThat(page.address()).isEqualTo("job/carto/7/ratchet/");
    }

    /** All views escape; none brings script, style or a foreign host along. */
    @Test
    void theViewsAreFitForContentFromAnAgent() throws Exception {
        Path views = Path.of("src/main/resources/io/jenkins/plugins/ratchet/steps");
        List<Path> jelly;
        try (Stream<Path> all = Files.walk(views)) {
            jelly = all.filter(each -> each.toString().endsWith(".jelly")).toList();
        }
        assertThat(jelly).hasSizeGreaterThan(10);
        for (Path view : jelly) {
            assertThat(Files.readString(view))
                    .describedAs(view.toString())
                    .startsWith("<?jelly escape-by-default='true'?>")
                    .doesNotContainPattern(
                            "(?i)<script|<style|<iframe|\\sstyle=|\\son[a-z]+=|j:out|escapeText|https?://");
        }
        assertThat(Files.readString(views.resolve("UpgradeAction/page.js")))
                .doesNotContain("innerHTML", "eval(", "http:", "https:");
    }
}
