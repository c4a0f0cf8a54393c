package io.jenkins.plugins.ratchet.scenario;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A scenario; those of a class run side by side, each with a {@link Shop} of its own. */
@Test
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(value = Scenario.API_SERVER, mode = ResourceAccessMode.READ)
@Timeout(240)
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Scenario {
    String API_SERVER = "the stage's API server";

    /** A scenario in which the API server goes away: no other one runs meanwhile. */
    @Test
    @ResourceLock(Scenario.API_SERVER)
    @Timeout(240)
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @interface OfAnOutage {}
}
