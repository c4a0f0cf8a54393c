package com.cloudbees.plugins.credentials;

import com.cloudbees.plugins.credentials.common.IdCredentials;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import hudson.model.Run;
import hudson.security.Permission;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Finds credentials; here a test says which there are. */
public abstract class CredentialsProvider {
    public static final Permission USE_ITEM = Permission.CONFIGURE;

    private static final Map<String, IdCredentials> KNOWN = new ConcurrentHashMap<>();

    public static <C extends IdCredentials> C findCredentialById(
            String id, Class<C> type, Run<?, ?> run, List<DomainRequirement> domainRequirements) {
        IdCredentials found = KNOWN.get(id);
        return type.isInstance(found) ? type.cast(found) : null;
    }

    @SuppressWarnings("rawtypes")
    public static <C extends Credentials> C track(Run build, C credentials) {
        return credentials;
    }

    public static void know(IdCredentials credentials) {
        KNOWN.put(credentials.getId(), credentials);
    }
}
