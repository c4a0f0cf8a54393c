package hudson.model;

import hudson.security.AccessControlled;
import hudson.security.Permission;

public interface Item extends AccessControlled {
    Permission READ = Permission.READ;
    Permission CONFIGURE = Permission.CONFIGURE;
    Permission EXTENDED_READ = Permission.READ;
}
