package dev.limpid.interop.keras;

import dev.limpid.core.Parameter;
import dev.limpid.core.Tensor;
import dev.limpid.interop.hdf5.Hdf5Dataset;
import dev.limpid.interop.keras.KerasTraining.Penalty;
import dev.limpid.layers.Network;
import dev.limpid.layers.json.ForeignText;
import dev.limpid.optim.Adam;
import dev.limpid.optim.AdamW;
import dev.limpid.optim.Clipping;
import dev.limpid.optim.LearningRate;
import dev.limpid.optim.Optimizer;
import dev.limpid.optim.OptimizerBuilder;
import dev.limpid.optim.RMSprop;
import dev.limpid.optim.Sgd;
import dev.limpid.optim.Slots;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the optimizer of a file, its variables, and penalties of weights. */
final class TrainingReader {
  private final Reading read;
  private final KerasModel model;
  private final Map<String, Parameter> parameters = new HashMap<>();
  private final Set<String> notes = new LinkedHashSet<>();

  private TrainingReader(Reading read, KerasModel model, Network network) {
    this.read = read;
    this.model = model;
    network.parameters().forEach(parameter -> parameters.put(parameter.name(), parameter));
  }

  /** The training for a network that came from the file. */
  static KerasTraining of(KerasSource source, Reading read, Network network) throws IOException {
    SavedTraining saved = SavedTraining.in(source);
    TrainingReader reader =
        new TrainingReader(read, KerasModel.read(Reading.parse(source.config())), network);
    KerasOptions options =
        new KerasOptions(
            "the optimizer " + ForeignText.brief(saved.optimizer()), saved.optimizerConfig());
    Optimizer optimizer = reader.optimizer(saved.optimizer(), options);
    options.requireAllRead();
    if (saved.variables().isEmpty()) {
      reader.notes.add("The file has no state of the optimizer; it begins anew.");
    } else {
      reader.restore(optimizer, saved.variables(), options);
    }
    return new KerasTraining(
        optimizer, saved.loss(), reader.penalties(), List.copyOf(reader.notes));
  }

  private Optimizer optimizer(String type, KerasOptions options) {
    options.ignore("is_legacy_optimizer", "jit_compile", "ema_momentum");
    options.require("use_ema", false);
    options.require("amsgrad", false);
    options.require("centered", false);
    for (String none : new String[] {"clipnorm", "loss_scale_factor"}) {
      if (options.has(none)) {
        throw options.refuse("has '" + none + "', which Limpid's optimizers do not have");
      }
    }
    options.require("gradient_accumulation_steps", 1L);
    double decay = options.number("weight_decay", 0);
    boolean adamW = type.equals("AdamW");
    if (decay != 0 && !adamW) {
      throw options.refuse("has a weight_decay of its own, which Limpid has for AdamW alone");
    }
    return switch (type) {
      case "SGD" ->
          common(
                  Sgd.builder()
                      .momentum(options.number("momentum", 0))
                      .nesterov(options.flag("nesterov", false)),
                  options)
              .build();
      case "Adam" ->
          common(
                  Adam.builder()
                      .beta1(options.number("beta_1", 0.9))
                      .beta2(options.number("beta_2", 0.999))
                      .epsilon(options.number("epsilon", 1e-7))
                      .epsilonBeforeCorrection(true),
                  options)
              .build();
      case "AdamW" ->
          common(
                  AdamW.builder()
                      .beta1(options.number("beta_1", 0.9))
                      .beta2(options.number("beta_2", 0.999))
                      .epsilon(options.number("epsilon", 1e-7))
                      .epsilonBeforeCorrection(true)
                      .weightDecayOnAll(decay),
                  options)
              .build();
      case "RMSprop" ->
          common(
                  RMSprop.builder()
                      .rho(options.number("rho", 0.9))
                      .momentum(options.number("momentum", 0))
                      .epsilon(options.number("epsilon", 1e-7))
                      .epsilonWithinRoot(true),
                  options)
              .build();
      default -> throw options.refuse("is not one of Limpid's; SGD, Adam, AdamW and RMSprop are");
    };
  }

  private static <B extends OptimizerBuilder<B>> B common(B builder, KerasOptions options) {
    builder.learningRate(learningRate(options));
    if (options.has("global_clipnorm")) {
      builder.clipping(Clipping.byGlobalNorm(options.number("global_clipnorm", 1)));
    }
    if (options.has("clipvalue")) {
      builder.clipping(Clipping.byValue(options.number("clipvalue", 1)));
    }
    return builder;
  }

  private static LearningRate learningRate(KerasOptions options) {
    Object rate = options.value("learning_rate");
    if (rate instanceof Number number) {
      return LearningRate.constant(number.doubleValue());
    }
    if (rate instanceof Map<?, ?> schedule && schedule.get("config") instanceof Map<?, ?> config) {
      KerasOptions of = new KerasOptions("the schedule of the learning rate", config);
      if ("ExponentialDecay".equals(schedule.get("class_name"))) {
        double initial = of.number("initial_learning_rate", 0);
        double factor = of.number("decay_rate", 1);
        double every = of.number("decay_steps", 1);
        boolean stairs = of.flag("staircase", false);
        return step -> initial * Math.pow(factor, stairs ? Math.floor(step / every) : step / every);
      }
    }
    throw options.refuse(
        "has the learning rate "
            + ForeignText.brief(rate)
            + "; numbers and ExponentialDecay are read");
  }

