import { useState } from "react";
import { violationsByField } from "@/shared/api";
import { Button, Card, type FieldErrors, Form, type Labels, LabelsField, SaveProblem, TextField, useNotify } from "@/shared/ui";
import { type Node, useNode, useUpdateNode } from "./api";

const MAX_NAME = 100;

interface Draft {
  name: string;
  labels: Labels;
  /** Version of the node that the draft started from. */
  version: string;
}

/** Name and labels of a node. */
export function NodeSettings({ node }: { node: Node }) {
  const update = useUpdateNode();
  const { refetch } = useNode(node.id);
  const notify = useNotify();
  // Untouched, the form follows the node; once edited, only saving moves it.
  const [edited, setEdited] = useState<Draft>();
  const draft = edited ?? { name: node.name, labels: node.labels, version: node.version };
  const [errors, setErrors] = useState<FieldErrors>({});

  const submit = (version: string) => {
    const trimmed = draft.name.trim();
    const found: FieldErrors =
      trimmed === ""
        ? { name: "Give the node a name." }
        : trimmed.length > MAX_NAME
          ? { name: `${trimmed.length} characters (expected: at most ${MAX_NAME}).` }
          : {};
    setErrors(found);
    if (Object.keys(found).length > 0) return;
    update.mutate(
      { id: node.id, node: { name: trimmed, labels: draft.labels, version } },
      {
        onSuccess: () => {
          setEdited(undefined);
          notify("ok", `${trimmed} is saved.`);
        },
        onError: (error) => setErrors(violationsByField(error, "node")),
      },
    );
  };

  return (
    <Card title="Name and labels">
      <div className="card-body">
        <Form
          label="Name and labels"
          errors={errors}
          problem={
            update.error && (
              <SaveProblem
                error={update.error}
                what="node"
                fields={errors}
                shown={["name", "labels"]}
                onLoadTheirs={() => {
                  update.reset();
                  setEdited(undefined);
                  void refetch();
                }}
                onOverwrite={() => submit("0")}
              />
            )
          }
          onSubmit={() => submit(draft.version)}
        >
          <div className="field-row">
            <TextField label="Name" path="name" value={draft.name} onChange={(name) => setEdited({ ...draft, name })} />
            <LabelsField
              label="Labels"
              path="labels"
              value={draft.labels}
              onChange={(labels) => setEdited({ ...draft, labels })}
              hint="Tests that choose nodes by labels follow at once."
            />
          </div>
          <div className="form-actions">
            <Button type="submit" busy={update.isPending}>
              {update.isPending ? "Saving…" : "Save"}
            </Button>
          </div>
        </Form>
      </div>
    </Card>
  );
}
