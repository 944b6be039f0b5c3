package dev.limpid.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rooms of the house and who may see whom: the classes of all modules. */
@AnalyzeClasses(
    packages = "dev.limpid",
    importOptions = {ImportOption.DoNotIncludeTests.class, WithoutPeers.class})
class ArchitectureTest {
  private static final List<String> ROOMS =
      List.of(
          "core",
          "vector",
          "layers",
          "optim",
          "interop",
          "train",
          "insight",
          "report",
          "cli",
          "spark",
          "bench",
          "examples");

  @ArchTest
  static void eachRoomIsThere(JavaClasses classes) {
    for (String room : ROOMS) {
      assertTrue(
          classes.stream().anyMatch(c -> c.getPackageName().startsWith("dev.limpid." + room)),
          () -> "no class of " + room + " is on the class path of this test");
    }
    for (JavaClass each : classes) {
      assertTrue(
          ROOMS.contains(each.getPackageName().split("\\.")[2]),
          () -> each.getName() + " is in none of the rooms " + ROOMS);
    }
  }

  @ArchTest
  static final ArchRule arrowsRunDownOnly =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("core")
          .definedBy("dev.limpid.core..")
          .layer("vector")
          .definedBy("dev.limpid.vector..")
          .layer("layers")
          .definedBy("dev.limpid.layers..")
          .layer("optim")
          .definedBy("dev.limpid.optim..")
          .layer("interop")
          .definedBy("dev.limpid.interop..")
          .layer("train")
          .definedBy("dev.limpid.train..")
          .layer("insight")
          .definedBy("dev.limpid.insight..")
          .layer("report")
          .definedBy("dev.limpid.report..")
          .layer("cli")
          .definedBy("dev.limpid.cli..")
          .layer("spark")
          .definedBy("dev.limpid.spark..")
          .layer("bench")
          .definedBy("dev.limpid.bench..")
          .layer("examples")
          .definedBy("dev.limpid.examples..")
          .whereLayer("vector")
          .mayOnlyAccessLayers("core")
          .whereLayer("layers")
          .mayOnlyAccessLayers("core")
          .whereLayer("optim")
          .mayOnlyAccessLayers("core")
          .whereLayer("interop")
          .mayOnlyAccessLayers("core", "layers", "optim")
          .whereLayer("train")
          .mayOnlyAccessLayers("core", "layers", "optim")
          .whereLayer("insight")
          .mayOnlyAccessLayers("core", "layers", "optim", "train")
          .whereLayer("report")
          .mayOnlyAccessLayers("core", "layers", "optim", "train", "insight")
          .whereLayer("cli")
          .mayOnlyAccessLayers("core", "layers", "optim", "interop", "train", "insight", "report")
          .whereLayer("spark")
          .mayOnlyAccessLayers(
              "core", "layers", "optim", "interop", "train", "insight", "report", "cli")
          .whereLayer("bench")
          .mayOnlyAccessLayers("core", "layers", "optim", "train", "insight", "cli")
          .whereLayer("examples")
          .mayOnlyAccessLayers("core", "layers", "optim", "interop", "train", "insight", "report")
          .whereLayer("core")
          .mayNotAccessAnyLayer();

  @ArchTest
  static final ArchRule whatIsMeasuredDoesNotKnowWhoRecordsIt =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.limpid.insight.check..",
              "dev.limpid.insight.gap..",
              "dev.limpid.insight.health..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.limpid.insight.run..", "dev.limpid.insight.doctor..");

  @ArchTest
  static final ArchRule ofTheGeneratorOfCharactersOneClassIsPublic =
      classes()
          .that()
          .resideInAPackage("dev.limpid.train.data.characters")
          .and()
          .arePublic()
          .should()
          .haveSimpleName("Characters");

  @ArchTest
  static final ArchRule onlyProgramsHaveACommandLine =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.limpid.cli..", "dev.limpid.bench..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("picocli..");

  /** The probe of jblas exchanges both streams while the library prints. */
  @ArchTest
  static final ArchRule onlyProgramsPrint =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.limpid.cli..", "dev.limpid.bench..", "dev.limpid.examples..")
          .and()
          .doNotHaveFullyQualifiedName("dev.limpid.core.gemm.Jblas")
          // Passes on what its other JVM prints.
          .and()
          .doNotHaveFullyQualifiedName("dev.limpid.core.compute.VectorJvm")
          .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS);

  @ArchTest
  static void noPublicTypeIsNamedAsAnother(JavaClasses classes) {
    Map<String, JavaClass> byName = new HashMap<>();
    for (JavaClass each : classes) {
      if (each.getModifiers().contains(JavaModifier.PUBLIC) && each.isTopLevelClass()) {
        JavaClass other = byName.put(each.getSimpleName(), each);
        assertNull(other, () -> each.getName() + " is named as " + other.getName());
      }
    }
    assertTrue(byName.size() > 100, () -> "only " + byName.size() + " public types were found");
  }

  @ArchTest
  static final ArchRule noPackageCycles =
      slices().matching("dev.limpid.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule whatIsBelowTrainDependsOnJblasAndTheJdkAlone =
      classes()
          .that()
          .resideInAnyPackage(
              "dev.limpid.core..",
              "dev.limpid.vector..",
              "dev.limpid.layers..",
              "dev.limpid.optim..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.limpid..",
              "java..",
              "javax.management..",
              "jdk.incubator.vector..",
              "org.jblas..");

  /** One loop of the bench measures the peak with it. */
  @ArchTest
  static final ArchRule theIncubatingModuleStaysInItsPackage =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.limpid.vector")
          .and()
          .doNotHaveFullyQualifiedName("dev.limpid.bench.VectorFmaLoop")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("jdk.incubator..");

  /** Where HotSpot did not inline such a method, each of its vectors would be an object. */
  @ArchTest
  static final ArchRule noMethodOfTheKernelsTakesOrGivesAVector =
      noMethods()
          .that()
          .areDeclaredInClassesThat()
          .resideInAPackage("dev.limpid.vector")
          .should(haveInTheirSignature(ofTheIncubatingModule()));

  @ArchTest
  static final ArchRule jblasStaysInItsPackage =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.limpid.core.gemm")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.jblas..");

  private static DescribedPredicate<JavaClass> ofTheIncubatingModule() {
    return JavaClass.Predicates.assignableTo("jdk.incubator.vector.Vector")
        .or(JavaClass.Predicates.assignableTo("jdk.incubator.vector.VectorMask"));
  }

  private static ArchCondition<JavaMethod> haveInTheirSignature(
      DescribedPredicate<JavaClass> type) {
    return ArchCondition.from(
        DescribedPredicate.describe(
            "have a " + type.getDescription() + " in their signature",
            method ->
                type.test(method.getRawReturnType())
                    || method.getRawParameterTypes().stream().anyMatch(type)));
  }
}
