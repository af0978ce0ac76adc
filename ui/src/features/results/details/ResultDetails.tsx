import type { Result } from "../api";
import { AgentDetails } from "./AgentDetails";
import { BgpDetails } from "./BgpDetails";
import { DnsDetails } from "./DnsDetails";
import { HttpDetails } from "./HttpDetails";
import { PageDetails } from "./PageDetails";
import { PathDetails } from "./PathDetails";
import { PingDetails } from "./PingDetails";
import { TcpDetails } from "./TcpDetails";
import { TransactionDetails } from "./TransactionDetails";
import { UdpDetails } from "./UdpDetails";

export interface DetailProps {
  result: Result;
  /** What the test probes, as one line. */
  target: string;
}

/** What one run measured, by kind of probe. */
export function ResultDetails({ result, target }: DetailProps) {
  const { http, tcp, udp, dns, ping, path, agent, bgp, page, transaction } = result.probe ?? {};
  if (http) return <HttpDetails result={result} http={http} target={target} />;
  if (tcp) return <TcpDetails result={result} tcp={tcp} target={target} />;
  if (udp) return <UdpDetails result={result} udp={udp} target={target} />;
  if (dns) return <DnsDetails result={result} dns={dns} target={target} />;
  if (ping) return <PingDetails ping={ping} />;
  if (path) return <PathDetails path={path} target={target} />;
  if (agent) return <AgentDetails agent={agent} />;
  if (bgp) return <BgpDetails bgp={bgp} />;
  if (page) return <PageDetails page={page} />;
  if (transaction) return <TransactionDetails transaction={transaction} />;
  return null;
}
