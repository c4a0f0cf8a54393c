package io.jenkins.plugins.ratchet.plan.change;

import io.jenkins.plugins.ratchet.outcome.Finding;

/** What can be wrong with what an upgrade would change: each is a rule with a stable id. */
public enum Concern {
    RENDERS(
            "renders",
            "Helm renders the target chart with the values, and its server-side dry run accepts the result: what fails here"
                    + " fails in the upgrade too.",
            false),
    VALUES_SCHEMA(
            "values-schema",
            "The values, laid over the target chart's defaults, fit values.schema.json of the chart and its subcharts.",
            true),
    OVERRIDE_OBSOLETE(
            "override-obsolete",
            "No key that the user overrides was removed, likely renamed, or given another type in the target chart (warns).",
            true),
    DEFAULT_CHANGED(
            "default-changed",
            "Tells the changed defaults of keys that the user overrides; those that the profile watches are a warning.",
            true),
    VALUES_LOST(
            "values-lost",
            "Everything that the user's live values say is in the values files and helmArgs still: what was set by --set or"
                    + " a former file would be lost (warns).",
            true),
    OLD_VERSION_IN_VALUES(
            "old-version-in-values",
            "No value pins the version that is left, or a default of its chart that has since changed, such as an image's"
                    + " tag or registry (warns).",
            true),
    DATA_DELETED(
            "data-deleted",
            "The upgrade deletes no PersistentVolumeClaim, PersistentVolume, StatefulSet, Namespace or operated database.",
            true),
    CRD_REMOVED(
            "crd-removed",
            "The upgrade deletes no CustomResourceDefinition: all objects of its kind would go with it.",
            true),
    IMMUTABLE_FIELD(
            "immutable-field",
            "The upgrade changes no field that Kubernetes does not let change, and shrinks no volume: it would fail after"
                    + " the pre-upgrade hooks have migrated.",
            true),
    DRY_RUN_REFUSED(
            "dry-run-refused", "The API server accepts every changed object in a dry run, admission included.", true),
    SERVICE_TYPE(
            "service-type-changed",
            "No Service changes its type: addresses and ports that others rely on may change (warns).",
            true),
    SCALED_TO_ZERO("scaled-to-zero", "No workload that runs is scaled to nothing (warns).", true),
    HOOK_EVIDENCE(
            "hook-evidence",
            "No upgrade hook has hook-succeeded as its only delete policy: its Job and log vanish, and after a failure the"
                    + " left one stands in the way of the next attempt (warns).",
            true),
    CRD_NOT_UPDATED(
            "crd-not-updated",
            "Every CustomResourceDefinition in the chart's crds/ is in the cluster as the chart has it: helm does not update"
                    + " these (warns).",
            true),
    RELEASE_SIZE(
            "release-size",
            "The release as helm stores it fits into one Secret of 1,048,576 bytes; warns from 80 %.",
            false),
    REFERENCE_MISSING(
            "reference-missing",
            "Every Secret, ConfigMap, key, ServiceAccount, StorageClass, PriorityClass and, as a warning, IngressClass and"
                    + " image pull secret that the new manifests refer to exists or is made by the chart in time.",
            true),
    ENVIRONMENT_LOST(
            "environment-lost",
            "No Secret or ConfigMap of the chart that containers take their environment from loses a key (warns).",
            true),
    DRIFT(
            "drift",
            "The live objects are as the deployed manifests say: what was changed by hand since is set back by the upgrade"
                    + " (warns).",
            true),
    IMAGE_MISSING(
            "image-missing",
            "With `plan --check-images`, every image of the new manifests is in its registry, under the digest that is pinned.",
            true),
    IMAGE_DENIED(
            "image-denied",
            "With `plan --check-images`, the registries let the images be read with the logins that the pods have (warns).",
            true),
    NOT_LOOKED_AT(
            "not-looked-at",
            "All of the above could be looked at; what could not, be it for lack of rights, is said (warns).",
            true);

    private final String id;
    private final String purpose;
    private final boolean waivable;

    Concern(String id, String purpose, boolean waivable) {
        this.id = id;
        this.purpose = purpose;
        this.waivable = waivable;
    }

    public String id() {
        return id;
    }

    public String purpose() {
        return purpose;
    }

    public boolean waivable() {
        return waivable;
    }

    Finding block(String seen, String expected, String todo) {
        return Finding.block(id, seen, expected, todo);
    }

    Finding warn(String seen, String expected, String todo) {
        return Finding.warn(id, seen, expected, todo);
    }

    Finding info(String seen) {
        return Finding.info(id, seen);
    }
}
