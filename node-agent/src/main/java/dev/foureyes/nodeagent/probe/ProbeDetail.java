package dev.foureyes.nodeagent.probe;

import dev.foureyes.proto.results.v1.AgentResult;
import dev.foureyes.proto.results.v1.BgpResult;
import dev.foureyes.proto.results.v1.DnsResult;
import dev.foureyes.proto.results.v1.HttpResult;
import dev.foureyes.proto.results.v1.PageResult;
import dev.foureyes.proto.results.v1.PathResult;
import dev.foureyes.proto.results.v1.PingResult;
import dev.foureyes.proto.results.v1.ProbeResult;
import dev.foureyes.proto.results.v1.TcpResult;
import dev.foureyes.proto.results.v1.TransactionResult;
import dev.foureyes.proto.results.v1.UdpResult;

/** The part of a result that depends on the kind of probe. */
public sealed interface ProbeDetail {

  /** Puts it into a result. */
  void into(ProbeResult.Builder result);

  /** Of an HTTP probe. */
  record Http(HttpResult value) implements ProbeDetail {

    @Override
    public void into(ProbeResult.Builder result) {
      result.setHttp(value);
    }
  }

  /** Of a TCP probe. */
  record Tcp(TcpResult value) implements ProbeDetail {

    @Override
    public void into(ProbeResult.Builder result) {
      result.setTcp(value);
    }
  }

  /** Of a BGP probe. */
  record Bgp(BgpResult value) implements ProbeDetail {

    @Override
    public void into(ProbeResult.Builder result) {
      result.setBgp(value);
    }
  }

  /** Of a page probe. */
  record Page(PageResult value) implements ProbeDetail {

    @Override
    public void into(ProbeResult.Builder result) {
      result.setPage(value);
    }
  }

  /** Of a transaction. */
  record Transaction(TransactionResult value) implements ProbeDetail {

    @Override
    public void into(ProbeResult.Builder result) {
      result.setTransaction(value);
    }
  }

  /** Of a DNS probe. */
  record Dns(DnsResult value) implements ProbeDetail {

    @Override
    public void into(ProbeResult.Builder result) {
      result.setDns(value);
    }
  }

  /** Of a ping probe. */
  record Ping(PingResult value) implements ProbeDetail {

    @Override
    public void into(ProbeResult.Builder result) {
      result.setPing(value);
    }
  }

  /** Of a path probe. */
  record Path(PathResult value) implements ProbeDetail {

    @Override
    public void into(ProbeResult.Builder result) {
      result.setPath(value);
    }
  }

  /** Of a probe between nodes. */
  record Agent(AgentResult value) implements ProbeDetail {

    @Override
    public void into(ProbeResult.Builder result) {
      result.setAgent(value);
    }
  }

  /** Of a UDP probe. */
  record Udp(UdpResult value) implements ProbeDetail {

    @Override
    public void into(ProbeResult.Builder result) {
      result.setUdp(value);
    }
  }
}
