package io.jenkins.plugins.ratchet.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.ratchet.digest.Sha256;

/**
 * What a check found before the upgrade.
 *
 * @param name the check's name
 * @param passed whether it passed
 * @param value what a later result is compared with, where that is short and no secret; else null
 * @param digest SHA-256 of the salt, a line feed and the whole value; null where nothing is to be compared
 * @param salt so that nobody looks the digest of a common value up
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CheckBefore(String name, boolean passed, String value, String digest, String salt) {
    private static final int LONGEST_VALUE = 64;

    public CheckBefore {
        name = name.length() > LONGEST_VALUE * 2 ? name.substring(0, LONGEST_VALUE * 2) : name;
    }

    /** One that is not to be compared. */
    public static CheckBefore of(String name, boolean passed) {
        return new CheckBefore(name, passed, null, null, null);
    }

    /**
     * One that is.
     *
     * @param salt so that nobody looks the digest of a common value up
     * @param showable whether the value holds no secret
     */
    public static CheckBefore of(String name, boolean passed, String value, String salt, boolean showable) {
        boolean shown = showable && value.length() <= LONGEST_VALUE && !value.matches("(?s).*\\p{Cntrl}.*");
        return new CheckBefore(name, passed, shown ? value : null, Sha256.of(salt + "\n" + value), salt);
    }

    /** Whether a later value is the same. */
    public boolean isSame(String later) {
        return later != null && Sha256.of(salt + "\n" + later).equals(digest);
    }
}
