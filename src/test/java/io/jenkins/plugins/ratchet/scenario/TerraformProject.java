package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.cluster.BuiltTools;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * A root module whose {@code helm_release} is the shop's release, as the vendor's page has it: the chart's path is a
 * variable. OpenTofu and Terraform's Helm provider are the real ones.
 */
final class TerraformProject {
    private static final String PROVIDER = "terraform-provider-helm";
    private static final String VERSION = "1.3.2";

    /** A value that the configuration calls sensitive. */
    static final String SECRET = "s3cr3t-of-terraform";

    private final Shop shop;
    private final Path directory;
    private final Path bin;

    private TerraformProject(Shop shop) {
        this.shop = shop;
        this.directory = shop.directory().resolve("infra");
        this.bin = shop.directory().resolve("bin");
    }

    /** Installs the shop through OpenTofu; the test is skipped where it was not built. */
    static TerraformProject installed(Shop shop) {
        return installed(shop, shop.chart(Chart.of("1.0.0")));
    }

    /** @param chart its path, from the shop's directory */
    static TerraformProject installed(Shop shop, String chart) {
        if (BuiltTools.find("tofu").isEmpty() || BuiltTools.find(PROVIDER).isEmpty()) {
            String why = "OpenTofu and Terraform's Helm provider were not built; run src/test/cluster/build";
            System.err.println("SKIPPED: releases of Terraform. " + why);
            Assumptions.abort(why);
        }
        TerraformProject project = new TerraformProject(shop);
        try {
            project.write();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        project.done("init");
        project.chart(chart);
        project.done("apply", "-auto-approve");
        return project;
    }

    private void write() throws IOException {
        Path home = shop.directory();
        Path platform = home.resolve("providers/registry.opentofu.org/hashicorp/helm")
                .resolve(VERSION)
                .resolve("linux_amd64");
        Files.createDirectories(platform);
        script(
                platform.resolve(PROVIDER + "_v" + VERSION),
                "[ -z \"$PROVIDER_LOG\" ] || { echo $$ >>\"$PROVIDER_LOG.pids\"; exec 2>>\"$PROVIDER_LOG\"; }\nexec "
                        + BuiltTools.find(PROVIDER).orElseThrow() + " \"$@\"");
        Path settings = Files.writeString(
                home.resolve("tofu.rc"),
                "provider_installation {\n  filesystem_mirror { path = \"" + home.resolve("providers") + "\" }\n}\n");
        Files.createDirectories(bin);
        program("exec \"$TOFU\" \"$@\"");
        shop.environment().put("TOFU", BuiltTools.find("tofu").orElseThrow().toString());
        shop.environment().put("TF_CLI_CONFIG_FILE", settings.toString());
        shop.environment()
                .put("PATH", bin + File.pathSeparator + shop.environment().get("PATH"));
        Files.createDirectories(directory);
        Files.writeString(
                directory.resolve("main.tf"), """
                terraform {
                  required_providers {
                    helm = { source = "hashicorp/helm" }
                  }
                }

                provider "helm" {
                  kubernetes { config_path = "%1$s" }
                }

                variable "chart_path" { type = string }

                resource "helm_release" "jitera" {
                  name      = "%2$s"
                  namespace = "%2$s"
                  chart     = var.chart_path
                  values    = [file("${path.module}/../values.yaml")]
                  timeout   = 60
                  wait      = false

                  set_sensitive {
                    name  = "apiToken"
                    value = "%3$s"
                  }
                }

                resource "terraform_data" "note" { input = "first" }
                """.formatted(shop.environment().get("KUBECONFIG"), shop.name(), SECRET));
        shop.configure("chart: charts/1.0.0\nvalues: [values.yaml]", """
                installer: terraform
                chart: charts/{version}
                terraform:
                  directory: infra
                  program: tofu
                  target: helm_release.jitera
                  variable: chart_path
                  varFiles: [infra/shop.tfvars]""");
    }

    /** What stands in for the program on PATH: shell commands around {@code "$TOFU" "$@"}. */
    void program(String commands) {
        script(bin.resolve("tofu"), commands);
    }

    private static void script(Path file, String commands) {
        try {
            Files.writeString(file, "#!/bin/sh\n" + commands + "\n");
            assertThat(file.toFile().setExecutable(true)).isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The provider writes its log to a file. Else it dies of the first line that it cannot hand to a Terraform that was
     * killed, which may be at once or much later.
     */
    void providerOutlivesTerraform() {
        shop.environment().put("PROVIDER_LOG", directory.resolve("provider.log").toString());
    }

    /** The real program again. */
    void realProgram() {
        program("exec \"$TOFU\" \"$@\"");
    }

    /** Those that {@link #providerOutlivesTerraform}; without its Terraform none ends by itself. */
    void endProviders() {
        ShopFiles.lines(directory.resolve("provider.log.pids"))
                .forEach(pid -> ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly));
    }

    Path directory() {
        return directory;
    }

    /** Whether somebody holds the state's lock. */
    boolean locked() {
        return Files.exists(directory.resolve(".terraform.tfstate.lock.info"));
    }

    /** Points the variable at a chart, named from the shop's directory. */
    void chart(String path) {
        try {
            Files.writeString(
                    directory.resolve("shop.tfvars"),
                    "chart_path = \"" + shop.directory().resolve(path) + "\"\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void chart(Chart chart) {
        chart(shop.chart(chart));
    }

    void configure(String part, String by) {
        ShopFiles.edit(directory.resolve("main.tf"), part, by);
    }

    void done(String... arguments) {
        Shop.done(Stage.ended(start(arguments)));
    }

    /** OpenTofu run by somebody, without Ratchet. */
    Process start(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(BuiltTools.find("tofu").orElseThrow().toString()));
        command.addAll(List.of(arguments[0], "-no-color"));
        if (List.of("apply", "plan").contains(arguments[0])) {
            command.add("-var-file=shop.tfvars");
        }
        command.addAll(Arrays.asList(arguments).subList(1, arguments.length));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(shop.environment());
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
