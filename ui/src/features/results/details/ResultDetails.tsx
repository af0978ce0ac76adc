import type { Result } from "../api";
import { BgpDetails } from "./BgpDetails";
import { DnsDetails } from "./DnsDetails";
import { HttpDetails } from "./HttpDetails";
import { PathDetails } from "./PathDetails";
import { PingDetails } from "./PingDetails";
import { TcpDetails } from "./TcpDetails";
import { UdpDetails } from "./UdpDetails";

export interface DetailProps {
  result: Result;
  /** What the test probes, as one line. */
  target: string;
}

/** What one run measured, by kind of probe. */
export function ResultDetails({ result, target }: DetailProps) {
  const { http, tcp, udp, dns, ping, path, bgp } = result.probe ?? {};
  if (http) return <HttpDetails result={result} http={http} target={target} />;
  if (tcp) return <TcpDetails result={result} tcp={tcp} target={target} />;
  if (udp) return <UdpDetails result={result} udp={udp} target={target} />;
  if (dns) return <DnsDetails result={result} dns={dns} target={target} />;
  if (ping) return <PingDetails ping={ping} />;
  if (path) return <PathDetails path={path} target={target} />;
  if (bgp) return <BgpDetails bgp={bgp} />;
  return null;
}
