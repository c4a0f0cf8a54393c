/**
 * An outline of Jenkins: the classes and signatures that the steps use, and no more.
 *
 * <p>What it is: hand-written declarations with Jenkins's own names, so that the steps compile, and are tested, where
 * Jenkins's Maven repository is out of reach. Where a test needs behaviour, a class behaves as Jenkins documents it, in
 * the simplest way: a file path is a local file, a durable task a local process.
 *
 * <p>What it is not: Jenkins. No body is Jenkins's; nothing of it is packaged; in a controller the real classes take
 * its place. The official build, {@code jenkins/pom.xml}, compiles the same steps against the real ones.
 *
 * <p>To keep in mind when adding to it, as a plugin links by erased signatures: a generic method needs its bound, an
 * interface stays an interface, an inherited method is declared where Jenkins declares it, and annotations keep their
 * retention.
 */
package hudson;
