package io.jenkins.plugins.ratchet.released;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.yaml.snakeyaml.LoaderOptions;

/** The {@code index.yaml} of a chart repository: all that Chart.yaml says of every version, and when it was made. */
final class ChartIndex implements VersionSource {
    /** The largest public indexes have some 30 MB. */
    static final int MAX_BYTES = 64 * 1024 * 1024;

    private static final int DAY = "2026-03-10".length();

    private final String name;
    private final String chart;
    private final Supplier<byte[]> content;

    /**
     * @param name of the repository
     * @param content reads the index
     */
    ChartIndex(String name, String chart, Supplier<byte[]> content) {
        this.name = name;
        this.chart = chart;
        this.content = content;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Released> versions() {
        JsonNode index;
        try {
            index = mapper().readTree(content.get());
        } catch (IOException e) {
            throw RunException.unavailable(name + " has an index.yaml that cannot be read: " + oneLine(e), e);
        }
        if (index == null || !index.path("entries").isObject()) {
            throw RunException.unavailable(name + " answers with something that is no index of charts");
        }
        List<Released> versions = new ArrayList<>();
        for (JsonNode entry : index.path("entries").path(chart)) {
            if (!entry.path("version").asText("").isEmpty()
                    && !entry.path("removed").asBoolean()) {
                String app = entry.path("appVersion").asText("");
                versions.add(new Released(
                        entry.path("version").asText(),
                        app.isEmpty() ? null : app,
                        day(entry.path("created").asText("")),
                        entry));
            }
        }
        return versions;
    }

    /** The day of a timestamp; null where it is none, and for the zero time that some tools write. */
    static LocalDate day(String text) {
        try {
            LocalDate day = LocalDate.parse(text.substring(0, Math.min(DAY, text.length())));
            return day.getYear() < 1980 ? null : day;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static String oneLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static ObjectMapper mapper() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_BYTES);
        return new ObjectMapper(YAMLFactory.builder().loaderOptions(options).build());
    }
}
