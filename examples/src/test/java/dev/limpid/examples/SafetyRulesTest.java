package dev.limpid.examples;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.regex.Pattern;

/** What no class may do, or only those that are named here; {@code SECURITY.md} promises it. */
@AnalyzeClasses(
    packages = "dev.limpid",
    importOptions = {ImportOption.DoNotIncludeTests.class, WithoutPeers.class})
class SafetyRulesTest {
  /** A number or a name must not change with the language or the encoding of the machine. */
  @ArchTest
  static final ArchRule nothingDependsOnTheMachinesLanguageOrEncoding =
      noClasses()
          .that()
          // Measuring code that JMH generates.
          .haveSimpleNameNotEndingWith("_jmhTest")
          .should()
          .accessTargetWhere(
              target(
                  "take the locale or the encoding of the machine",
                  "String.(format|formatted)\\((String, )?Object\\[\\]\\)",
                  "String.(toLowerCase|toUpperCase|getBytes)\\(\\)",
                  "String.<init>\\(byte\\[\\](, int, int)?\\)",
                  "Print(Writer|Stream).(printf|format)\\(String, Object\\[\\]\\)",
                  "Formatter.<init>\\((?!.*Locale).*\\)",
                  "(DecimalFormat|SimpleDateFormat|MessageFormat).<init>\\((?!.*Locale|.*Symbols).*\\)",
                  "(NumberFormat|DateFormat|Collator).get\\w*Instance\\((?!.*Locale).*\\)",
                  "MessageFormat.format\\(.*\\)",
                  "DateTimeFormatter.(ofPattern|ofLocalized\\w+)\\((?!.*Locale).*\\)",
                  "Locale.getDefault\\(.*\\)",
                  "InputStreamReader.<init>\\(InputStream\\)",
                  "OutputStreamWriter.<init>\\(OutputStream\\)",
                  "File(Reader|Writer).<init>\\((?!.*Charset).*\\)",
                  "Scanner.<init>\\((?!.*Charset|String).*\\)"));

  /** What was there before stays until the new file is complete: {@code AtomicFile} sees to it. */
  @ArchTest
  static final ArchRule filesAreWrittenAsAWhole =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("dev.limpid.layers.io.AtomicFile")
          // Event files grow; they are cut back to a whole event where a write fails.
          .and()
          .doNotHaveFullyQualifiedName("dev.limpid.report.tensorboard.RecordFile")
          // Writes into an empty folder alone, and removes half an image.
          .and()
          .doNotHaveFullyQualifiedName("dev.limpid.train.data.ImageExport")
          // They read alone.
          .and()
          .doNotHaveFullyQualifiedName("dev.limpid.layers.io.Safetensors")
          .and()
          .doNotHaveFullyQualifiedName("dev.limpid.train.data.files.BinaryFile")
          .and()
          .doNotHaveFullyQualifiedName("dev.limpid.interop.format.ReadOnlyFile")
          // A lock, whose text only says who has it.
          .and()
          .doNotHaveFullyQualifiedName("dev.limpid.cli.recipe.FolderLock")
          .should()
          .accessTargetWhere(
              target(
                  "open a file to write",
                  "Files.(write|writeString|newOutputStream|newBufferedWriter|newByteChannel|copy)"
                      + "\\(.*\\)",
                  "FileChannel.open\\(.*\\)",
                  "(FileOutputStream|FileWriter|RandomAccessFile).<init>\\(.*\\)",
                  "Print(Writer|Stream).<init>\\((String|File).*\\)",
                  "ImageIO.write\\(.*, File\\)"));

