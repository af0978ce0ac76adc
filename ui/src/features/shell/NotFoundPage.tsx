import { ButtonLink, Card, Empty, Page } from "@/shared/ui";

export function NotFoundPage() {
  return (
    <Page title="Not found">
      <Card>
        <Empty title="There is no page at this address." action={<ButtonLink to="/tests">Go to the tests</ButtonLink>}>
          The link may be old, or what it led to was deleted.
        </Empty>
      </Card>
    </Page>
  );
}
