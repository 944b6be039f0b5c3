package dev.limpid.vector;

import java.lang.management.ManagementFactory;
import java.util.Optional;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

/**
 * Reads flags of the JVM, through the platform's bean server so that no HotSpot class is needed.
 */
final class HotSpotFlags {
  private HotSpotFlags() {}

  /** The value of a flag, or nothing if this JVM has no such flag. */
  static Optional<String> value(String flag) {
    try {
      MBeanServer server = ManagementFactory.getPlatformMBeanServer();
      ObjectName diagnostics = new ObjectName("com.sun.management:type=HotSpotDiagnostic");
      Object option =
          server.invoke(
              diagnostics,
              "getVMOption",
              new Object[] {flag},
              new String[] {String.class.getName()});
      return Optional.of(String.valueOf(((CompositeData) option).get("value")));
    } catch (JMException | RuntimeException e) {
      return Optional.empty();
    }
  }
}
