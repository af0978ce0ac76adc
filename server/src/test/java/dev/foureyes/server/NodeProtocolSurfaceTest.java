package dev.foureyes.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.foureyes.proto.node.v1.ConnectResponse;
import dev.foureyes.proto.node.v1.EnrollResponse;
import dev.foureyes.proto.node.v1.NodeGatewayServiceGrpc;
import dev.foureyes.proto.node.v1.RenewResponse;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * There is no way to make a node run something: what goes to nodes is typed values in closed sets.
 * Every text that a server can send to a node is listed here, with what it is; a new one has to be
 * added by hand, and defended.
 */
class NodeProtocolSurfaceTest {

  private static final Set<String> TEXTS =
      Set.of(
          // identifiers
          "foureyes.node.v1.Welcome.session_id",
          "foureyes.common.v1.Assignment.test_id",
          "foureyes.node.v1.AssignmentDiff.removed_test_ids",
          "foureyes.node.v1.EnrollResponse.node_id",
          "foureyes.node.v1.EnrollResponse.name",
          // where to look for an update, which does nothing unless a key that the node was built
          // with has signed it
          "foureyes.node.v1.UpdateOffer.manifest_url",
          // what a probe asks for; nothing of it is ever interpreted by the node but as address,
          // name or payload
          "foureyes.common.v1.PingProbe.host",
          "foureyes.common.v1.PathProbe.host",
          "foureyes.common.v1.BgpProbe.host",
          "foureyes.common.v1.BgpProbe.router_id",
          "foureyes.common.v1.BgpWatch.prefix",
          // another node: what it is called, and addresses that are parsed as such
          "foureyes.common.v1.AgentPeer.node_id",
          "foureyes.common.v1.AgentPeer.node_name",
          "foureyes.common.v1.AgentPeer.ip",
          "foureyes.common.v1.AgentPeer.own_ip",
          // a browser gets http and https only, whatever a URL says, and finds elements by these;
          // no script comes from the server
          "foureyes.common.v1.PageProbe.url",
          "foureyes.common.v1.PageExpectation.contains_text",
          "foureyes.common.v1.TransactionProbe.secret_origins",
          "foureyes.common.v1.TransactionStep.name",
          "foureyes.common.v1.PageElement.css",
          "foureyes.common.v1.PageElement.text",
          "foureyes.common.v1.PageElement.label",
          "foureyes.common.v1.OpenStep.url",
          "foureyes.common.v1.FillStep.text",
          "foureyes.common.v1.SelectStep.option",
          "foureyes.common.v1.WaitForStep.text",
          "foureyes.common.v1.HttpProbe.url",
          "foureyes.common.v1.HttpProbe.body",
          "foureyes.common.v1.HttpProbe.resolver",
          "foureyes.common.v1.HttpProxy.host",
          "foureyes.common.v1.BasicAuth.user",
          "foureyes.common.v1.DigestAuth.user",
          "foureyes.common.v1.HttpHeaderAssertion.name",
          "foureyes.common.v1.HttpHeader.name",
          "foureyes.common.v1.HttpHeader.value",
          "foureyes.common.v1.TcpProbe.host",
          "foureyes.common.v1.TcpSend.text",
          "foureyes.common.v1.UdpProbe.host",
          "foureyes.common.v1.UdpProbe.text",
          "foureyes.common.v1.UdpProbe.hex",
          "foureyes.common.v1.UdpProbe.contains_hex",
          // patterns of a language without side effects or unbounded time, and what they are
          // compared with
          "foureyes.common.v1.TcpExpect.matches",
          "foureyes.common.v1.TextCondition.equals",
          "foureyes.common.v1.TextCondition.contains",
          "foureyes.common.v1.TextCondition.matches",
          "foureyes.common.v1.TextCondition.not_matches",
          "foureyes.common.v1.HttpJsonAssertion.path",
          "foureyes.common.v1.UdpProbe.matches",
          // a name in a certificate, parsed as X.509, and a name in the node's own store
          "foureyes.common.v1.TlsOptions.server_name",
          "foureyes.common.v1.TlsOptions.ca_pem",
          "foureyes.common.v1.SecretRef.name",
          "foureyes.common.v1.DnsProbe.name",
          "foureyes.common.v1.DnsProbe.server",
          "foureyes.common.v1.DnsTrustAnchor.zone",
          "foureyes.common.v1.DnsTrustAnchor.digest",
          "foureyes.common.v1.DnsRootHint.name",
          "foureyes.common.v1.DnsRootHint.address",
          // what an answer is compared with; the patterns are searched for with a bound on the
          // steps
          "foureyes.common.v1.DnsExpectation.exact",
          "foureyes.common.v1.DnsExpectation.contains",
          "foureyes.common.v1.DnsExpectation.matches");

  /** Certificates, which have no other form; they are parsed as X.509 and nothing else. */
  private static final Set<String> BYTES =
      Set.of(
          "foureyes.node.v1.EnrollResponse.certificate_chain",
          "foureyes.node.v1.RenewResponse.certificate_chain");

  private final Set<String> texts = new HashSet<>();
  private final Set<String> bytes = new HashSet<>();
  private final List<String> forbidden = new ArrayList<>();
  private final Set<Descriptor> seen = new HashSet<>();

  private void walk(Descriptor message) {
    if (!seen.add(message)) {
      return;
    }
    if (message.getFullName().equals("google.protobuf.Any")
        || message.getFullName().startsWith("google.protobuf.Struct")) {
      forbidden.add(message.getFullName());
    }
    for (FieldDescriptor field : message.getFields()) {
      switch (field.getJavaType()) {
        case STRING -> texts.add(field.getFullName());
        case BYTE_STRING -> bytes.add(field.getFullName());
        case MESSAGE -> {
          if (field.isMapField()) {
            forbidden.add(field.getFullName() + " (a map is an open set)");
          }
          walk(field.getMessageType());
        }
        default -> {}
      }
    }
  }

  @Test
  void everyTextForNodesIsListedAndThereIsNothingFreeForm() {
    walk(ConnectResponse.getDescriptor());
    walk(EnrollResponse.getDescriptor());
    walk(RenewResponse.getDescriptor());

    assertThat(texts).containsExactlyInAnyOrderElementsOf(TEXTS);
    assertThat(bytes).isEqualTo(BYTES);
    assertThat(forbidden).isEmpty();
  }

  @Test
  void theSessionItselfCarriesNoBytes() {
    walk(ConnectResponse.getDescriptor());

    assertThat(bytes).isEmpty();
  }

  @Test
  void noOtherMessageGoesToNodes() {
    List<String> answers = new ArrayList<>();
    for (MethodDescriptor<?, ?> method :
        NodeGatewayServiceGrpc.getServiceDescriptor().getMethods()) {
      if (method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier schema) {
        answers.add(schema.getMethodDescriptor().getOutputType().getName());
      }
    }
    assertThat(answers)
        .containsExactlyInAnyOrder("EnrollResponse", "RenewResponse", "ConnectResponse");
  }
}
