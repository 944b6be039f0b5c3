package dev.limpid.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Every public type, method and field of the published modules has a sentence. */
class DocumentedTest {
  private final List<String> undocumented = new ArrayList<>();
  private int documented;

  @Test
  void everyPublicElementHasItsSentence() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources()));
      DocTrees docs = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        new Scanner(docs).scan(unit, null);
      }
    }
    assertTrue(documented > 1000, "only " + documented + " elements were found");
    assertEquals(List.of(), undocumented);
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String room :
        List.of(
            "core", "vector", "layers", "optim", "interop", "train", "insight", "report", "cli",
            "spark")) {
      try (Stream<Path> files = Files.walk(Path.of("..", room, "src/main/java"))) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .filter(file -> !file.endsWith("module-info.java"))
            .forEach(sources::add);
      }
    }
    return sources;
  }

  /** Descends into what is public, and into that alone. */
  private final class Scanner extends TreePathScanner<Void, Void> {
    private final DocTrees docs;

    Scanner(DocTrees docs) {
      this.docs = docs;
    }

    @Override
    public Void visitClass(ClassTree type, Void nothing) {
      if (!isOffered(type.getModifiers())) {
        return null;
      }
      examine(type.getSimpleName().toString());
      return super.visitClass(type, nothing);
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
      boolean overrides =
          method.getModifiers().getAnnotations().stream()
              .anyMatch(each -> each.getAnnotationType().toString().equals("Override"));
      // A compact constructor is documented with the record
      boolean ofRecord =
          enclosing().getKind() == Tree.Kind.RECORD && method.getReturnType() == null;
      if (isOffered(method.getModifiers()) && !overrides && !ofRecord) {
        examine(enclosing().getSimpleName() + "." + method.getName());
      }
      return null;
    }

    @Override
    public Void visitVariable(VariableTree field, Void nothing) {
      boolean component =
          enclosing().getKind() == Tree.Kind.RECORD
              && !field.getModifiers().getFlags().contains(Modifier.STATIC);
      if (isOffered(field.getModifiers()) && !component) {
        examine(enclosing().getSimpleName() + "." + field.getName());
      }
      return null;
    }

    @Override
    public Void visitBlock(BlockTree initializer, Void nothing) {
      return null;
    }

    private ClassTree enclosing() {
      TreePath parent = getCurrentPath().getParentPath();
      return (ClassTree) parent.getLeaf();
    }

    private boolean isOffered(ModifiersTree modifiers) {
      boolean ofInterface =
          getCurrentPath().getParentPath().getLeaf().getKind() == Tree.Kind.INTERFACE
              && !modifiers.getFlags().contains(Modifier.PRIVATE);
      return ofInterface
          || modifiers.getFlags().contains(Modifier.PUBLIC)
          || modifiers.getFlags().contains(Modifier.PROTECTED);
    }

    private void examine(String name) {
      if (docs.getDocCommentTree(getCurrentPath()) == null) {
        undocumented.add(getCurrentPath().getCompilationUnit().getPackageName() + " " + name);
      } else {
        documented++;
      }
    }
  }
}
