package io.jenkins.plugins.ratchet.config;

import io.jenkins.plugins.ratchet.config.YamlNode.Mapping;
import io.jenkins.plugins.ratchet.config.YamlNode.Place;
import io.jenkins.plugins.ratchet.config.YamlNode.Scalar;
import io.jenkins.plugins.ratchet.config.YamlNode.Sequence;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Reads one YAML document into {@link YamlNode}s.
 *
 * <p>It keeps scalars as they were written ({@code 1.10} stays {@code 1.10}, {@code no} stays {@code no}); what a text
 * means is decided by the key it belongs to. Every input ends in a document or in one usage error with a place.
 */
final class YamlReader {
    static final int LARGEST = 1024 * 1024;
    private static final int DEEPEST = 50;
    private static final int MOST_NODES = 100_000;
    private static final String TAGS = "tag:yaml.org,2002:";

    private final String source;
    private final String text;
    private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private int nodes;

    private YamlReader(String source, String text) {
        this.source = source;
        this.text = text;
    }

    /**
     * Reads a document whose top is a mapping.
     *
     * @param source how messages name it
     */
    static Mapping read(String source, byte[] content) {
        Place start = new Place(source, 1, 1, "");
        if (content.length > LARGEST) {
            throw start.error("is larger than 1 MiB; a configuration has a few hundred lines");
        }
        YamlNode node = new YamlReader(source, decode(source, content)).document();
        if (node == null || node instanceof Scalar scalar && scalar.text() == null) {
            throw start.error("is empty; it needs at least release, namespace and chart");
        }
        if (node instanceof Mapping mapping) {
            return mapping;
        }
        throw node.place().error("is " + node.kind() + "; expected a mapping such as `release: carto`");
    }

    private static String decode(String source, byte[] content) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer bytes = ByteBuffer.wrap(content);
        try {
            String text = decoder.decode(bytes).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            String before = new String(content, 0, bytes.position(), StandardCharsets.UTF_8);
            int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
            throw new Place(source, line, before.length() - before.lastIndexOf('\n'), "")
                    .error("is not UTF-8; save the file with that encoding");
        }
    }

    private YamlNode document() {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(DEEPEST);
        options.setCodePointLimit(LARGEST);
        options.setMaxAliasesForCollections(Integer.MAX_VALUE); // shared nodes; counted where they are expanded
        try {
            checkDepth(new Yaml(options).parse(new StringReader(text)));
            Iterator<Node> documents =
                    new Yaml(options).composeAll(new StringReader(text)).iterator();
            if (!documents.hasNext()) {
                return null;
            }
            YamlNode first = convert(documents.next(), "", 0);
            if (documents.hasNext()) {
                throw placeOf(documents.next().getStartMark(), "")
                        .error("a second document starts here; expected one document, so remove the `---`");
            }
            return first;
        } catch (MarkedYAMLException e) {
            throw syntaxError(e);
        } catch (ReaderException e) {
            throw placeOf(e.getPosition())
                    .error(String.format("character U+%04X is not allowed in YAML", e.getCodePoint()));
        } catch (YAMLException e) {
            throw new Place(source, 1, 1, "").error("is not acceptable YAML: " + YamlNode.oneLine(e.getMessage()));
        }
    }

    /** Before nodes are composed, because composing is recursive. */
    private void checkDepth(Iterable<Event> events) {
        int depth = 0;
        for (Event event : events) {
            if (event instanceof CollectionStartEvent && ++depth > DEEPEST) {
                throw placeOf(event.getStartMark(), "").error("is nested deeper than " + DEEPEST + " levels");
            }
            if (event instanceof CollectionEndEvent) {
                depth--;
            }
        }
    }

    private RunException syntaxError(MarkedYAMLException e) {
        Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
        if (mark == null) {
            return new Place(source, 1, 1, "").error("is not valid YAML: " + YamlNode.oneLine(e.getMessage()));
        }
        String[] lines = text.split("\r\n|\r|\n", -1);
        String line = mark.getLine() < lines.length ? lines[mark.getLine()] : "";
        int tab = line.indexOf('\t');
        if (tab >= 0 && line.substring(0, tab).isBlank()) {
            return new Place(source, mark.getLine() + 1, tab + 1, "")
                    .error("is indented by a tab; YAML wants spaces there");
        }
        String context = e.getContext() == null ? "" : YamlNode.oneLine(e.getContext()) + ", ";
        Mark begun = e.getContextMark();
        String where = begun == null || begun.getLine() == mark.getLine()
                ? ""
                : "; it begins in line " + (begun.getLine() + 1);
        return placeOf(mark, "").error("is not valid YAML: " + context + YamlNode.oneLine(e.getProblem()) + where);
    }

    private YamlNode convert(Node node, String path, int depth) {
        Place place = placeOf(node.getStartMark(), path);
        if (depth > DEEPEST || ++nodes > MOST_NODES) {
            throw place.error("aliases expand to too much; write the values out");
        }
        if (node instanceof CollectionNode<?> && !open.add(node)) {
            throw place.error("holds itself by an alias");
        }
        YamlNode result = converted(node, place, path, depth);
        open.remove(node);
        return result;
    }

    private YamlNode converted(Node node, Place place, String path, int depth) {
        if (!node.getTag().startsWith(TAGS) || node.getTag().equals(Tag.BINARY)) {
            throw place.error("tag " + node.getTag().getValue() + " is not supported; write a plain value");
        }
        if (node instanceof ScalarNode scalar) {
            boolean absent = scalar.getTag().equals(Tag.NULL) && scalar.getScalarStyle() == ScalarStyle.PLAIN;
            return new Scalar(place, absent ? null : scalar.getValue());
        }
        if (node instanceof SequenceNode sequence) {
            List<YamlNode> items = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                items.add(convert(item, path + "[" + items.size() + "]", depth + 1));
            }
            return new Sequence(place, items);
        }
        return mapping((MappingNode) node, place, depth);
    }

    private Mapping mapping(MappingNode node, Place place, int depth) {
        Map<String, YamlNode> entries = new LinkedHashMap<>();
        Map<String, Place> keys = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            Place keyPlace = placeOf(tuple.getKeyNode().getStartMark(), place.path());
            if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
                throw keyPlace.error("a key must be a single value");
            }
            String key = keyNode.getValue();
            String path = place.path().isEmpty() ? YamlNode.oneLine(key) : place.path() + "." + YamlNode.oneLine(key);
            keyPlace = placeOf(keyNode.getStartMark(), path);
            if (keyNode.getTag().equals(Tag.MERGE)) {
                throw keyPlace.error("merge keys are not supported; write the entries out");
            }
            if (keys.containsKey(key)) {
                throw keyPlace.error("appears twice; the first one is in line "
                        + keys.get(key).line());
            }
            keys.put(key, keyPlace);
            entries.put(key, convert(tuple.getValueNode(), path, depth + 1));
        }
        return new Mapping(place, entries, keys);
    }

    private Place placeOf(Mark mark, String path) {
        return new Place(source, mark.getLine() + 1, mark.getColumn() + 1, path);
    }

    private Place placeOf(int position) {
        String before = text.substring(
                0, text.offsetByCodePoints(0, Math.min(position, text.codePointCount(0, text.length()))));
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        return new Place(source, line, before.length() - before.lastIndexOf('\n'), "");
    }
}
