package io.jenkins.plugins.ratchet.config;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.CustomDefinitionProviderV2;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The JSON schema for editors, generated from the records that the loader binds. */
class PublishedSchemaTest {
    /** What the loader insists on, wherever a record of that type appears. */
    private static final Set<String> REQUIRED = Set.of(
            "Database.name",
            "Preparation.name",
            "Check.name",
            "Http.url",
            "Sql.database",
            "Sql.query",
            "Waiver.rule",
            "Waiver.reason");

    @Test
    void the_published_schema_is_that_of_the_records() throws IOException {
        ObjectNode schema = generator().generateSchema(Config.class);
        schema.put("title", "ratchet.yaml");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        printer.indentObjectsWith(indenter);
        printer.indentArraysWith(indenter);
        Generated.check(
                Path.of("docs/ratchet.schema.json"),
                new ObjectMapper().writer(printer).writeValueAsString(schema) + "\n");
    }

    private static SchemaGenerator generator() {
        SchemaGeneratorConfigBuilder builder = new SchemaGeneratorConfigBuilder(
                        SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(new JacksonModule(JacksonOption.FLATTENED_ENUMS_FROM_JSONPROPERTY))
                .with(
                        Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT,
                        Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES,
                        Option.DEFINITIONS_FOR_ALL_OBJECTS);
        builder.forTypesInGeneral()
                .withPropertySorter((first, second) -> 0)
                .withCustomDefinitionProvider(PublishedSchemaTest::scalar)
                .withCustomDefinitionProvider(new SettingDefinition())
                .withCustomDefinitionProvider(PublishedSchemaTest::scratch)
                .withTypeAttributeOverride((node, scope, context) -> {
                    if (Keys.NAMED.contains(scope.getType().getErasedType()) && node.has("properties")) {
                        node.withObject("/properties")
                                .putObject(Keys.REMOVE)
                                .put("type", "boolean")
                                .put("description", "true: drops the profile's entry of this name.");
                    }
                });
        builder.forFields()
                .withRequiredCheck(field -> REQUIRED.contains(
                        field.getDeclaringType().getErasedType().getSimpleName() + "." + field.getName()));
        return new SchemaGenerator(builder.build());
    }

    /** Texts may be written as any scalar; times and conditions are texts of a form. */
    private static CustomDefinition scalar(ResolvedType type, SchemaGenerationContext context) {
        ObjectNode node = context.getGeneratorConfig().createObjectNode();
        if (type.getErasedType() == String.class) {
            node.putArray("type").add("string").add("number").add("boolean");
        } else if (type.getErasedType() == Duration.class) {
            node.put("type", "string").put("pattern", "^(([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?|[Pp].+)$");
        } else if (type.getErasedType() == Condition.class) {
            node.put("type", "string").put("pattern", "^\\s*(not\\s+)?values\\.");
        } else if (type.getErasedType() == Bandwidth.class) {
            node.put("type", "string").put("pattern", "^[0-9]+(\\.[0-9]+)? ?[KMG]iB/s$");
        } else {
            return null;
        }
        return new CustomDefinition(node, true);
    }

    /** The word, or a connection. */
    private static CustomDefinition scratch(ResolvedType type, SchemaGenerationContext context) {
        if (type.getErasedType() != Scratch.class) {
            return null;
        }
        ObjectNode node = context.getGeneratorConfig().createObjectNode();
        var alternatives = node.putArray("anyOf");
        alternatives.addObject().put("const", Scratch.LOCAL);
        alternatives.add(
                context.createDefinitionReference(context.getTypeContext().resolve(Connection.class)));
        return new CustomDefinition(
                node, CustomDefinition.DefinitionType.STANDARD, CustomDefinition.AttributeInclusion.NO);
    }

    /** A plain scalar, or an object that names one source. */
    private static final class SettingDefinition implements CustomDefinitionProviderV2 {
        @Override
        public CustomDefinition provideCustomSchemaDefinition(ResolvedType type, SchemaGenerationContext context) {
            if (type.getErasedType() != Setting.class) {
                return null;
            }
            ObjectNode node = context.getGeneratorConfig().createObjectNode();
            var alternatives = node.putArray("anyOf");
            alternatives
                    .addObject()
                    .putArray("type")
                    .add("string")
                    .add("number")
                    .add("boolean");
            alternatives.add(context.createStandardDefinition(type, this));
            return new CustomDefinition(
                    node, CustomDefinition.DefinitionType.STANDARD, CustomDefinition.AttributeInclusion.NO);
        }
    }
}
