package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jenkins.plugins.ratchet.config.YamlNode.Mapping;
import io.jenkins.plugins.ratchet.config.YamlNode.Place;
import io.jenkins.plugins.ratchet.config.YamlNode.Scalar;
import io.jenkins.plugins.ratchet.config.YamlNode.Sequence;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads {@code ratchet.yaml}, lays it over its profile and checks the result.
 *
 * <p>Every fault ends in one usage error of one line that names file, line, column and key. The order of the checks is:
 * readable YAML, known keys and types, no secrets, the profile, then what keys mean together.
 */
public final class ConfigLoader {
    private final Set<String> knownRules;

    /** @param knownRules ids of all rules, so that a waiver for none of them is noticed */
    public ConfigLoader(Set<String> knownRules) {
        this.knownRules = Set.copyOf(knownRules);
    }

    /**
     * The configuration of one product.
     *
     * @throws RunException with {@link io.jenkins.plugins.ratchet.outcome.ExitCode#USAGE} for every fault in it
     */
    public Config load(Path file, Overrides overrides) {
        return load(file.toString(), content(file), overrides);
    }

    /** As {@link #load(Path, Overrides)}, from a file's bytes. */
    Config load(String source, byte[] content, Overrides overrides) {
        Mapping own = YamlReader.read(source, content);
        Shape.check(own);
        own = overridden(own, overrides);
        Secrecy.check(own, "");
        own = ComposeRules.withNamespace(own);
        ConfigRules.names(own);
        Mapping merged = own.has("product")
                ? Merge.over(
                        Profiles.read(
                                own.text("product"),
                                own.placeOf("product"),
                                own.text("release"),
                                own.text("namespace")),
                        own)
                : Merge.alone(own);
        ConfigRules.check(merged, knownRules);
        return bound(merged);
    }

    private static Config bound(Mapping merged) {
        try {
            return Binding.mapper().treeToValue(Binding.toJson(merged), Config.class);
        } catch (JsonProcessingException e) {
            throw merged.place().error("cannot be used: " + YamlNode.oneLine(e.getOriginalMessage()));
        }
    }

    private static byte[] content(Path file) {
        if (Files.isDirectory(file)) {
            throw RunException.usage(file + ": is a directory; name the file, e.g. " + file.resolve("ratchet.yaml"));
        }
        if (!Files.exists(file)) {
            throw RunException.usage(file + ": no such file; write one with at least `release`, `namespace` and `chart`"
                    + " (and `product` for one of " + String.join(", ", Profiles.names())
                    + "), or name another with --config");
        }
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(YamlReader.LARGEST + 1);
        } catch (IOException e) {
            throw RunException.usage(file + ": cannot be read: " + YamlNode.oneLine(e.getMessage()));
        }
    }

    private static Mapping overridden(Mapping file, Overrides overrides) {
        Mapping result = set(file, "release", overrides.release());
        result = set(result, "namespace", overrides.namespace());
        result = set(result, "chart", overrides.chart());
        result = set(result, "kubeContext", overrides.kubeContext());
        if (!overrides.values().isEmpty()) {
            Place place = option("values");
            result = result.with("values", list(List.of(), overrides.values(), place), place);
        }
        if (!overrides.helmArgs().isEmpty()) {
            Place place = option("helmArgs");
            result = result.with("helmArgs", list(file.items("helmArgs"), overrides.helmArgs(), place), place);
        }
        return result;
    }

    private static Mapping set(Mapping file, String key, String value) {
        return value == null ? file : file.with(key, new Scalar(option(key), value), option(key));
    }

    private static Sequence list(List<YamlNode> before, List<String> texts, Place place) {
        List<YamlNode> items = new ArrayList<>(before);
        texts.forEach(text -> items.add(new Scalar(place, text)));
        return new Sequence(place, items);
    }

    private static Place option(String key) {
        return new Place("command line", 0, 0, key);
    }
}
