package dev.limpid.examples;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;

/**
 * Leaves out the comparison with other libraries: where it was built before, its classes lie among
 * those of {@code bench}, and no rule of the library's is about them.
 */
final class WithoutPeers implements ImportOption {
  @Override
  public boolean includes(Location location) {
    return !location.contains("/bench/peers/");
  }
}
