package io.jenkins.plugins.ratchet.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.Outlook;
import io.jenkins.plugins.ratchet.plan.Plan;
import io.jenkins.plugins.ratchet.plan.change.Changes;
import io.jenkins.plugins.ratchet.plan.change.ImageChange;
import io.jenkins.plugins.ratchet.plan.change.ObjectChange;
import io.jenkins.plugins.ratchet.plan.change.ObjectRef;
import io.jenkins.plugins.ratchet.registry.ImagePull;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ReportTest {
    @TempDir
    Path dir;

    /** {@code mvn test -Dratchet.golden=write} renews the expected files; look at the difference then. */
    @ParameterizedTest
    @CsvSource({"report.json", "report.md", "report.xml", "report.html", "report.txt", "report-colour.txt"})
    void aFailedUpgradeReadsAsItAlwaysDid(String name) throws IOException {
        Report report = ReportSamples.failed();
        String rendered = switch (name) {
            case "report.json" -> ReportJson.render(report);
            case "report.md" -> ReportMarkdown.render(report);
            case "report.html" -> ReportHtml.render(report);
            case "report.xml" -> ReportJunit.render(report);
            case "report.txt" -> ReportConsole.render(report, false);
            default -> ReportConsole.render(report, true);
        };
        if ("write".equals(System.getProperty("ratchet.golden"))) {
            Files.createDirectories(Path.of("src/test/resources/report"));
            Files.writeString(Path.of("src/test/resources/report", name), rendered);
        }
        assertThat(Path.of("src/test/resources/report", name)).content().isEqualTo(rendered);
    }

    static Stream<String> hostileTexts() {
        return Stream.of(
                "a | b || c \\| d",
                "``` ` ````` end",
                "</testcase></testsuite>]]><script>alert(1)</script>\"'&amp;",
                "\u001B[2J\u001B[31mred\u001B]0;title\u0007\u0000\u009B1m\b",
                "first\nsecond\r\n| third |\n# heading\n<details>",
                "[click](https://evil.example) ![x](http://evil.example/p.png) www.evil.example @everyone org/repo#1",
                "\u202Ereversed\u2066 \ud800 lone \uFFFE",
                "\\[x\\](https://evil.example) $x$ :smile: **bold** ~~gone~~",
                "x".repeat(1 << 20),
                "\u001B".repeat(1 << 20),
                "😀".repeat(1 << 18),
                "");
    }

    @ParameterizedTest(name = "text {index}")
    @MethodSource("hostileTexts")
    void hostileTextStaysTextInHtml(String text) throws Exception {
        String page = ReportHtml.render(ReportSamples.hostile(text));

        assertThat(page.length()).isLessThanOrEqualTo(ReportHtml.LONGEST);
        assertThat(page).doesNotContain("\u001B", "\u202E", "\u0000", "<script", "<img", "onerror=");
        assertThat(page).containsOnlyOnce("</html>").containsOnlyOnce("<main>").containsOnlyOnce("<h1>");
        String body = page.substring(page.indexOf("<body>"), page.indexOf("</html>"));
        assertThat(parse(body).getDocumentElement().getNodeName())
                .as("every tag is closed where it was opened")
                .isEqualTo("body");
    }

    @Test
    void thePageLoadsNothingFromElsewhere() {
        String page = ReportHtml.render(ReportSamples.failed());
        assertThat(page).contains("default-src 'none'").doesNotContain("src=", "<link", "@import", "url(", "http://");
    }

    @ParameterizedTest(name = "text {index}")
    @MethodSource("hostileTexts")
    void hostileTextStaysTextInMarkdown(String text) {
        String page = ReportMarkdown.render(ReportSamples.hostile(text));

        assertThat(page.length()).isLessThanOrEqualTo(ReportMarkdown.LONGEST);
        assertThat(page).doesNotContain("\u001B", "\u202E", "\u0000");
        assertThat(page.lines().filter(line -> line.startsWith("# "))).isEmpty();
        String outsideCode =
                page.replaceAll("(?s)(`{3,})(?:sh|text)\n.*?\n\\1", "").replaceAll("<code>.*?</code>", "");
        assertThat(outsideCode).doesNotContain("<", "![", "](", "`", "://", "@everyone", "www.", "#1 ");
        for (String line :
                outsideCode.lines().filter(each -> each.startsWith("|")).toList()) {
            assertThat(line.chars().filter(c -> c == '|').count()).as(line).isLessThanOrEqualTo(7);
            assertThat(line).endsWith("|");
        }
    }

    @ParameterizedTest(name = "text {index}")
    @MethodSource("hostileTexts")
    void hostileTextStaysTextInJunitXml(String text) throws Exception {
        String xml = ReportJunit.render(ReportSamples.hostile(text));

        Document document = parse(xml);
        assertThat(document.getElementsByTagName("testcase").getLength()).isEqualTo(7);
        assertThat(document.getElementsByTagName("failure").getLength()).isEqualTo(3);
        assertThat(document.getElementsByTagName("script").getLength()).isZero();
        assertThat(xml.length()).isLessThan(200_000);
    }

    @ParameterizedTest(name = "text {index}")
    @MethodSource("hostileTexts")
    void hostileTextStaysOnItsLineOfTheConsole(String text) {
        String console = ReportConsole.render(ReportSamples.hostile(text), false);

        assertThat(console.chars().filter(c -> c != '\n').noneMatch(Character::isISOControl))
                .isTrue();
        assertThat(console.lines()
                        .allMatch(line -> line.isEmpty() || line.startsWith("  ") || line.matches("^[a-z].*")))
                .isTrue();
        assertThat(console.lines().reduce((a, b) -> b))
                .hasValueSatisfying(last -> assertThat(last).startsWith("exit 4"));
    }

    @ParameterizedTest(name = "text {index}")
    @MethodSource("hostileTexts")
    void jsonKeepsEveryText(String whole) {
        String text = whole.substring(0, Math.min(whole.length(), 1 << 15));
        Report report = ReportSamples.hostile(text);
        String json = new String(ReportJson.render(report).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);

        assertThat(ReportJson.read(json).command()).isEqualTo(text.isEmpty() ? null : text.replace('\ud800', '?'));
    }

    @Test
    void aReportWithNothingInItRendersToo() throws Exception {
        Report bare = ReportSamples.bare();

        assertThat(ReportMarkdown.render(bare)).contains("**nothing to do**");
        assertThat(ReportConsole.render(bare, false)).isEqualTo("done       nothing to do\n");
        assertThat(ReportJson.read(ReportJson.render(bare)).outcome()).isEqualTo("nothing to do");
        assertThat(parse(ReportJunit.render(bare))
                        .getElementsByTagName("testsuite")
                        .getLength())
                .isEqualTo(5);
    }

    @Test
    void linesOfADiffKeepTheirIndentationOnTheConsole() {
        ObjectRef map = new ObjectRef("v1", "ConfigMap", "shop", "app");
        Changes changes = new Changes(
                List.of(),
                List.of(),
                List.of(),
                List.of(new ObjectChange(
                        ObjectChange.Action.CHANGE,
                        map,
                        null,
                        List.of(),
                        List.of(" data:", "   a: 1", "+  b: \u001B[2J2"))),
                0,
                List.of(),
                List.of(),
                1,
                List.of());
        assertThat(ReportConsole.render(planned("plan", changes), false).lines())
                .containsSequence(" ".repeat(11) + " data:", " ".repeat(11) + "   a: 1", " ".repeat(11) + "+  b: 2");
        // Whoever has upgraded looks for what became of it; the reports in files still have every line.
        assertThat(ReportConsole.render(planned("upgrade", changes), false)).doesNotContain("b: 2");
        assertThat(ReportMarkdown.render(planned("upgrade", changes))).contains("b: ");
    }

    private static Report planned(String command, Changes changes) {
        return new ReportDraft("test", command)
                .plan(new Plan(null, null, null, List.of(), List.of(), Outlook.NONE.withChanges(changes)))
                .end(ExitCode.DONE, "done");
    }

    @Test
    void whatTheRegistriesSayStandsBesideTheImagesOnlyWhereTheyWereAsked() {
        ImagePull missing = ImagePull.of(ImagePull.State.MISSING, "registry.example does not have it");

        assertThat(imagesPage(missing)).contains("In the registry", "| missing |");
        assertThat(imagesPage(null)).contains("registry.example/api:2").doesNotContain("In the registry");
    }

    private static String imagesPage(ImagePull pull) {
        ImageChange image = new ImageChange("registry.example/api:1", "registry.example/api:2", null, 1, pull);
        Changes changes = new Changes(null, null, null, null, 0, List.of(image), null, 1, null);
        return ReportMarkdown.render(planned("plan", changes));
    }

    @Test
    void veryManyFindingsAreCutInMarkdownAndTheReaderIsTold() {
        List<Finding> many = Collections.nCopies(5000, Finding.block("rule", "seen", "expected", "to do"));
        String page = ReportMarkdown.render(with(many));

        assertThat(page.length()).isLessThanOrEqualTo(ReportMarkdown.LONGEST);
        assertThat(page).contains("entries left out for length; report.json has all of them");
    }

    @Test
    void theReportIsWrittenWholeAndReplacesAnOlderOne() throws IOException {
        Path reports = dir.resolve("a/b");
        Reports.write(ReportSamples.bare(), reports);

        List<Path> files = Reports.write(ReportSamples.failed(), reports);

        assertThat(files)
                .extracting(file -> file.getFileName().toString())
                .containsExactly("report.json", "report.md", "report.xml", "report.html");
        try (Stream<Path> all = Files.list(reports)) {
            assertThat(all).hasSize(4);
        }
        assertThat(ReportJson.read(Files.readString(files.get(0)))).isEqualTo(ReportSamples.failed());
    }

    @Test
    void secretsAreMaskedInEveryFile() throws IOException {
        Redaction redaction = new Redaction();
        redaction.secret("p\"ss<w>rd");

        for (Path file : Reports.write(ReportSamples.hostile("password is p\"ss<w>rd!"), dir, redaction)) {
            assertThat(Files.readString(file)).doesNotContain("ss<w>rd", "ss&lt;w", "ss&#60;w");
        }
    }

    @Test
    void aDirectoryThatCannotBeWrittenToIsNamed() throws IOException {
        Path file = Files.createFile(dir.resolve("file"));

        assertThatThrownBy(() -> Reports.write(ReportSamples.bare(), file))
                .isInstanceOf(RunException.class)
                .hasMessageContaining(file.toString());
    }

    private static Report with(List<Finding> findings) {
        return new Report(
                null, "plan", 2, "refused", null, null, null, null, null, null, null, null, findings, null, null, null,
                null, null, null, null, null, null, null, null, null, null);
    }

    private static Document parse(String xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }
}
