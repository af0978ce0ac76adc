package dev.foureyes.control;

import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Settings as an installation gives them. */
final class Settings {

  private Settings() {}

  /**
   * The control plane's settings.
   *
   * @param given by their names, without {@code foureyes.control.}
   */
  static ControlPlaneSettings of(Map<String, ?> given) {
    MapConfigurationPropertySource source = new MapConfigurationPropertySource();
    given.forEach((name, value) -> source.put("foureyes.control." + name, value));
    return new Binder(source).bindOrCreate("foureyes.control", ControlPlaneSettings.class);
  }
}
