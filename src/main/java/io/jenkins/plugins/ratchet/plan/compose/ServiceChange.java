package io.jenkins.plugins.ratchet.plan.compose;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What will become of one service.
 *
 * @param role what the upgrade does with it
 * @param before image that it runs; null where it has no container
 * @param digestBefore what that name meant when its container was made
 * @param after image that it will run
 * @param digestAfter what that name means here, or in its registry; null where that is not known
 * @param place where the new image is
 * @param why it is not there, or cannot be told; null otherwise
 * @param olderAs number of an older revision, before the running one, that ran this very image; null where there is none
 * @param changed whether its container will be replaced
 * @param variables names of its variables, secrets and configs that change, with what becomes of them
 * @param unready why it does not serve right now; null where it does
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ServiceChange(
        String service,
        Role role,
        String before,
        String digestBefore,
        String after,
        String digestAfter,
        Place place,
        String why,
        Integer olderAs,
        boolean changed,
        List<String> variables,
        String unready) {
    public ServiceChange {
        variables = variables == null ? List.of() : List.copyOf(variables);
    }

    /** What the upgrade does with a service. */
    public enum Role {
        /** It migrates the databases. */
        MIGRATION,
        /** It is replaced, and has to run before: the migration needs it. */
        NEEDED,
        ROLLED,
        /** It is left alone. */
        LEFT
    }

    /** Where an image is. */
    public enum Place {
        HERE,
        REGISTRY,
        /** It is made from sources before anything else is done. */
        BUILT,
        MISSING,
        /** It is not here, and no registry was asked, or none answered. */
        UNKNOWN
    }
}
