package io.jenkins.plugins.ratchet.diagnosis;

/** Where a product runs, as far as it changes the words of a diagnosis. */
public enum Place {
    CLUSTER {
        @Override
        String container(String owner, String container) {
            return "pod " + owner + ", container " + container;
        }

        @Override
        String migration(String name, String hook) {
            return "hook Job " + name + " (" + hook + ")";
        }

        @Override
        boolean ofMigration(String owner, String name) {
            return owner.startsWith(name + "-");
        }

        @Override
        String settings() {
            return "the values";
        }
    },
    /** A project of docker compose: a container belongs to a service and has a name of its own. */
    PROJECT {
        @Override
        String container(String owner, String container) {
            return "container " + container;
        }

        @Override
        String migration(String name, String hook) {
            return "migration " + name;
        }

        @Override
        boolean ofMigration(String owner, String name) {
            return owner.equals(name);
        }

        @Override
        String settings() {
            return "the Compose files or their variables";
        }
    };

    /** @param owner pod or service that the container belongs to */
    abstract String container(String owner, String container);

    abstract String migration(String name, String hook);

    /** Whether a container of this owner is the one of a migration. */
    abstract boolean ofMigration(String owner, String name);

    /** Where its operator writes what it is to be like. */
    abstract String settings();
}
