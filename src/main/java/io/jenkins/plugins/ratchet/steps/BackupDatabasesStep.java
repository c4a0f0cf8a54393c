package io.jenkins.plugins.ratchet.steps;

import hudson.Extension;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Backs up every database that the live values ask for and proves that the backups restore. */
public final class BackupDatabasesStep extends EngineStep {
    static final String FUNCTION = "backupDatabases";

    private String directory;

    @DataBoundConstructor
    public BackupDatabasesStep() {}

    public String getDirectory() {
        return directory;
    }

    @DataBoundSetter
    public void setDirectory(String directory) {
        this.directory = trimmed(directory);
    }

    @Override
    String command() {
        return "backup";
    }

    @Override
    void addOptions(Arguments arguments) {
        arguments.option("--to", directory);
    }

    @Override
    String functionName() {
        return FUNCTION;
    }

    /** {@code backupDatabases}. */
    @Extension
    public static final class DescriptorImpl extends EngineStepDescriptor {
        @Override
        public String getFunctionName() {
            return FUNCTION;
        }
    }
}
