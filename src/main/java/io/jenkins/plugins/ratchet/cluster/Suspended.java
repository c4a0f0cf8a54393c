package io.jenkins.plugins.ratchet.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * One object that is suspended, or about to be: enough to put it back as it was, and to notice that somebody else
 * changed it meanwhile.
 *
 * @param object as kubectl names it, e.g. {@code deployment/api}
 * @param uid of the object; one of the same name that was made anew is somebody else's
 * @param field JSON pointer to what is changed
 * @param before its value before, as JSON; null where it was absent
 * @param during its value while it is suspended, as JSON; null where it is absent then
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Suspended(String object, String namespace, String uid, String field, String before, String during) {

    /** What it had before, in words for people: {@code replicas 3}. */
    @Override
    public String toString() {
        String name =
                field.substring(field.lastIndexOf('/') + 1).replace("~1", "/").replace("~0", "~");
        return object + " (" + (before == null ? "no " + name : name + " " + before) + ")";
    }
}
