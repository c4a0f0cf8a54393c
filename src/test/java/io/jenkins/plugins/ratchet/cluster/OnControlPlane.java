package io.jenkins.plugins.ratchet.cluster;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class that runs on a real control plane. Constructors and methods get it as a parameter of type {@link
 * ControlPlane}; all classes of a JVM share one. Where it cannot run, they are skipped and say why.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("control-plane")
@ExtendWith(ControlPlaneExtension.class)
public @interface OnControlPlane {}
