import { useState } from "react";
import { useNavigate } from "react-router";
import { Button, Confirm, useNotify } from "@/shared/ui";
import { type Node, useDeleteNode, useRevokeNode } from "./api";

/** Revoke, and delete: for administrators. */
export function NodeActions({ node }: { node: Node }) {
  const [asking, setAsking] = useState<"revoke" | "delete">();
  const close = () => setAsking(undefined);
  return (
    <>
      {!node.revoked && (
        <Button icon="lock" onClick={() => setAsking("revoke")}>
          Revoke
        </Button>
      )}
      <Button icon="trash" onClick={() => setAsking("delete")}>
        Delete
      </Button>
      {asking === "revoke" && <RevokeDialog node={node} onClose={close} />}
      {asking === "delete" && <DeleteDialog node={node} onClose={close} />}
    </>
  );
}

function RevokeDialog({ node, onClose }: { node: Node; onClose: () => void }) {
  const revoke = useRevokeNode();
  const notify = useNotify();
  return (
    <Confirm
      title={`Revoke ${node.name}?`}
      action="Revoke node"
      busy={revoke.isPending}
      error={revoke.error}
      onClose={onClose}
      onConfirm={() =>
        revoke.mutate(node.id, {
          onSuccess: () => {
            notify("ok", `${node.name} is revoked.`);
            onClose();
          },
        })
      }
    >
      <p>
        The server refuses this node’s certificate from now on and ends its session. Results that wait on its disk are not taken any more.
      </p>
      <p>
        <strong>It cannot be taken back:</strong> the machine has to be enrolled again with a new command. What the node has measured stays.
      </p>
    </Confirm>
  );
}

function DeleteDialog({ node, onClose }: { node: Node; onClose: () => void }) {
  const remove = useDeleteNode();
  const notify = useNotify();
  const navigate = useNavigate();
  return (
    <Confirm
      title={`Delete ${node.name}?`}
      action="Delete node"
      busy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() =>
        remove.mutate(node.id, {
          onSuccess: () => {
            notify("ok", `${node.name} is deleted.`);
            void navigate("/nodes", { replace: true });
          },
        })
      }
    >
      <p>
        <strong>Deleted:</strong> the node is revoked and taken off the list; its tests run on the other nodes only.
      </p>
      <p>
        <strong>Stays:</strong> the results that it has measured.
      </p>
    </Confirm>
  );
}
