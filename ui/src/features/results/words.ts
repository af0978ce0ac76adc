import type { Schema } from "@/shared/api";

export const UDP_REPLIES: Record<Schema<"UdpReply">, string> = {
  UDP_REPLY_UNSPECIFIED: "",
  UDP_REPLY_ANSWER: "answered",
  UDP_REPLY_SILENCE: "no answer",
  UDP_REPLY_PORT_UNREACHABLE: "port unreachable",
  UDP_REPLY_UNREACHABLE: "unreachable",
};

export const PATH_ENDS: Record<Schema<"PathEnd">, string> = {
  PATH_END_UNSPECIFIED: "",
  PATH_END_REACHED: "reached",
  PATH_END_UNREACHABLE: "unreachable",
  PATH_END_LOOP: "loop",
  PATH_END_SILENT: "silent",
  PATH_END_MAX_HOPS: "too many hops",
  PATH_END_TIMEOUT: "timed out",
};

export const PACKET_ANSWERS: Record<Schema<"PacketAnswer">, string> = {
  PACKET_ANSWER_UNSPECIFIED: "",
  PACKET_ANSWER_TIME_EXCEEDED: "time exceeded",
  PACKET_ANSWER_NET_UNREACHABLE: "network unreachable",
  PACKET_ANSWER_HOST_UNREACHABLE: "host unreachable",
  PACKET_ANSWER_PROTOCOL_UNREACHABLE: "protocol unreachable",
  PACKET_ANSWER_PORT_UNREACHABLE: "port unreachable",
  PACKET_ANSWER_PROHIBITED: "prohibited by a filter",
  PACKET_ANSWER_TOO_BIG: "packet too big",
  PACKET_ANSWER_OTHER_ERROR: "another ICMP error",
  PACKET_ANSWER_ECHO_REPLY: "echo reply",
  PACKET_ANSWER_TCP_OPEN: "port open",
  PACKET_ANSWER_TCP_REFUSED: "port closed",
  PACKET_ANSWER_UDP_REPLY: "UDP reply",
};

export const BGP_STATES: Record<Schema<"BgpState">, string> = {
  BGP_STATE_UNSPECIFIED: "",
  BGP_STATE_IDLE: "Idle",
  BGP_STATE_CONNECT: "Connect",
  BGP_STATE_OPEN_SENT: "OpenSent",
  BGP_STATE_OPEN_CONFIRM: "OpenConfirm",
  BGP_STATE_ESTABLISHED: "Established",
};

export const BGP_FAMILIES: Record<Schema<"BgpFamily">, string> = {
  BGP_FAMILY_UNSPECIFIED: "",
  BGP_FAMILY_IPV4_UNICAST: "IPv4 unicast",
  BGP_FAMILY_IPV6_UNICAST: "IPv6 unicast",
};

export const DNSSEC: Record<Schema<"DnssecStatus">, { name: string; mark: "ok" | "bad" | "warn" | "none"; means: string }> = {
  DNSSEC_STATUS_UNSPECIFIED: { name: "Not validated", mark: "none", means: "" },
  DNSSEC_STATUS_SECURE: { name: "Secure", mark: "ok", means: "Every signature holds up to a trust anchor." },
  DNSSEC_STATUS_INSECURE: { name: "Insecure", mark: "none", means: "Proved not to be signed: a zone above says so." },
  DNSSEC_STATUS_BOGUS: { name: "Bogus", mark: "bad", means: "It should be signed, and a signature is missing, wrong or expired." },
  DNSSEC_STATUS_INDETERMINATE: { name: "Indeterminate", mark: "warn", means: "It cannot be told from what could be fetched." },
};
