package dev.foureyes.nodeagent.probe.bgp;

import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.secret.Secrets;
import dev.foureyes.nodeagent.time.NodeClock;

/** What all sessions of a node share. */
record Surroundings(
    HostLookup lookup, Secrets secrets, RouteMemory memory, NodeClock clock, Times times) {}
