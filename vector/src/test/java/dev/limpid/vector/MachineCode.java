package dev.limpid.vector;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What HotSpot's C2 made of a method on x86-64: the bytes that {@code -XX:CompileCommand=print}
 * prints where no disassembler is plugged in. It knows the few instructions that matter here by
 * their encodings (VEX and EVEX; Intel's manual, volume 2, chapter 2).
 */
final class MachineCode {
  /** Products in a loop, and vectors that it loads from the stack or stores there. */
  record Loop(int multiplyAdds, int stackMoves) {}

  private static final Pattern LINE =
      Pattern.compile("(?m)^\\s*0x[0-9a-f]+:((?:\\s+[0-9a-f]+|\\s*\\|)+)\\s*$");

  private static final Pattern METHOD = Pattern.compile("(\\S+::\\S+)");

  private final byte[] code;

  MachineCode(byte[] code) {
    this.code = code.clone();
  }

  /** The last code of each method that was compiled as a whole, by {@code class::method}. */
  static Map<String, MachineCode> printed(String output) {
    Map<String, MachineCode> methods = new LinkedHashMap<>();
    String[] parts = output.split("Compiled method \\(c2\\)");
    for (int i = 1; i < parts.length; i++) {
      String head = parts[i].lines().findFirst().orElse("");
      Matcher name = METHOD.matcher(head);
      int start = parts[i].indexOf("[MachCode]");
      int end = parts[i].indexOf("[/MachCode]");
      boolean replacesLoop = head.contains(" % ");
      if (name.find() && !replacesLoop && start >= 0 && end > start) {
        methods.put(name.group(1), new MachineCode(bytes(parts[i].substring(start, end))));
      }
    }
    return methods;
  }

  private static byte[] bytes(String lines) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Matcher line = LINE.matcher(lines);
    while (line.find()) {
      String digits = line.group(1).replaceAll("[^0-9a-f]", "");
      for (int i = 0; i + 1 < digits.length(); i += 2) {
        bytes.write(Integer.parseInt(digits.substring(i, i + 2), 16));
      }
    }
    return bytes.toByteArray();
  }

  /** The innermost loops with so many multiply-adds or more. */
  List<Loop> loops(int least) {
    List<int[]> found = new ArrayList<>();
    for (int jump = 0; jump < code.length; jump++) {
      int start = jumpsBackTo(jump);
      if (start >= 0 && multiplyAdds(start, jump) >= least) {
        found.add(new int[] {start, jump});
      }
    }
    List<Loop> loops = new ArrayList<>();
    for (int[] loop : found) {
      boolean innermost =
          found.stream().noneMatch(o -> o != loop && o[0] >= loop[0] && o[1] <= loop[1]);
      if (innermost) {
        loops.add(new Loop(multiplyAdds(loop[0], loop[1]), stackMoves(loop[0], loop[1])));
      }
    }
    return loops;
  }

  /**
   * Where a conditional jump back leads, or -1: {@code 0F 8x} far, or a comparison and {@code 7x}.
   */
  private int jumpsBackTo(int at) {
    if (at(at) == 0x0F && (at(at + 1) & 0xF0) == 0x80) {
      int distance = at(at + 2) | at(at + 3) << 8 | at(at + 4) << 16 | at(at + 5) << 24;
      return distance < 0 ? at + 6 + distance : -1;
    }
    boolean compares = at(at - 2) == 0x3B || at(at - 2) == 0x39;
    if ((at(at) & 0xF0) == 0x70 && compares) {
      byte distance = (byte) at(at + 1);
      return distance < 0 ? at + 2 + distance : -1;
    }
    return -1;
  }

  private int at(int index) {
    return index >= 0 && index < code.length ? code[index] & 0xFF : 0;
  }

  private int multiplyAdds(int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      count += multiplyAdd(i) >= 0 ? 1 : 0;
    }
    return count;
  }

  /** Where the operands of a {@code vfmadd...ps} are that starts here, or -1. */
  private int multiplyAdd(int at) {
    boolean vex = at(at) == 0xC4 && (at(at + 1) & 0x1F) == 2 && (at(at + 2) & 0x83) == 1;
    boolean evex = at(at) == 0x62 && (at(at + 1) & 0x0F) == 2 && (at(at + 2) & 0x87) == 5;
    int opcode = at + (vex ? 3 : 4);
    boolean multiplies = at(opcode) == 0x98 || at(opcode) == 0xA8 || at(opcode) == 0xB8;
    return (vex || evex) && multiplies ? opcode + 1 : -1;
  }

  private int stackMoves(int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      int operands = multiplyAdd(i) >= 0 ? multiplyAdd(i) : move(i);
      count += operands >= 0 && isStack(operands) ? 1 : 0;
    }
    return count;
  }

  /** Where the operands of a {@code vmovups}, {@code vmovaps} or {@code vmovdqu} are, or -1. */
  private int move(int at) {
    boolean two = at(at) == 0xC5;
    boolean three = at(at) == 0xC4 && (at(at + 1) & 0x1F) == 1;
    boolean evex = at(at) == 0x62 && (at(at + 1) & 0x0F) == 1;
    int opcode = at + (two ? 2 : three ? 3 : 4);
    boolean moves =
        switch (at(opcode)) {
          case 0x10, 0x11, 0x28, 0x29, 0x6F, 0x7F -> true;
          default -> false;
        };
    return (two || three || evex) && moves ? opcode + 1 : -1;
  }

  /** Whether the operand in memory is {@code [rsp + ...]}: ModRM with a SIB byte of rsp alone. */
  private boolean isStack(int operands) {
    return at(operands) < 0xC0 && (at(operands) & 7) == 4 && at(operands + 1) == 0x24;
  }
}
