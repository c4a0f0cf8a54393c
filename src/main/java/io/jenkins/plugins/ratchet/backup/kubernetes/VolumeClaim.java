package io.jenkins.plugins.ratchet.backup.kubernetes;

import static io.jenkins.plugins.ratchet.backup.kubernetes.VolumeSnapshots.text;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a PersistentVolumeClaim asks for: all that is needed for another one like it.
 *
 * @param size a quantity: what the volume has, where that is known, else what was asked for
 * @param storageClass null where none is named
 * @param volumeMode null for the usual one
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record VolumeClaim(String name, String size, String storageClass, List<String> accessModes, String volumeMode) {

    VolumeClaim {
        accessModes = accessModes == null ? List.of() : List.copyOf(accessModes);
    }

    static VolumeClaim of(JsonNode claim) {
        JsonNode spec = claim.path("spec");
        List<String> modes = new ArrayList<>();
        spec.path("accessModes").forEach(mode -> modes.add(mode.asText()));
        return new VolumeClaim(
                text(claim.path("metadata"), "name"),
                larger(
                        text(spec.path("resources").path("requests"), "storage"),
                        text(claim.path("status").path("capacity"), "storage")),
                text(spec, "storageClassName"),
                modes,
                text(spec, "volumeMode"));
    }

    /** Of two quantities the larger one; either may be null. */
    static String larger(String one, String other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return bytes(one).compareTo(bytes(other)) >= 0 ? one : other;
    }

    private static BigDecimal bytes(String quantity) {
        return Quantity.getAmountInBytes(Quantity.parse(quantity));
    }

    /** A claim of the same kind, filled from a snapshot; never smaller than that asks for. */
    Map<String, Object> filledFrom(VolumeSnapshots.Ready snapshot) {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("accessModes", accessModes);
        spec.put("storageClassName", storageClass);
        if (volumeMode != null) {
            spec.put("volumeMode", volumeMode);
        }
        spec.put("resources", Map.of("requests", Map.of("storage", larger(size, snapshot.restoreSize()))));
        spec.put(
                "dataSource",
                Map.of("apiGroup", "snapshot.storage.k8s.io", "kind", "VolumeSnapshot", "name", snapshot.name()));
        return spec;
    }
}
