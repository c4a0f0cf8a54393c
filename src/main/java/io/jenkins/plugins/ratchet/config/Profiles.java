package io.jenkins.plugins.ratchet.config;

import io.jenkins.plugins.ratchet.config.YamlNode.Mapping;
import io.jenkins.plugins.ratchet.config.YamlNode.Place;
import io.jenkins.plugins.ratchet.config.YamlNode.Scalar;
import io.jenkins.plugins.ratchet.config.YamlNode.Sequence;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The built-in product profiles: the same format as {@code ratchet.yaml}, shipped with Ratchet. */
public final class Profiles {
    private static final List<String> NAMES =
            List.of("caracal", "caracal-compose", "carto", "carto-kots", "coder", "jitera");

    private Profiles() {}

    /** Names that {@code product} may have. */
    public static List<String> names() {
        return NAMES;
    }

    /**
     * The profile that a file names.
     *
     * @param release stands for {@code {release}} in the profile, because charts name Secrets and services after it
     * @param namespace stands for {@code {namespace}}
     */
    static Mapping read(String name, Place place, String release, String namespace) {
        if (!NAMES.contains(name)) {
            throw place.error("no profile is called " + YamlNode.quoted(name) + "; "
                    + Nearest.to(name, NAMES)
                            .map(near -> "did you mean \"" + near + "\"? ")
                            .orElse("")
                    + "There are " + String.join(", ", NAMES) + "; leave the key out for any other product");
        }
        try (InputStream resource = Profiles.class.getResourceAsStream("/profiles/" + name + ".yaml")) {
            Mapping profile = YamlReader.read("profile " + name, resource.readAllBytes());
            Shape.check(profile);
            return (Mapping) filledIn(profile, Map.of("{release}", release, "{namespace}", namespace));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How the products of a profile are installed; null where there is no such profile. */
    static String installer(String name, Place place) {
        return NAMES.contains(name) ? read(name, place, "", "").text("installer") : null;
    }

    private static YamlNode filledIn(YamlNode node, Map<String, String> names) {
        if (node instanceof Scalar scalar && scalar.text() != null) {
            String text = scalar.text();
            for (Map.Entry<String, String> name : names.entrySet()) {
                text = text.replace(name.getKey(), name.getValue());
            }
            return new Scalar(scalar.place(), text);
        }
        if (node instanceof Sequence sequence) {
            return new Sequence(
                    sequence.place(),
                    sequence.items().stream().map(item -> filledIn(item, names)).toList());
        }
        if (node instanceof Mapping mapping) {
            Map<String, YamlNode> entries = new LinkedHashMap<>();
            mapping.entries().forEach((key, value) -> entries.put(key, filledIn(value, names)));
            return new Mapping(mapping.place(), entries, mapping.keys());
        }
        return node;
    }
}
