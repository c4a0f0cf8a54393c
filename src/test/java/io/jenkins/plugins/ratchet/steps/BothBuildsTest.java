package io.jenkins.plugins.ratchet.steps;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** The plugin is built twice over the same sources; what both builds state is the same. */
class BothBuildsTest {
    private static final XPath XPATH = XPathFactory.newInstance().newXPath();

    private static Document here;
    private static Document official;

    @BeforeAll
    static void read() throws Exception {
        here = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of("pom.xml").toFile());
        official = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of("jenkins/pom.xml").toFile());
    }

    private static String text(Document pom, String path) throws Exception {
        return XPATH.evaluate("/project/" + path, pom);
    }

    private static List<String> texts(Document pom, String path) throws Exception {
        NodeList nodes = (NodeList) XPATH.evaluate("/project/" + path, pom, XPathConstants.NODESET);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }

    @Test
    void coordinatesAndVersionAreTheSame() throws Exception {
        for (String path : List.of(
                "groupId",
                "artifactId",
                "version",
                "name",
                "description",
                "properties/steps",
                "licenses/license/name")) {
            assertThat(text(official, path)).describedAs(path).isNotBlank().isEqualTo(text(here, path));
        }
    }

    @Test
    void bothStandOnTheSameJenkins() throws Exception {
        assertThat(text(official, "properties/jenkins.version")
                        .replace("${jenkins.baseline}", text(official, "properties/jenkins.baseline")))
                .isEqualTo(text(here, "properties/jenkins.version"));
    }

    @Test
    void bothDependOnTheSamePlugins() throws Exception {
        List<String> named = Arrays.stream(
                        text(here, "properties/plugin.dependencies").split(","))
                .map(each -> each.split(":")[0])
                .toList();
        assertThat(texts(official, "dependencies/dependency[not(scope)]/artifactId"))
                .containsExactlyInAnyOrderElementsOf(named);
    }
}
