package io.jenkins.plugins.ratchet.terraform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the configuration in a plan says about a resource, as opposed to what a provider made of it. */
final class Configured {
    /** A part of an address; what stands in brackets may hold dots. */
    private static final Pattern PART = Pattern.compile("([A-Za-z0-9_-]+)(?:\\[[^\\]]*\\])?(?:\\.|$)");

    private final JsonNode configuration;

    Configured(JsonNode configuration) {
        this.configuration = configuration;
    }

    /** Whether the resource gives the attribute a value of its own. */
    boolean names(String address, String attribute) {
        JsonNode expression = expressions(address).path(attribute);
        return expression.has("references") || expression.path("constant_value").isTextual();
    }

    /** Whether the resource says anything about the attribute. */
    boolean mentions(String address, String attribute) {
        return expressions(address).has(attribute);
    }

    private JsonNode expressions(String address) {
        List<String> parts = new ArrayList<>();
        for (Matcher matcher = PART.matcher(address); matcher.find(); ) {
            parts.add(matcher.group(1));
        }
        JsonNode module = configuration.path("root_module");
        while (parts.size() > 2 && parts.get(0).equals("module")) {
            module = module.path("module_calls").path(parts.get(1)).path("module");
            parts = parts.subList(2, parts.size());
        }
        String within = String.join(".", parts);
        for (JsonNode resource : module.path("resources")) {
            if (resource.path("address").asText().equals(within)) {
                return resource.path("expressions");
            }
        }
        return MissingNode.getInstance();
    }
}
