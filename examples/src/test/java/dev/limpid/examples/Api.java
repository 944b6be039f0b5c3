package dev.limpid.examples;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a module offers, as a text: its exported packages, their types, and their members. */
final class Api {
  private static final Set<String> OF_EVERY_RECORD = Set.of("equals", "hashCode", "toString");
  private static final Set<String> OF_EVERY_ENUM = Set.of("values", "valueOf");

  private Api() {}

  /** The list of a module. */
  static String of(ModuleReference module) throws IOException {
    StringBuilder text = new StringBuilder("module " + module.descriptor().name() + "\n");
    String inPackage = "";
    for (Class<?> type : types(module)) {
      if (!type.getPackageName().equals(inPackage)) {
        inPackage = type.getPackageName();
        text.append("\npackage ").append(inPackage).append('\n');
      }
      text.append("\n  ").append(declaration(type)).append('\n');
      for (String member : members(type)) {
        text.append("    ").append(member).append('\n');
      }
    }
    return text.toString();
  }

  /** Public types of packages that the module exports to everyone, nested ones too. */
  static List<Class<?>> types(ModuleReference module) throws IOException {
    Set<String> exported =
        module.descriptor().exports().stream()
            .filter(exports -> !exports.isQualified())
            .map(ModuleDescriptor.Exports::source)
            .collect(Collectors.toSet());
    try (ModuleReader reader = module.open();
        Stream<String> files = reader.list()) {
      return files
          .filter(file -> file.endsWith(".class") && file.contains("/"))
          .map(file -> file.substring(0, file.length() - ".class".length()).replace('/', '.'))
          .filter(name -> exported.contains(name.substring(0, name.lastIndexOf('.'))))
          .filter(name -> !name.endsWith("-info"))
          .map(Api::load)
          .filter(Api::isOffered)
          .sorted(
              Comparator.comparing((Class<?> type) -> type.getPackageName())
                  .thenComparing(Class::getName))
          .collect(Collectors.toList());
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, Api.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(name, e);
    }
  }

