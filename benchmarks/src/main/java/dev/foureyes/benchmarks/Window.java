package dev.foureyes.benchmarks;

import dev.foureyes.e2e.Await;
import dev.foureyes.e2e.FourEyesProcess;
import dev.foureyes.e2e.Installation;
import dev.foureyes.e2e.LoadProcess;
import dev.foureyes.e2e.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What happened in a stretch of time.
 *
 * @param seconds how long it was
 * @param stored results stored in it
 * @param lags results that were made and not yet stored, once a second
 * @param cpuSeconds processor time by process
 */
record Window(double seconds, double stored, List<Double> lags, Map<String, Double> cpuSeconds) {

  static Window observe(Installation installation, Load load, int seconds) {
    Map<String, Double> cpuBefore = cpu(installation, load.process());
    double storedBefore = stored(installation);
    long start = System.nanoTime();
    List<Double> lags = new ArrayList<>();
    for (int i = 0; i < seconds; i++) {
      Await.pause(Duration.ofSeconds(1));
      lags.add(load.lag());
    }
    double storedIn = stored(installation) - storedBefore;
    double length = (System.nanoTime() - start) / 1e9;
    Map<String, Double> used = cpu(installation, load.process());
    used.replaceAll((name, after) -> after - cpuBefore.getOrDefault(name, 0.0));
    return new Window(length, storedIn, lags, used);
  }

  static double stored(Installation installation) {
    return installation.metric(Part.STORE_WRITER, "foureyes_results_stored_total");
  }

  private static Map<String, Double> cpu(Installation installation, LoadProcess load) {
    Map<String, Double> seconds = new LinkedHashMap<>();
    seconds.put("nodes", seconds(load.process()));
    for (Part part : installation.parts()) {
      seconds.put(part.word(), seconds(installation.process(part)));
    }
    return seconds;
  }

  private static double seconds(FourEyesProcess process) {
    return process.cpu().toNanos() / 1e9;
  }

  double perSecond() {
    return stored / seconds;
  }

  /** Results that were made in each second. */
  double madePerSecond() {
    return perSecond() + (lags.getLast() - lags.getFirst()) / (lags.size() - 1);
  }

  /** By how many seconds' worth of results the lag grew from the first third to the last. */
  double lagGrowthSeconds() {
    int third = Math.max(1, lags.size() / 3);
    double first = mean(lags.subList(0, third));
    double last = mean(lags.subList(lags.size() - third, lags.size()));
    return (last - first) / perSecond();
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }

  /** Processors in use, of all processes together. */
  double processors() {
    return cpuSeconds.values().stream().mapToDouble(Double::doubleValue).sum() / seconds;
  }

  /** The process that used the most. */
  String busiest() {
    return cpuSeconds.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElseThrow();
  }
}
