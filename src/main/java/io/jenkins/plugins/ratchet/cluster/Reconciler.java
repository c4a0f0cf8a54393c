package io.jenkins.plugins.ratchet.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Something in the cluster that brings a release back in line with what is declared elsewhere.
 *
 * @param tool {@code Argo CD} or {@code Flux}
 * @param object as kubectl names it, e.g. {@code application/shop}
 * @param evidence how it is known
 * @param suspended whether it rests right now; null where it could not be looked at
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Reconciler(String tool, String object, String namespace, String evidence, Boolean suspended) {}
