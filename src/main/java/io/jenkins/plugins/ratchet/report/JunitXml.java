package io.jenkins.plugins.ratchet.report;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** JUnit XML as Jenkins's junit plugin and GitHub's readers take it, every text escaped and cut. */
final class JunitXml {
    private static final int LONGEST_TEXT = 4000;
    private static final int LONGEST_LINE = 500;

    private JunitXml() {}

    enum Result {
        PASSED,
        FAILED,
        SKIPPED
    }

    /**
     * One test.
     *
     * @param message shown in lists, where it failed or was skipped
     * @param text the details
     */
    record Case(String name, Result result, String message, String text, Duration took) {}

    static String render(String name, Map<String, List<Case>> suites, Instant started) {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
        attribute(xml, "name", name);
        xml.append(">\n");
        suites.forEach((suite, cases) -> suite(xml, suite, cases, started));
        return xml.append("</testsuites>\n").toString();
    }

    private static void suite(StringBuilder xml, String name, List<Case> cases, Instant started) {
        xml.append("  <testsuite");
        attribute(xml, "name", name);
        attribute(xml, "tests", String.valueOf(cases.size()));
        attribute(xml, "failures", count(cases, Result.FAILED));
        attribute(xml, "errors", "0");
        attribute(xml, "skipped", count(cases, Result.SKIPPED));
        attribute(xml, "time", seconds(total(cases)));
        if (started != null) {
            attribute(xml, "timestamp", started.toString());
        }
        xml.append(">\n");
        Map<String, Integer> used = new HashMap<>();
        for (Case each : cases) {
            int number = used.merge(each.name() == null ? "" : each.name(), 1, Integer::sum);
            testcase(xml, name, each, number);
        }
        xml.append("  </testsuite>\n");
    }

    private static void testcase(StringBuilder xml, String suite, Case test, int number) {
        xml.append("    <testcase");
        attribute(xml, "classname", "ratchet." + suite);
        attribute(xml, "name", test.name() + (number == 1 ? "" : " (" + number + ")"));
        attribute(xml, "time", seconds(test.took()));
        xml.append(">\n");
        switch (test.result()) {
            case FAILED -> {
                xml.append("      <failure");
                attribute(xml, "message", test.message());
                xml.append('>')
                        .append(escaped(Plain.text(test.text(), LONGEST_TEXT)))
                        .append("</failure>\n");
            }
            case SKIPPED -> {
                xml.append("      <skipped");
                attribute(xml, "message", test.message());
                xml.append("/>\n");
            }
            case PASSED -> {
                if (test.text() != null && !test.text().isEmpty()) {
                    xml.append("      <system-out>")
                            .append(escaped(Plain.text(test.text(), LONGEST_TEXT)))
                            .append("</system-out>\n");
                }
            }
        }
        xml.append("    </testcase>\n");
    }

    private static void attribute(StringBuilder xml, String name, String value) {
        xml.append(' ').append(name).append("=\"");
        xml.append(escaped(Plain.line(value, LONGEST_LINE))).append('"');
    }

    private static String escaped(String clean) {
        return clean.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String count(List<Case> cases, Result result) {
        return String.valueOf(
                cases.stream().filter(each -> each.result() == result).count());
    }

    private static Duration total(List<Case> cases) {
        return cases.stream().map(Case::took).filter(took -> took != null).reduce(Duration.ZERO, Duration::plus);
    }

    private static String seconds(Duration took) {
        return String.format(Locale.ROOT, "%.3f", took == null ? 0 : took.toMillis() / 1000.0);
    }
}
