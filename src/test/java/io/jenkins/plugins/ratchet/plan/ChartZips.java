package io.jenkins.plugins.ratchet.plan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A vendor's zips of charts. */
public final class ChartZips {
    private ChartZips() {}

    /** A zip as the vendor ships it, the chart in {@code charts/jitera}; no appVersion for null. */
    public static void write(Path zip, String chartVersion, String appVersion) throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("README.md", "Read me.\n");
        files.put(
                "charts/jitera/Chart.yaml",
                "apiVersion: v2\nname: jitera\nversion: " + chartVersion + "\n"
                        + (appVersion == null ? "" : "appVersion: \"" + appVersion + "\"\n"));
        files.put("charts/jitera/charts/kong/Chart.yaml", "apiVersion: v2\nname: kong\nversion: 1.0.0\n");
        files.put("charts/jitera/values.yaml", "replicas: 1\n");
        files.put("charts/jitera/templates/config.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: jitera}\n");
        write(zip, files);
    }

    public static void write(Path zip, Map<String, String> files) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                out.putNextEntry(new ZipEntry(file.getKey()));
                out.write(file.getValue().getBytes(StandardCharsets.UTF_8));
                out.closeEntry();
            }
        }
    }
}
