import { Component, type ReactNode } from "react";
import { Button, Card, Empty } from "@/shared/ui";

interface BoundaryState {
  error: Error | undefined;
}

/** Catches defects of a page, so that they do not leave a blank window. */
export class Boundary extends Component<{ children: ReactNode }, BoundaryState> {
  override state: BoundaryState = { error: undefined };

  static getDerivedStateFromError(error: Error): BoundaryState {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    // After an upgrade of the server, parts of the old page are no longer there.
    const outdated = /dynamically imported module|module script/i.test(error.message);
    return (
      <main className="page" role="alert">
        <Card>
          <Empty
            title={outdated ? "FourEyes was updated." : "This page failed."}
            action={<Button onClick={() => window.location.reload()}>Load again</Button>}
          >
            {outdated ? "Load the page again to go on with the new version." : error.message}
          </Empty>
        </Card>
      </main>
    );
  }
}