  /** A failure of a worker must come out, and none may outlive its work: {@code Parallel}. */
  @ArchTest
  static final ArchRule threadsAreThoseOfParallel =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.limpid.bench..")
          .and()
          .doNotHaveFullyQualifiedName("dev.limpid.core.Parallel")
          // Ends the JVM that it started when its own is ended.
          .and()
          .doNotHaveFullyQualifiedName("dev.limpid.core.compute.VectorJvm")
          // Lets a training finish its step when the process is asked to end.
          .and()
          .doNotHaveFullyQualifiedName("dev.limpid.cli.Interruption")
          // Fills a batch while its caller computes, and ends with the epoch.
          .and()
          .doNotHaveFullyQualifiedName("dev.limpid.train.ReadAhead")
          // Measures micro-tiles once, while others compute, and ends.
          .and()
          .doNotHaveFullyQualifiedName("dev.limpid.vector.TileChoice")
          // Answers many clients at once.
          .and()
          .doNotHaveFullyQualifiedName("dev.limpid.cli.serve.ModelServer")
          .should()
          .accessTargetWhere(
              target(
                  "start a thread",
                  "Thread.(<init>|start|startVirtualThread|ofVirtual|ofPlatform)\\(.*\\)",
                  "(Executors|ForkJoinPool|CompletableFuture|Timer).*",
                  "\\w+.(parallelStream|parallel)\\(\\)"));

  /** What is read is data: nothing that is named in a file is loaded or run. */
  @ArchTest
  static final ArchRule nothingIsLoadedByName =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.limpid.bench..", "dev.limpid.core.gemm")
          .should()
          .accessTargetWhere(
              target(
                  "load or run code by name",
                  "Class.forName\\(.*\\)",
                  "ClassLoader.(loadClass|defineClass)\\(.*\\)",
                  "URLClassLoader.*",
                  "ObjectInputStream.*",
                  "ScriptEngineManager.*",
                  "System.(load|loadLibrary)\\(.*\\)",
                  "Lookup.define\\w+\\(.*\\)",
                  "\\w+.setAccessible\\(.*\\)"));

  /** The command line starts its own JVM again with the right options, and nothing else. */
  @ArchTest
  static final ArchRule noOtherProgramIsStarted =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("dev.limpid.core.compute.VectorJvm")
          .should()
          .accessTargetWhere(
              target("start a program", "ProcessBuilder.<init>\\(.*\\)", "Runtime.exec\\(.*\\)"));

  /** An event file has the machine's name in its own; that is all there is of a network. */
  @ArchTest
  static final ArchRule nothingIsSentOrFetched =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("dev.limpid.report.tensorboard.EventWriter")
          // Loads a second copy of jblas from its own jar.
          .and()
          .doNotHaveFullyQualifiedName("dev.limpid.core.gemm.JblasCopies")
          // Serves a model, to this machine alone unless it is told otherwise.
          .and()
          .doNotHaveFullyQualifiedName("dev.limpid.cli.serve.ModelServer")
          // Connects the tasks of one training on a cluster, which prove that they are its tasks.
          .and()
          .doNotHaveFullyQualifiedName("dev.limpid.spark.RingSockets")
          // Asks such a server of its own JVM.
          .and()
          .doNotHaveFullyQualifiedName("dev.limpid.bench.soak.LoadClient")
          .should()
          .dependOnClassesThat(
              describe(
                  "reach a network",
                  type ->
                      type.getPackageName().startsWith("java.net")
                              && !type.getSimpleName().equals("URI")
                          || type.getPackageName().startsWith("javax.net")
                          || type.getPackageName().startsWith("java.rmi")));

  /**
   * Methods and constructors, as {@code Type.name(Type, ...)} in simple names, that match one of
   * the patterns.
   */
  private static DescribedPredicate<JavaAccess<?>> target(String what, String... patterns) {
    Pattern pattern = Pattern.compile(String.join("|", patterns));
    return describe(
        what,
        access -> {
          String name = access.getTarget().getFullName();
          return !access.getTargetOwner().getPackageName().startsWith("dev.limpid")
              && pattern.matcher(simple(name)).matches();
        });
  }

  /** {@code java.lang.String.format(java.lang.String, [Ljava.lang.Object;)} without packages. */
  private static String simple(String fullName) {
    return fullName
        .replaceAll("\\[L([\\w.$]+);", "$1[]")
        .replace("[B", "byte[]")
        .replaceAll("\\b[a-z]\\w*\\.(?=[\\w.]*[A-Z])", "")
        .replaceAll("\\w+\\$", "");
  }
}
