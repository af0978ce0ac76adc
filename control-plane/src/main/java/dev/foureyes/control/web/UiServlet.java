package dev.foureyes.control.web;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Serves the user interface from the class path. A path that is no file is a page of the interface,
 * which knows its own paths: it gets the start page. Built files have their content's hash in their
 * names and may be kept for ever; the start page must be asked for anew.
 */
public final class UiServlet extends HttpServlet {

  private static final String ROOT = "static/";
  private static final String START_PAGE = "index.html";
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html;charset=utf-8"),
          Map.entry("js", "text/javascript;charset=utf-8"),
          Map.entry("css", "text/css;charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("txt", "text/plain;charset=utf-8"));

  private final transient ClassLoader classLoader;
  private final transient Map<String, byte[]> files = new ConcurrentHashMap<>();

  public UiServlet(ClassLoader classLoader) {
    this.classLoader = classLoader;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = request.getRequestURI().substring(1);
    String name = isFileName(path) ? path : START_PAGE;
    Optional<byte[]> file = file(name);
    if (file.isEmpty()) {
      write(
          response,
          HttpServletResponse.SC_NOT_FOUND,
          "txt",
          "Not found.\n".getBytes(StandardCharsets.UTF_8));
      return;
    }
    response.setHeader(
        "Cache-Control",
        name.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache");
    write(response, HttpServletResponse.SC_OK, extension(name), file.get());
  }

  /** A file has an extension and a plain path; everything else is a page. */
  private static boolean isFileName(String path) {
    return path.matches("(assets/)?[A-Za-z0-9_-][A-Za-z0-9._-]*\\.[a-z0-9]+");
  }

  private Optional<byte[]> file(String name) {
    byte[] known = files.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<byte[]> read = read(name);
    read.ifPresent(body -> files.put(name, body)); // names that are no files must not fill the map
    return read;
  }

  private Optional<byte[]> read(String name) {
    String resource = name.equals("openapi.json") ? name : ROOT + name;
    try (@Nullable InputStream in = classLoader.getResourceAsStream(resource)) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String extension(String name) {
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static void write(HttpServletResponse response, int status, String extension, byte[] body)
      throws IOException {
    response.setStatus(status);
    response.setContentType(TYPES.getOrDefault(extension, "application/octet-stream"));
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
