package io.jenkins.plugins.ratchet.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * Decodes the protobuf bodies in which Go clients send built-in kinds.
 *
 * <p>Only the kinds that Helm itself stores are known (the numbers are those of Kubernetes' {@code generated.proto}); for
 * any other the answer is 415. Answers are always JSON, which those clients accept.
 */
final class KubeProtobuf {
    private static final byte[] MAGIC = {'k', '8', 's', 0};

    /** message: number=field:type, where type is s(tring), i(nteger), b(oolean), y (bytes), T(ime), a map or a message. */
    private static final String SCHEMA = """
            Unknown 1=typeMeta:TypeMeta 2=raw:y
            TypeMeta 1=apiVersion:s 2=kind:s
            ObjectMeta 1=name:s 2=generateName:s 3=namespace:s 5=uid:s 6=resourceVersion:s 7=generation:i \
            8=creationTimestamp:T 9=deletionTimestamp:T 10=deletionGracePeriodSeconds:i 11=labels:map.s \
            12=annotations:map.s 13=ownerReferences:list.OwnerReference 14=finalizers:list.s
            OwnerReference 1=kind:s 3=name:s 4=uid:s 5=apiVersion:s 6=controller:b 7=blockOwnerDeletion:b
            Secret 1=metadata:ObjectMeta 2=data:map.y 3=type:s 4=stringData:map.s 5=immutable:b
            ConfigMap 1=metadata:ObjectMeta 2=data:map.s 3=binaryData:map.y 4=immutable:b
            Namespace 1=metadata:ObjectMeta
            ServiceAccount 1=metadata:ObjectMeta 4=automountServiceAccountToken:b
            Lease 1=metadata:ObjectMeta 2=spec:LeaseSpec
            LeaseSpec 1=holderIdentity:s 2=leaseDurationSeconds:i 3=acquireTime:T 4=renewTime:T 5=leaseTransitions:i
            DeleteOptions 1=gracePeriodSeconds:i 2=preconditions:Preconditions 3=orphanDependents:b \
            4=propagationPolicy:s 5=dryRun:list.s
            Preconditions 1=uid:s 2=resourceVersion:s
            Time 1=seconds:i 2=nanos:i
            """;

    private static final Map<String, Map<Long, String[]>> MESSAGES = parse();

    private KubeProtobuf() {}

    static ObjectNode decode(byte[] body) {
        if (body.length < MAGIC.length || !Arrays.equals(body, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw KubeFault.badRequest("a protobuf body must begin with k8s\\0");
        }
        try {
            ObjectNode unknown = message("Unknown", Arrays.copyOfRange(body, MAGIC.length, body.length));
            String kind = KubeJson.text(unknown, "typeMeta", "kind");
            if (!MESSAGES.containsKey(kind)) {
                throw KubeFault.unsupportedMedia("application/vnd.kubernetes.protobuf of kind " + kind);
            }
            ObjectNode object = KubeJson.object()
                    .put("apiVersion", KubeJson.text(unknown, "typeMeta", "apiVersion"))
                    .put("kind", kind);
            object.setAll(message(kind, Base64.getDecoder().decode(KubeJson.text(unknown, "raw"))));
            return object;
        } catch (IndexOutOfBoundsException | NegativeArraySizeException | IllegalArgumentException e) {
            throw KubeFault.badRequest("the protobuf body is cut off or malformed");
        }
    }

    private static ObjectNode message(String name, byte[] bytes) {
        ObjectNode object = KubeJson.object();
        Reader reader = new Reader(bytes);
        while (reader.more()) {
            long tag = reader.varint();
            String[] field = MESSAGES.get(name).get(tag >>> 3);
            int wire = (int) (tag & 7);
            if (wire == 0) {
                long value = reader.varint();
                if (field != null && field[1].equals("b")) {
                    object.put(field[0], value != 0);
                } else if (field != null) {
                    object.put(field[0], value);
                }
            } else if (wire == 2) {
                byte[] value = reader.bytes();
                if (field != null) {
                    put(object, field[0], field[1], value);
                }
            } else {
                reader.skip(wire);
            }
        }
        return object;
    }

    private static void put(ObjectNode object, String field, String type, byte[] value) {
        if (type.startsWith("map.")) {
            ObjectNode entry = message("map.s".equals(type) ? "StringEntry" : "BytesEntry", value);
            KubeJson.child(object, field).put(KubeJson.text(entry, "key"), KubeJson.text(entry, "value"));
        } else if (type.startsWith("list.")) {
            ObjectNode element = KubeJson.object();
            put(element, "element", type.substring("list.".length()), value);
            KubeJson.childArray(object, field).add(element.get("element"));
        } else if (type.equals("s")) {
            object.put(field, new String(value, StandardCharsets.UTF_8));
        } else if (type.equals("y")) {
            object.put(field, Base64.getEncoder().encodeToString(value));
        } else if (type.equals("T")) {
            ObjectNode time = message("Time", value);
            // Go writes its zero time, which means "none", as an empty message
            if (time.has("seconds")) {
                object.put(
                        field,
                        Instant.ofEpochSecond(
                                        time.get("seconds").asLong(),
                                        time.path("nanos").asLong())
                                .toString());
            }
        } else {
            object.set(field, message(type, value));
        }
    }

    private static Map<String, Map<Long, String[]>> parse() {
        Map<String, Map<Long, String[]>> messages = new HashMap<>();
        (SCHEMA + "StringEntry 1=key:s 2=value:s\nBytesEntry 1=key:s 2=value:y\n")
                .lines()
                .forEach(line -> {
                    String[] words = line.split(" +");
                    Map<Long, String[]> fields = new HashMap<>();
                    for (int i = 1; i < words.length; i++) {
                        String[] field = words[i].split("[=:]");
                        fields.put(Long.valueOf(field[0]), new String[] {field[1], field[2]});
                    }
                    messages.put(words[0], fields);
                });
        return messages;
    }

    /** Reads the wire format from front to end. */
    private static final class Reader {
        private final byte[] bytes;
        private int position;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        boolean more() {
            return position < bytes.length;
        }

        long varint() {
            long value = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                byte next = bytes[position++];
                value |= (long) (next & 0x7f) << shift;
                if (next >= 0) {
                    return value;
                }
            }
            throw new IllegalArgumentException("a number longer than 64 bits");
        }

        byte[] bytes() {
            int length = Math.toIntExact(varint());
            if (length < 0 || length > bytes.length - position) {
                throw new IndexOutOfBoundsException(length);
            }
            byte[] value = Arrays.copyOfRange(bytes, position, position + length);
            position += length;
            return value;
        }

        void skip(int wire) {
            switch (wire) {
                case 1 -> position += 8;
                case 5 -> position += 4;
                default -> throw new IllegalArgumentException("wire type " + wire);
            }
        }
    }
}