  /** Steps, then the learning rate unless it has a schedule, then moments by parameter. */
  private void restore(Optimizer optimizer, List<Hdf5Dataset> state, KerasOptions options)
      throws IOException {
    if (state.get(0).size() != 1) {
      throw new Refusal("has an optimizer without a count of steps");
    }
    int next = options.value("learning_rate") instanceof Number ? 2 : 1;
    List<Parameter> trained = trained();
    long taken = (long) state.get(0).floats()[0];
    boolean stateless = state.size() <= next;
    if (!stateless) {
      for (Parameter parameter : trained) {
        Slots slots = optimizer.slots(parameter);
        for (Tensor slot : kept(optimizer, slots)) {
          fill(slot, next < state.size() ? state.get(next) : null, next);
          next++;
        }
        toVelocity(optimizer, slots, options, taken);
      }
    } else if (taken > 0
        && trained.stream().anyMatch(p -> !kept(optimizer, optimizer.slots(p)).isEmpty())) {
      throw new Refusal("has an optimizer that took " + taken + " steps, but none of its moments");
    }
    if (state.size() > next && !stateless) {
      throw new Refusal("has more variables of the optimizer than there are trained weights");
    }
    optimizer.resumeAt(taken);
  }

  /**
   * In Keras the momentum of SGD and RMSprop is what is added to a weight, {@code -rate * v} and
   * {@code rate * v}; here it is v.
   */
  private void toVelocity(Optimizer optimizer, Slots slots, KerasOptions options, long taken) {
    boolean isSgd = optimizer instanceof Sgd;
    if (slots.momentum() == null || !isSgd && !(optimizer instanceof RMSprop)) {
      return;
    }
    if (!(options.value("learning_rate") instanceof Number)) {
      notes.add(
          "With a momentum, Keras keeps the rate of the steps that were taken in it; under a"
              + " schedule the training goes on a little otherwise here.");
    }
    double rate = learningRate(options).at(taken);
    float[] values = slots.momentum().data();
    for (int i = 0; i < values.length; i++) {
      values[i] = rate == 0 ? 0 : (float) (values[i] / (isSgd ? -rate : rate));
    }
  }

  /** What an optimizer keeps of a parameter, in Keras's order. */
  private static List<Tensor> kept(Optimizer optimizer, Slots slots) {
    List<Tensor> kept = new ArrayList<>();
    boolean meanFirst = optimizer instanceof RMSprop;
    for (Tensor tensor :
        meanFirst
            ? new Tensor[] {slots.meanSquare(), slots.momentum()}
            : new Tensor[] {slots.momentum(), slots.meanSquare()}) {
      if (tensor != null) {
        kept.add(tensor);
      }
    }
    return kept;
  }

  private static void fill(Tensor slot, Hdf5Dataset dataset, int number) throws IOException {
    if (dataset == null || dataset.size() != slot.size()) {
      throw new Refusal("has no variable " + number + " of the optimizer that fits a weight");
    }
    System.arraycopy(dataset.floats(), 0, slot.data(), 0, slot.size());
  }

  /** The trained parameters in the order of the file's layers. */
  private List<Parameter> trained() {
    List<Parameter> trained = new ArrayList<>();
    for (String place : allPlaces(model, "")) {
      for (Variable variable : read.assembly().variables.getOrDefault(place, List.of())) {
        if (variable.trainable && !read.assembly().frozen.contains(place)) {
          Parameter own = variable.parameters().get(0);
          trained.add(parameters.get(own.name()));
        }
      }
    }
    if (trained.contains(null)) {
      throw new Refusal("is not the model that the network came from");
    }
    return trained;
  }

  private static List<String> allPlaces(KerasModel model, String path) {
    List<String> all = new ArrayList<>();
    List<String> places = Translation.places(model, path);
    for (int i = 0; i < places.size(); i++) {
      KerasModel within = model.layers().get(i).model();
      all.addAll(within == null ? List.of(places.get(i)) : allPlaces(within, places.get(i) + "/"));
    }
    return all;
  }

  private Map<String, Penalty> penalties() {
    Map<String, Penalty> penalties = new LinkedHashMap<>();
    List<String> places = Translation.places(model, "");
    for (int i = 0; i < places.size(); i++) {
      KerasLayer layer = model.layers().get(i);
      for (Variable variable : read.assembly().variables.getOrDefault(places.get(i), List.of())) {
        Object regularizer = layer.config().get(variable.role + "_regularizer");
        if (regularizer instanceof Map<?, ?> described
            && described.get("config") instanceof Map<?, ?> config) {
          KerasOptions options = new KerasOptions(layer + "'s regularizer", config);
          if (!Arrays.asList("L1", "L2", "L1L2").contains(described.get("class_name"))) {
            notes.add(layer + " has a regularizer that is not carried over.");
            continue;
          }
          penalties.put(
              variable.parameters().get(0).name(),
              new Penalty(options.number("l1", 0), options.number("l2", 0)));
        }
      }
    }
    return penalties;
  }
}