  private static boolean isOffered(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getEnclosingClass()) {
      if (each.isAnonymousClass()
          || each.isLocalClass()
          || !isOffered(each.getModifiers(), each.getDeclaringClass())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOffered(int modifiers, Class<?> declaring) {
    return Modifier.isPublic(modifiers)
        || Modifier.isProtected(modifiers) && !Modifier.isFinal(declaring.getModifiers());
  }

  private static String declaration(Class<?> type) {
    StringBuilder text = new StringBuilder(modifiers(type.getModifiers(), type));
    text.append(kind(type)).append(' ').append(name(type));
    text.append(typeParameters(type.getTypeParameters()));
    if (type.isRecord()) {
      text.append(
          Arrays.stream(type.getRecordComponents())
              .map(component -> shown(component.getGenericType()) + " " + component.getName())
              .collect(Collectors.joining(", ", "(", ")")));
    }
    Class<?> above = type.getSuperclass();
    if (above != null
        && !Set.of(Object.class, Record.class, Enum.class).contains(above)
        && !type.isEnum()) {
      text.append(" extends ").append(shown(type.getGenericSuperclass()));
    }
    if (type.getInterfaces().length > 0) {
      text.append(type.isInterface() ? " extends " : " implements ")
          .append(shown(type.getGenericInterfaces()));
    }
    return text.toString();
  }

  private static String kind(Class<?> type) {
    if (type.isAnnotation()) {
      return "@interface";
    }
    if (type.isInterface()) {
      return type.isSealed() ? "sealed interface" : "interface";
    }
    if (type.isRecord()) {
      return "record";
    }
    return type.isEnum() ? "enum" : type.isSealed() ? "sealed class" : "class";
  }

  private static List<String> members(Class<?> type) {
    List<String> members = new ArrayList<>();
    if (type.isEnum()) {
      members.add(
          Arrays.stream(type.getFields())
              .filter(Field::isEnumConstant)
              .map(Field::getName)
              .collect(Collectors.joining(", ")));
    }
    Set<String> rest = new TreeSet<>();
    for (Field field : type.getDeclaredFields()) {
      if (isOffered(field.getModifiers(), type) && !field.isEnumConstant()) {
        rest.add(
            modifiers(field.getModifiers(), type)
                + shown(field.getGenericType())
                + " "
                + field.getName());
      }
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (isOffered(constructor.getModifiers(), type) && !isCanonical(constructor)) {
        rest.add(signature(constructor, ""));
      }
    }
    // A user can call what a class inherits from one that is not public itself.
    for (Class<?> each = type; each == type || each != null && !isOffered(each); ) {
      for (Method method : each.getDeclaredMethods()) {
        if (isOffered(method.getModifiers(), type) && !method.isSynthetic() && !isImplied(method)) {
          rest.add(signature(method, shown(method.getGenericReturnType()) + " "));
        }
      }
      each = each.getSuperclass();
    }
    members.addAll(rest);
    return members;
  }

  private static boolean isCanonical(Constructor<?> constructor) {
    Class<?> type = constructor.getDeclaringClass();
    return type.isRecord()
        && Arrays.equals(
            constructor.getParameterTypes(),
            Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new));
  }

  private static boolean isImplied(Method method) {
    Class<?> type = method.getDeclaringClass();
    if (type.isEnum()) {
      return OF_EVERY_ENUM.contains(method.getName());
    }
    return type.isRecord()
        && (OF_EVERY_RECORD.contains(method.getName())
            || Arrays.stream(type.getRecordComponents())
                .anyMatch(component -> component.getAccessor().equals(method)));
  }

  private static String signature(Executable member, String returns) {
    StringBuilder text =
        new StringBuilder(modifiers(member.getModifiers(), member.getDeclaringClass()));
    if (member instanceof Method method && method.isDefault()) {
      text.append("default ");
    }
    if (member.getTypeParameters().length > 0) {
      text.append(typeParameters(member.getTypeParameters())).append(' ');
    }
    text.append(returns);
    text.append(
        member instanceof Constructor
            ? member.getDeclaringClass().getSimpleName()
            : member.getName());
    String parameters =
        Arrays.stream(member.getParameters())
            .map(Parameter::getParameterizedType)
            .map(Api::shown)
            .collect(Collectors.joining(", ", "(", ")"));
    text.append(member.isVarArgs() ? parameters.replaceFirst("\\[]\\)$", "...)") : parameters);
    if (member.getExceptionTypes().length > 0) {
      text.append(" throws ").append(shown(member.getGenericExceptionTypes()));
    }
    return text.toString();
  }

  /** What a caller or a subclass must know, in the usual order. */
  private static String modifiers(int modifiers, Class<?> of) {
    StringBuilder text = new StringBuilder(Modifier.isProtected(modifiers) ? "protected " : "");
    boolean implied = of.isInterface() || of.isEnum() || of.isRecord();
    if (Modifier.isAbstract(modifiers) && !implied) {
      text.append("abstract ");
    }
    text.append(Modifier.isStatic(modifiers) ? "static " : "");
    text.append(Modifier.isFinal(modifiers) && !implied ? "final " : "");
    return text.toString();
  }

  private static String typeParameters(TypeVariable<?>[] parameters) {
    return parameters.length == 0
        ? ""
        : Arrays.stream(parameters)
            .map(
                parameter ->
                    parameter.getBounds()[0] == Object.class
                        ? parameter.getName()
                        : parameter.getName() + " extends " + shown(parameter.getBounds()))
            .collect(Collectors.joining(", ", "<", ">"));
  }

  private static String name(Class<?> type) {
    return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
  }

  private static String shown(Type... types) {
    return Arrays.stream(types).map(Api::shown).collect(Collectors.joining(", "));
  }

  /** Without packages. */
  private static String shown(Type type) {
    return type.getTypeName().replaceAll("\\b([a-z]\\w*\\.)+(?=[A-Z])", "").replace('$', '.');
  }
}
