package io.tench.driver;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which room may know of which. */
@AnalyzeClasses(packages = "io.tench", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {
  @ArchTest
  static final ArchRule dependenciesRunOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("datasets")
          .definedBy("io.tench.datasets..")
          .layer("models")
          .definedBy("io.tench.models..")
          .layer("workers")
          .definedBy("io.tench.workers..")
          .layer("driver")
          .definedBy("io.tench.driver..")
          .whereLayer("driver")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("workers")
          .mayOnlyBeAccessedByLayers("driver")
          .whereLayer("models")
          .mayOnlyBeAccessedByLayers("workers", "driver");

  @ArchTest
  static final ArchRule sparkIsMetInItsPackageAndOnTheCommandLineOnly =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.tench.driver.spark..", "io.tench.driver.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "scala..");

  @ArchTest
  static final ArchRule theCommandLineIsNobodysLibrary =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.tench.driver.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.tench.driver.cli..");

  @ArchTest
  static final ArchRule dataSetsKnowNoNetworks =
      noClasses()
          .that()
          .resideInAPackage("io.tench.datasets..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.deeplearning4j..", "org.nd4j..", "org.bytedeco.pytorch..");

  @ArchTest
  static final ArchRule theLoopKnowsNoEngine =
      noClasses()
          .that()
          .resideInAPackage("io.tench.driver..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.tench.workers.nd4j..", "io.tench.workers.torch..", "org.bytedeco.pytorch..");
}
