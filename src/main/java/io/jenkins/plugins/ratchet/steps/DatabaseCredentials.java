package io.jenkins.plugins.ratchet.steps;

import com.cloudbees.plugins.credentials.CredentialsMatcher;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.AbortException;
import hudson.Extension;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * Credentials for a database that {@code ratchet.yaml} names. They reach the engine as environment variables, never as
 * arguments: {@code RATCHET_<DATABASE>_USER} and {@code RATCHET_<DATABASE>_PASSWORD}.
 */
public final class DatabaseCredentials implements Describable<DatabaseCredentials>, Serializable {
    private static final long serialVersionUID = 1L;

    private final String database;
    private final String credentialsId;

    @DataBoundConstructor
    public DatabaseCredentials(String database, String credentialsId) {
        this.database = database;
        this.credentialsId = credentialsId;
    }

    public String getDatabase() {
        return database;
    }

    public String getCredentialsId() {
        return credentialsId;
    }

    /** The variables of one database: what stands before {@code _USER} and {@code _PASSWORD}. */
    static String prefix(String database) {
        return "RATCHET_" + database.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    /**
     * Looks the credentials up as the build may see them.
     *
     * @return the variables, by name
     * @throws AbortException where one is missing or of another kind
     */
    static Map<String, String> variables(List<DatabaseCredentials> all, Run<?, ?> run) throws AbortException {
        Map<String, String> variables = new TreeMap<>();
        for (DatabaseCredentials each : all) {
            each.addTo(variables, run);
        }
        return variables;
    }

    /** The values among the variables that nobody may read. */
    static List<String> secrets(Map<String, String> variables) {
        return variables.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith("_PASSWORD"))
                .map(Map.Entry::getValue)
                .toList();
    }

    private void addTo(Map<String, String> variables, Run<?, ?> run) throws AbortException {
        if (EngineStep.trimmed(database) == null || EngineStep.trimmed(credentialsId) == null) {
            throw new AbortException("credentials: give both database and credentialsId");
        }
        StandardCredentials found =
                CredentialsProvider.findCredentialById(credentialsId, StandardCredentials.class, run, List.of());
        if (found instanceof StandardUsernamePasswordCredentials user) {
            variables.put(prefix(database) + "_USER", user.getUsername());
            variables.put(prefix(database) + "_PASSWORD", user.getPassword().getPlainText());
        } else if (found instanceof StringCredentials text) {
            variables.put(prefix(database) + "_PASSWORD", text.getSecret().getPlainText());
        } else {
            throw new AbortException("credentials for database " + database + ": "
                    + (found == null
                            ? "this build finds no credentials with the id '" + credentialsId + "'"
                            : "'" + credentialsId + "' is neither a username with password nor a secret text"));
        }
        CredentialsProvider.track(run, found);
    }

    /** {@code [database: …, credentialsId: …]}. */
    @Extension
    public static final class DescriptorImpl extends Descriptor<DatabaseCredentials> {
        @Override
        public String getDisplayName() {
            return Words.text("databaseCredentials");
        }

        /**
         * Ids that the job may use; whoever may not configure it sees only the one that is set. Outside of a job, as in
         * the snippet generator at the top, an administrator sees those that every job may use: not Jenkins's own
         * ({@code SYSTEM}), which no build finds.
         */
        @POST
        public ListBoxModel doFillCredentialsIdItems(@AncestorInPath Item item, @QueryParameter String credentialsId) {
            StandardListBoxModel model = new StandardListBoxModel();
            if (!mayChoose(item)) {
                return model.includeCurrentValue(credentialsId);
            }
            CredentialsMatcher kinds = CredentialsMatchers.anyOf(
                    CredentialsMatchers.instanceOf(StandardUsernamePasswordCredentials.class),
                    CredentialsMatchers.instanceOf(StringCredentials.class));
            return model.includeEmptyValue()
                    .includeMatchingAs(
                            ACL.SYSTEM2,
                            item,
                            StandardCredentials.class,
                            List.of(),
                            item != null
                                    ? kinds
                                    : CredentialsMatchers.allOf(
                                            kinds, CredentialsMatchers.withScope(CredentialsScope.GLOBAL)))
                    .includeCurrentValue(credentialsId);
        }

        private static boolean mayChoose(Item item) {
            return item == null
                    ? Jenkins.get().hasPermission(Jenkins.ADMINISTER)
                    : item.hasPermission(Item.EXTENDED_READ) || item.hasPermission(CredentialsProvider.USE_ITEM);
        }

        /** Says by which variables the engine will find them. */
        @POST
        public FormValidation doCheckDatabase(@AncestorInPath Item item, @QueryParameter String database) {
            if (item == null || !item.hasPermission(Item.EXTENDED_READ)) {
                return FormValidation.ok();
            }
            return EngineStep.trimmed(database) == null
                    ? FormValidation.error(Words.text("database.missing"))
                    : FormValidation.ok();
        }
    }
}
