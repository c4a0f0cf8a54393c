package hudson.model;

import hudson.security.AccessControlled;
import hudson.security.Permission;

public interface Item extends AccessControlled {
    ItemGroup<? extends Item> getParent();

    String getFullName();

    Permission READ = Permission.READ;
    Permission CONFIGURE = Permission.CONFIGURE;
    Permission EXTENDED_READ = Permission.READ;
}
