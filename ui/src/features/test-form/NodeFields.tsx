import { useMemo } from "react";
import { connectionOf, type Node, useAllNodes } from "@/features/nodes";
import { formatCount, plural } from "@/shared/format";
import { carries, FieldNote, LabelsField, labelText, Mark, type Option, reasonOf, Segmented, Skeleton, useFieldError } from "@/shared/ui";
import { type NodeChoice, selectorOf, type TestDraft } from "./draft";
import type { FieldsProps } from "./TestFields";

const CHOICES: readonly Option<NodeChoice>[] = [
  { value: "all", label: "All nodes" },
  { value: "labels", label: "By labels" },
  { value: "picked", label: "Picked nodes" },
];
const BOTH: Option<NodeChoice> = { value: "both", label: "Labels or picked" };
const MOST_NAMES = 8;

/** Where the test runs, and how many nodes that is at present. */
export function NodeFields({ draft, onChange }: FieldsProps) {
  const nodes = useAllNodes();
  const usable = useMemo(() => nodes.data?.filter((node) => !node.revoked) ?? [], [nodes.data]);
  const suggestions = useMemo(() => labelsInUse(usable), [usable]);
  const { choice } = draft;
  return (
    <>
      <span>
        <Segmented
          label="Where it runs"
          value={choice}
          options={choice === "both" ? [...CHOICES, BOTH] : CHOICES}
          onChange={(chosen) => onChange({ choice: chosen })}
        />
      </span>
      {(choice === "labels" || choice === "both") && (
        <LabelsField
          label="Labels that a node must carry"
          path="nodes.match_labels"
          required
          value={draft.matchLabels}
          onChange={(matchLabels) => onChange({ matchLabels })}
          suggestions={suggestions}
          hint="All of them. Nodes that get the labels later join in."
        />
      )}
      {(choice === "picked" || choice === "both") && <NodePicker nodes={usable} draft={draft} onChange={onChange} />}
      {draft.kind === "agent" && (
        <LabelsField
          label="Measures to nodes with these labels"
          path="peers.match_labels"
          value={draft.peerLabels}
          onChange={(peerLabels) => onChange({ peerLabels })}
          suggestions={suggestions}
          hint="None: full mesh, each of the nodes above to every other. Both ends of a pair run the test."
        />
      )}
      <Matches draft={draft} nodes={usable} pending={nodes.isPending} error={nodes.data ? undefined : nodes.error} />
    </>
  );
}

function NodePicker({ nodes, draft, onChange }: FieldsProps & { nodes: readonly Node[] }) {
  const error = useFieldError("nodes.node_ids");
  const toggle = (id: string) =>
    onChange({ nodeIds: draft.nodeIds.includes(id) ? draft.nodeIds.filter((each) => each !== id) : [...draft.nodeIds, id] });
  return (
    <fieldset className="field">
      <legend className="visually-hidden">Picked nodes</legend>
      <div className="node-picker">
        {nodes.map((node) => (
          <label key={node.id} className="node-choice">
            <input
              type="checkbox"
              checked={draft.nodeIds.includes(node.id)}
              aria-invalid={error ? true : undefined}
              onChange={() => toggle(node.id)}
            />
            <span className="truncate">{node.name}</span>
            {connectionOf(node) !== "online" && <span className="faint">{connectionOf(node)}</span>}
          </label>
        ))}
      </div>
      <FieldNote id="picked-nodes-note" error={error} />
    </fieldset>
  );
}

interface MatchesProps {
  draft: TestDraft;
  nodes: readonly Node[];
  pending: boolean;
  error: Error | null | undefined;
}

/** How many nodes the choice means now, and which. */
function Matches({ draft, nodes, pending, error }: MatchesProps) {
  if (pending) return <Skeleton width={220} />;
  if (error) return <p className="field-hint">The nodes could not be loaded, so they cannot be counted: {reasonOf(error)}</p>;
  const matching = matchingNodes(nodes, draft);
  const online = matching.filter((node) => connectionOf(node) === "online").length;
  const names = matching.slice(0, MOST_NAMES).map((node) => node.name);
  return (
    <p className="node-matches" role="status">
      <Mark kind={matching.length === 0 ? "warn" : "ok"} />
      <span>
        <strong>
          {matching.length === 0 ? "No node fits at present" : `Runs on ${plural(matching.length, "node")}`}
        </strong>
        {matching.length > 0 && (
          <span className="muted">
            , {formatCount(online)} online: {names.join(", ")}
            {matching.length > names.length && ` and ${formatCount(matching.length - names.length)} more`}
          </span>
        )}
        {matching.length === 0 && <span className="muted">; the test waits for one.</span>}
      </span>
    </p>
  );
}

/** The contract's rule: all when nothing is chosen; otherwise those that are listed or carry all the labels. Peers run the test too. */
export function matchingNodes(nodes: readonly Node[], draft: TestDraft): Node[] {
  const peers = draft.kind === "agent" ? { node_ids: [...draft.peerIds], match_labels: draft.peerLabels } : undefined;
  if (draft.choice === "all") return [...nodes];
  return nodes.filter((node) => chooses(selectorOf(draft), node) || (peers && chooses(peers, node)));
}

/** Whether a selector that is not empty chooses a node. */
function chooses({ node_ids, match_labels }: ReturnType<typeof selectorOf>, node: Node): boolean {
  return node_ids.includes(node.id) || (Object.keys(match_labels).length > 0 && carries(node.labels, match_labels));
}

function labelsInUse(nodes: readonly Node[]): string[] {
  const texts = nodes.flatMap((node) => Object.entries(node.labels).map(([key, value]) => labelText(key, value)));
  return [...new Set(texts)].sort();
}
