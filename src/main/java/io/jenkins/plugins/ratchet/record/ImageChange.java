package io.jenkins.plugins.ratchet.record;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * The image of a service before and after an upgrade, by what tells it from every other: its digest, or its id where no
 * registry knows it.
 *
 * @param before null where the service had no container
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImageChange(String service, String before, String after) {}
