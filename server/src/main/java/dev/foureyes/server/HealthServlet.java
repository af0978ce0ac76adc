package dev.foureyes.server;

import dev.foureyes.model.health.HealthCheck;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * {@code /health}: whether the process does its job; 200 when all its parts are well, else 503, and
 * in words what is wrong. {@code /health/live}: whether it runs at all; 200 always.
 */
final class HealthServlet extends HttpServlet {

  private final transient List<HealthCheck> checks;

  HealthServlet(List<HealthCheck> checks) {
    this.checks = List.copyOf(checks);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    StringBuilder body = new StringBuilder();
    boolean well = true;
    if (request.getServletPath().equals("/health")) {
      for (HealthCheck check : checks) {
        String problem = problem(check);
        well &= problem.isEmpty();
        body.append(check.name())
            .append(": ")
            .append(problem.isEmpty() ? "ok" : problem)
            .append('\n');
      }
    }
    body.insert(0, well ? "ok\n" : "not ready\n");
    response.setStatus(
        well ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    response.setContentType("text/plain; charset=utf-8");
    response.setHeader("Cache-Control", "no-store");
    response.getOutputStream().write(body.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String problem(HealthCheck check) {
    try {
      return check.problem().get();
    } catch (RuntimeException e) {
      return "cannot be told: " + e.getMessage();
    }
  }
}
