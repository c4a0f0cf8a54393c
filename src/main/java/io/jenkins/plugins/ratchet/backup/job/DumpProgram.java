package io.jenkins.plugins.ratchet.backup.job;

import java.util.Map;

/**
 * What a Job runs to dump a database.
 *
 * @param functions of a POSIX shell: {@code client_version} prints the program's version, {@code dump} writes the dump to
 *     standard output
 * @param file name of the dump
 * @param program its name, to be found in {@code job.programs} or on the image's PATH
 * @param environment of the functions, without secrets
 * @param secrets environment that is kept in a Secret which belongs to the Job
 * @param estimatedBytes an upper estimate of the dump's size
 */
public record DumpProgram(
        String functions,
        String file,
        String program,
        Map<String, String> environment,
        Map<String, String> secrets,
        long estimatedBytes) {}
