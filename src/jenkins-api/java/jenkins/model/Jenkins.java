package jenkins.model;

/** The controller; here there is none. */
public class Jenkins {
    public static Jenkins getInstanceOrNull() {
        return null;
    }

    public static Jenkins get() {
        throw new IllegalStateException("there is no controller here");
    }

    public String getRootUrl() {
        return null;
    }

    public boolean isTerminating() {
        return false;
    }

    public boolean hasPermission(hudson.security.Permission permission) {
        return true;
    }

    public static final hudson.security.Permission ADMINISTER = hudson.security.Permission.CONFIGURE;
}
