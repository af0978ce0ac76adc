import { useState } from "react";
import { useNavigate } from "react-router";
import { useCan } from "@/features/session";
import { type Test, useDeleteTest, useRunTest, useUpdateTest } from "@/features/tests";
import { plural } from "@/shared/format";
import { useShortcut } from "@/shared/keyboard";
import { Button, ButtonLink, Confirm, useNotify } from "@/shared/ui";

/** Run now, edit, pause, delete: for those who may. */
export function TestActions({ test }: { test: Test }) {
  return useCan("edit") ? <Actions test={test} /> : null;
}

function Actions({ test }: { test: Test }) {
  const navigate = useNavigate();
  const notify = useNotify();
  const update = useUpdateTest();
  const run = useRunTest();
  const [deleting, setDeleting] = useState(false);
  useShortcut("e", "Edit this test", () => void navigate(`/tests/${test.id}/edit`));

  const runNow = () =>
    run.mutate(test.id, {
      onSuccess: ({ nodes }) => notify("ok", `${test.name} runs now on ${plural(nodes, "node")}.`),
      onError: (error) => notify("bad", `${test.name} could not be run: ${error.message}`),
    });
  const runnable = !test.paused && test.assigned_nodes > 0;
  useShortcut("r", "Run this test now", () => runnable && !run.isPending && runNow());

  const setPaused = (paused: boolean) =>
    update.mutate(
      // Only this field changes, so there is nothing of others to overwrite.
      { id: test.id, test: { paused, version: "0" }, mask: "paused" },
      {
        onSuccess: () => notify("ok", paused ? `${test.name} is paused.` : `${test.name} runs again.`),
        onError: (error) => notify("bad", `${test.name} could not be ${paused ? "paused" : "resumed"}: ${error.message}`),
      },
    );

  return (
    <>
      {runnable && (
        <Button icon="play" busy={run.isPending} onClick={runNow}>
          Run now
        </Button>
      )}
      <ButtonLink to={`/tests/${test.id}/edit`} icon="edit">
        Edit
      </ButtonLink>
      <Button icon={test.paused ? "play" : "pause"} busy={update.isPending} onClick={() => setPaused(!test.paused)}>
        {test.paused ? "Resume" : "Pause"}
      </Button>
      <Button icon="trash" onClick={() => setDeleting(true)}>
        Delete
      </Button>
      {deleting && <DeleteDialog test={test} onClose={() => setDeleting(false)} />}
    </>
  );
}

function DeleteDialog({ test, onClose }: { test: Test; onClose: () => void }) {
  const navigate = useNavigate();
  const notify = useNotify();
  const remove = useDeleteTest();
  const confirm = () =>
    remove.mutate(test.id, {
      onSuccess: () => {
        notify("ok", `${test.name} is deleted.`);
        void navigate("/tests", { replace: true });
      },
    });
  return (
    <Confirm
      title={`Delete ${test.name}?`}
      action="Delete test"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>
        <strong>Deleted:</strong> the test and its settings. {plural(test.assigned_nodes, "node")} stop{test.assigned_nodes === 1 ? "s" : ""}{" "}
        running it at once, and its open incidents are resolved.
      </p>
      <p>
        <strong>Stays:</strong> the results and incidents so far, until they are too old to be kept. They can no longer be looked at from
        here. To keep the page, pause the test instead.
      </p>
    </Confirm>
  );
}
