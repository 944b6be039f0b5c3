package dev.limpid.train;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;

/** The rooms of the house and who may see whom. */
@AnalyzeClasses(packages = "dev.limpid", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule arrowsRunDownOnly =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("core")
          .definedBy("dev.limpid.core..")
          .layer("layers")
          .definedBy("dev.limpid.layers..")
          .layer("optim")
          .definedBy("dev.limpid.optim..")
          .layer("train")
          .definedBy("dev.limpid.train..")
          .whereLayer("train")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("layers")
          .mayOnlyBeAccessedByLayers("train")
          .whereLayer("optim")
          .mayOnlyBeAccessedByLayers("train")
          .whereLayer("core")
          .mayOnlyBeAccessedByLayers("layers", "optim", "train");

  @ArchTest
  static final ArchRule whatIsMeasuredDoesNotKnowWhoRecordsAndShowsIt =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.limpid.train",
              "dev.limpid.train.check..",
              "dev.limpid.train.data..",
              "dev.limpid.train.gap..",
              "dev.limpid.train.health..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.limpid.train.run..", "dev.limpid.train.doctor..", "dev.limpid.train.report..");

  @ArchTest
  static final ArchRule theDoctorReadsRecordsAndKnowsNoPage =
      noClasses()
          .that()
          .resideInAnyPackage("dev.limpid.train.run..", "dev.limpid.train.doctor..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.limpid.train.report..");

  @ArchTest
  static final ArchRule noPackageCycles =
      slices().matching("dev.limpid.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule whatIsBelowTrainDependsOnJblasAndTheJdkAlone =
      classes()
          .that()
          .resideInAnyPackage("dev.limpid.core..", "dev.limpid.layers..", "dev.limpid.optim..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.limpid..",
              "java..",
              "javax.management..",
              "jdk.incubator.vector..",
              "org.jblas..");

  @ArchTest
  static final ArchRule theIncubatingModuleStaysInItsPackage =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.limpid.core.vector")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("jdk.incubator..");

  /** Where HotSpot did not inline such a method, each of its vectors would be an object. */
  @ArchTest
  static final ArchRule noMethodOfTheKernelsTakesOrGivesAVector =
      noMethods()
          .that()
          .areDeclaredInClassesThat()
          .resideInAPackage("dev.limpid.core.vector")
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
