package dev.foureyes.rest.transcoder;

import com.google.protobuf.Message;
import dev.foureyes.rest.rules.HttpBinding;
import dev.foureyes.rest.rules.PathTemplate;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** All HTTP rules of a set of services. */
final class Routes {

  /** One rule and the method that it leads to. */
  record Route(
      HttpBinding binding, MethodDescriptor<Message, Message> method, Message requestPrototype) {}

  /** Where a request leads. */
  sealed interface Match {}

  /** To this route; path values by field path. */
  record Found(Route route, Map<String, String> pathValues) implements Match {}

  /** The path is there, but not with this verb. */
  record OtherVerbs(String allowed) implements Match {}

  record NotFound() implements Match {}

  private final List<Route> routes;

  private Routes(List<Route> routes) {
    this.routes = routes;
  }

  static Routes of(List<ServerServiceDefinition> services) {
    List<Route> routes = new ArrayList<>();
    for (ServerServiceDefinition service : services) {
      for (ServerMethodDefinition<?, ?> definition : service.getMethods()) {
        addRoutes(definition.getMethodDescriptor(), routes);
      }
    }
    return new Routes(List.copyOf(routes));
  }

  private static void addRoutes(MethodDescriptor<?, ?> method, List<Route> routes) {
    if (!(method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier schema)
        || !(method.getRequestMarshaller() instanceof PrototypeMarshaller<?> marshaller)
        || !(marshaller.getMessagePrototype() instanceof Message prototype)) {
      return;
    }
    @SuppressWarnings("unchecked") // the marshallers are protobuf's
    MethodDescriptor<Message, Message> typed = (MethodDescriptor<Message, Message>) method;
    for (HttpBinding binding : HttpBinding.of(schema.getMethodDescriptor())) {
      routes.add(new Route(binding, typed, prototype));
    }
  }

  /**
   * Finds the route of a request.
   *
   * @param path as requested, still encoded, from "/api" on
   */
  Match match(String verb, String path) throws BadRequestException {
    String rest = path.substring(1);
    Optional<String> custom = Optional.empty();
    int colon = rest.lastIndexOf(':');
    if (colon > rest.lastIndexOf('/')) {
      custom = Optional.of(rest.substring(colon + 1));
      rest = rest.substring(0, colon);
    }
    List<String> segments = new ArrayList<>();
    for (String segment : rest.split("/", -1)) {
      segments.add(QueryString.decode(segment.replace("+", "%2B")));
    }
    TreeSet<String> otherVerbs = new TreeSet<>();
    for (Route route : routes) {
      PathTemplate template = route.binding().path();
      Optional<Map<String, String>> values = template.match(segments, custom);
      if (values.isPresent()) {
        if (route.binding().verb().equals(verb)) {
          return new Found(route, values.get());
        }
        otherVerbs.add(route.binding().verb());
      }
    }
    return otherVerbs.isEmpty() ? new NotFound() : new OtherVerbs(String.join(", ", otherVerbs));
  }
}
