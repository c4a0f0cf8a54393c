package io.jenkins.plugins.ratchet.steps;

import static org.assertj.core.api.Assertions.assertThat;

import java.beans.Introspector;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kohsuke.stapler.DataBoundSetter;

/** Opens the plugin as Jenkins would. */
class PluginIT {
    private static final String STEPS = "io/jenkins/plugins/ratchet/steps/";

    private static final Map<String, byte[]> OUTER = new TreeMap<>();
    private static final Map<String, byte[]> INNER = new TreeMap<>();
    private static Manifest outer;
    private static Manifest inner;

    @BeforeAll
    static void open() throws IOException {
        outer = read(Files.newInputStream(Path.of("target/ratchet.hpi")), OUTER);
        inner = read(new ByteArrayInputStream(OUTER.get("WEB-INF/lib/ratchet.jar")), INNER);
    }

    private static Manifest read(InputStream file, Map<String, byte[]> entries) throws IOException {
        try (JarInputStream in = new JarInputStream(file)) {
            for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                if (!entry.isDirectory()) {
                    entries.put(entry.getName(), in.readAllBytes());
                }
            }
            return in.getManifest();
        }
    }

    static Stream<Class<? extends EngineStep>> steps() {
        return Stream.of(
                PlanUpgradeStep.class,
                BackupDatabasesStep.class,
                HelmUpgradeForwardOnlyStep.class,
                VerifyUpgradeStep.class,
                RestoreDatabasesStep.class,
                FreezeWorkloadsStep.class,
                UpgradeStatusStep.class);
    }

    @Test
    void theManifestsSayWhatJenkinsAsksFor() {
        Attributes main = outer.getMainAttributes();
        assertThat(main.getValue("Short-Name")).isEqualTo("ratchet");
        assertThat(main.getValue("Long-Name")).isEqualTo("Ratchet");
        assertThat(main.getValue("Plugin-Version")).isNotBlank();
        assertThat(main.getValue("Jenkins-Version")).startsWith("2.541");
        assertThat(main.getValue("Plugin-Dependencies").split(","))
                .allMatch(each -> each.matches("[a-z0-9-]+:[0-9.]+(;resolution:=optional)?"))
                .anyMatch(each -> each.startsWith("workflow-step-api:"))
                .anyMatch(each -> each.startsWith("durable-task:"));
        // JEP-200 lets a plugin's classes be saved only where their own jar says whose they are.
        assertThat(inner.getMainAttributes().getValue("Short-Name")).isEqualTo("ratchet");
        assertThat(inner.getMainAttributes().getValue("Plugin-Version")).isEqualTo(main.getValue("Plugin-Version"));
    }

    @Test
    void thePluginsClassPathHasTheStepsAlone() {
        assertThat(OUTER.keySet())
                .containsExactlyInAnyOrder("WEB-INF/lib/ratchet.jar", "WEB-INF/LICENSE")
                .describedAs("entries of the .hpi");
        assertThat(INNER.keySet().stream().filter(name -> name.endsWith(".class")))
                .isNotEmpty()
                .allMatch(name -> name.startsWith(STEPS));
        assertThat(INNER.keySet()).contains("index.jelly");
    }

    @Test
    void theEngineTravelsAsAFileThatIsKnownByItsDigest() throws Exception {
        byte[] jar = INNER.get(STEPS + "ratchet.jar");
        Properties properties = new Properties();
        properties.load(new ByteArrayInputStream(INNER.get(STEPS + "engine.properties")));
        assertThat(properties.getProperty("sha256"))
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(jar)));
        Map<String, byte[]> engine = new TreeMap<>();
        Manifest manifest = read(new ByteArrayInputStream(jar), engine);
        assertThat(manifest.getMainAttributes().getValue("Main-Class"))
                .isEqualTo("io.jenkins.plugins.ratchet.cli.Main");
        assertThat(engine.keySet())
                .noneMatch(name -> name.startsWith(STEPS) || name.startsWith("hudson/") || name.startsWith("jenkins/"));
    }

    @Test
    void jenkinsFindsEveryExtension() {
        String index = new String(INNER.get("META-INF/annotations/hudson.Extension.txt"), StandardCharsets.UTF_8);
        assertThat(INNER).containsKey("META-INF/annotations/hudson.Extension");
        for (Class<?> step : steps().toList()) {
            assertThat(index).contains(step.getName() + "$DescriptorImpl");
        }
        assertThat(index)
                .contains(DatabaseCredentials.class.getName() + "$DescriptorImpl")
                .contains(UpgradeHistoryAction.class.getName() + "$Factory");
    }

    @ParameterizedTest
    @MethodSource("steps")
    void aStepHasAFormAndHelpForEveryParameter(Class<? extends EngineStep> step) {
        assertThat(INNER).containsKey(STEPS + step.getSimpleName() + ".stapler");
        assertThat(INNER).containsKey(STEPS + step.getSimpleName() + "/config.jelly");
        assertThat(INNER).containsKey(STEPS + step.getSimpleName() + "/help.html");
        StringBuilder forms = new StringBuilder();
        for (Class<?> each = step; each != Object.class; each = each.getSuperclass()) {
            String directory = STEPS + each.getSimpleName() + "/";
            INNER.forEach((name, bytes) -> {
                if (name.startsWith(directory) && name.endsWith(".jelly")) {
                    forms.append(new String(bytes, StandardCharsets.UTF_8));
                }
            });
        }
        for (String parameter : parameters(step)) {
            assertThat(help(step, parameter))
                    .describedAs("help for %s of %s", parameter, step.getSimpleName())
                    .isTrue();
            assertThat(forms.toString()).contains("field=\"" + parameter + "\"");
        }
    }

    private static List<String> parameters(Class<?> step) {
        List<String> names = new ArrayList<>();
        for (Method method : step.getMethods()) {
            if (method.isAnnotationPresent(DataBoundSetter.class)) {
                names.add(Introspector.decapitalize(method.getName().substring(3)));
            }
        }
        return names;
    }

    private static boolean help(Class<?> step, String parameter) {
        for (Class<?> each = step; each != null; each = each.getSuperclass()) {
            if (INNER.containsKey(STEPS + each.getSimpleName() + "/help-" + parameter + ".html")) {
                return true;
            }
        }
        return false;
    }

    /** A view cannot call a public method of a class that is not. */
    @ParameterizedTest
    @MethodSource("steps")
    void whatViewsCallIsPublicAllTheWayUp(Class<? extends EngineStep> step) throws Exception {
        Class<?> descriptor = Class.forName(step.getName() + "$DescriptorImpl");
        for (Class<?> first : List.of(step, descriptor, UpgradeAction.class, UpgradeHistoryAction.class)) {
            for (Class<?> each = first; each != Object.class; each = each.getSuperclass()) {
                assertThat(each).isPublic();
            }
        }
    }

    @Test
    void everyViewIsWellFormedEscapedAndFreeOfInlineScript() throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        for (Map.Entry<String, byte[]> entry : INNER.entrySet()) {
            if (!entry.getKey().endsWith(".jelly")) {
                continue;
            }
            String text = new String(entry.getValue(), StandardCharsets.UTF_8);
            factory.newDocumentBuilder().parse(new ByteArrayInputStream(entry.getValue()));
            assertThat(text)
                    .describedAs(entry.getKey())
                    .startsWith("<?jelly escape-by-default='true'?>")
                    .doesNotContain("<script", "j:out", "javascript:", "http://", "https://", "style=")
                    .doesNotContainPattern("\\son[a-z]+=")
                    // Words of the expression language: it fails on a property of that name.
                    .doesNotContainPattern("\\$\\{[^}]*\\.(size|empty)\\b[^(]");
        }
    }
}
