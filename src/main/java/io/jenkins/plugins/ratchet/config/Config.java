package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One installed product as {@code ratchet.yaml} describes it, its profile merged in. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Config(
        @JsonPropertyDescription("Built-in profile whose settings apply where this file is silent.")
        String product,

        @JsonPropertyDescription(
                "How the product is installed: by helm, by the admin console of KOTS, by Terraform, or by docker compose.")
        Installer installer,

        @JsonPropertyDescription("The application in the admin console, where `installer` is kots.")
        KotsSettings kots,

        @JsonPropertyDescription("The Terraform or OpenTofu configuration, where `installer` is terraform.")
        TerraformSettings terraform,

        @JsonPropertyDescription("The project of docker compose, where `installer` is compose.")
        ComposeSettings compose,

        @JsonPropertyDescription("Name of the Helm release.")
        String release,

        @JsonPropertyDescription("Kubernetes namespace of the release.")
        String namespace,

        @JsonPropertyDescription("Context of the kubeconfig; the current one by default.")
        String kubeContext,

        @JsonPropertyDescription(
                "Chart: repo/name, oci://…, git+https://…//path?ref=…, a directory, a .tgz or a .zip file; {version} in it stands"
                        + " for the version to go to.")
        String chart,

        @JsonPropertyDescription("URL of the chart repository, where it is not among `helm repo list`.")
        String repository,

        @JsonPropertyDescription("Values files in the order in which helm gets them, relative to this file.")
        List<String> values,

        @JsonPropertyDescription("Further arguments for `helm upgrade`; checked by the rules.")
        List<String> helmArgs,

        @JsonPropertyDescription("How versions are written, compared and stepped through.")
        VersionPolicy versions,

        @JsonPropertyDescription("Databases that the upgrade migrates.")
        List<Database> databases,

        @JsonPropertyDescription("How long backups are valid, and how they are made.")
        BackupPolicy backups,

        @JsonPropertyDescription("What is done before the upgrade, in this order.")
        List<Preparation> prepare,

        @JsonPropertyDescription("How the upgrade itself runs.")
        UpgradePolicy upgrade,

        @JsonPropertyDescription("Where the migrations of the versions are, and how they are rehearsed.")
        MigrationPolicy migrations,

        @JsonPropertyDescription(
                "What rests while the upgrade runs: `ratchet freeze` before it, `ratchet thaw` after it.")
        List<FreezeStep> freeze,

        @JsonPropertyDescription("What is checked after the upgrade.")
        List<Check> checks,

        @JsonPropertyDescription("Values keys whose changes the vendor asks to look at.")
        List<String> watch,

        @JsonPropertyDescription("Whom to ask, and what the vendor says about failures.")
        Support support,

        @JsonPropertyDescription("Findings that may pass, each with a reason.")
        List<Waiver> allow,

        @JsonPropertyDescription("Free notes of the operator; Ratchet does not read them.")
        Map<String, String> notes) {

    /** How the product is installed. */
    public enum Installer {
        helm,
        kots,
        terraform,
        compose
    }

    public Config {
        installer = installer == null ? Installer.helm : installer;
        values = copy(values);
        helmArgs = copy(helmArgs);
        versions = versions == null ? VersionPolicy.DEFAULT : versions;
        databases = copy(databases);
        backups = backups == null ? BackupPolicy.DEFAULT : backups;
        prepare = copy(prepare);
        upgrade = upgrade == null ? UpgradePolicy.DEFAULT : upgrade;
        freeze = copy(freeze);
        checks = copy(checks);
        watch = copy(watch);
        allow = copy(allow);
        notes = notes == null ? Map.of() : Map.copyOf(notes);
    }

    /** The same configuration with further waivers. */
    public Config allowing(List<Waiver> more) {
        List<Waiver> all = new ArrayList<>(allow);
        all.addAll(more);
        return new Config(
                product,
                installer,
                kots,
                terraform,
                compose,
                release,
                namespace,
                kubeContext,
                chart,
                repository,
                values,
                helmArgs,
                versions,
                databases,
                backups,
                prepare,
                upgrade,
                migrations,
                freeze,
                checks,
                watch,
                support,
                all,
                notes);
    }

    static <T> List<T> copy(List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }
}
