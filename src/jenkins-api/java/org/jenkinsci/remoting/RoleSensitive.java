package org.jenkinsci.remoting;

/** Says on which side of a channel it may run; {@code MasterToSlaveFileCallable} answers for its subclasses. */
public interface RoleSensitive {}
