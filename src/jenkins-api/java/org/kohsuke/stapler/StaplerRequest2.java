package org.kohsuke.stapler;

/** Newer than the Stapler on Maven Central. */
public interface StaplerRequest2 {}
