package io.jenkins.plugins.ratchet.steps;

import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Job;
import hudson.security.Permission;
import java.io.IOException;
import jenkins.model.Jenkins;
import jenkins.model.ParameterizedJobMixIn.ParameterizedJob;
import org.springframework.security.core.Authentication;

/** A job, and whether it is disabled. */
final class TestJob extends Job<TestJob, Build.TestRun> implements ParameterizedJob<TestJob, Build.TestRun> {
    private final ItemGroup<? extends Item> parent;
    private final String name;
    volatile boolean disabled;
    /** Who may configure it, besides SYSTEM. */
    volatile Authentication owner;

    volatile Build.TestRun lastBuild;
    /** Why it cannot be changed; null where it can. */
    volatile IOException stuck;

    TestJob(ItemGroup<? extends Item> parent, String name) {
        this.parent = parent;
        this.name = name;
    }

    /** The same, where the controller finds it. */
    TestJob known() {
        Jenkins.get().know(this);
        return this;
    }

    @Override
    public ItemGroup<? extends Item> getParent() {
        return parent;
    }

    @Override
    public String getFullName() {
        return parent.getFullName().isEmpty() ? name : parent.getFullName() + "/" + name;
    }

    @Override
    public boolean isDisabled() {
        return disabled;
    }

    @Override
    public boolean supportsMakeDisabled() {
        return true;
    }

    @Override
    public void setDisabled(boolean wanted) {
        disabled = wanted;
    }

    @Override
    public void makeDisabled(boolean wanted) throws IOException {
        if (stuck != null) {
            throw stuck;
        }
        ParameterizedJob.super.makeDisabled(wanted);
    }

    @Override
    public Build.TestRun getLastBuild() {
        return lastBuild;
    }

    @Override
    public boolean hasPermission(Permission permission) {
        return hasPermission2(Jenkins.getAuthentication2(), permission);
    }

    @Override
    public boolean hasPermission2(Authentication who, Permission permission) {
        return who.equals(hudson.security.ACL.SYSTEM2) || who.equals(owner);
    }

    @Override
    public String getDisplayName() {
        return name;
    }

    /** A folder. */
    record Folder(ItemGroup<? extends Item> parent, String name) implements ItemGroup<Item>, Item {
        /** One where the controller finds it. */
        static Folder at(ItemGroup<? extends Item> parent, String name) {
            Folder folder = new Folder(parent, name);
            Jenkins.get().know(folder);
            return folder;
        }

        @Override
        public ItemGroup<? extends Item> getParent() {
            return parent;
        }

        @Override
        public String getFullName() {
            return parent.getFullName().isEmpty() ? name : parent.getFullName() + "/" + name;
        }

        @Override
        public Item getItem(String child) {
            return Jenkins.get().getItemByFullName(getFullName() + "/" + child);
        }

        @Override
        public boolean hasPermission(Permission permission) {
            return true;
        }

        @Override
        public String getDisplayName() {
            return name;
        }
    }
}
