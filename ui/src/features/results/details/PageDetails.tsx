import type { Schema } from "@/shared/api";
import { formatCount } from "@/shared/format";
import { Facts } from "@/shared/ui";
import { ConsoleErrors, Notes, Screenshot } from "./browser";
import { DetailSection } from "./DetailSection";
import { bytesFact, monoFact, timeFact } from "./facts";
import { PageRequests } from "./PageRequests";

export function PageDetails({ page }: { page: Schema<"PageResult"> }) {
  return (
    <>
      <DetailSection title="Page">
        <Facts
          facts={[
            ["Page load", timeFact(page.page_load_ms)],
            ["First byte", timeFact(page.response_ms)],
            ["First Contentful Paint", timeFact(page.fcp_ms)],
            ["Largest Contentful Paint", timeFact(page.lcp_ms)],
            ["Cumulative Layout Shift", page.cls_score?.toFixed(3)],
            ["DOM load", timeFact(page.dom_load_ms)],
            ["Status", page.status],
            ["Title", page.title],
            ["Protocol", page.protocol],
            ["Remote address", monoFact(page.remote_ip)],
            ["On the wire", bytesFact(page.wire_bytes)],
            ["Requests", page.request_count === undefined ? undefined : formatCount(page.request_count)],
            ["Failed requests", page.failed_request_count ? formatCount(page.failed_request_count) : undefined],
            ["Browser", page.browser],
          ]}
        />
      </DetailSection>
      {page.screenshot && (
        <DetailSection title="Screenshot">
          <Screenshot picture={page.screenshot} of="the page when the run failed" />
        </DetailSection>
      )}
      <ConsoleErrors errors={page.console_errors} count={page.console_error_count} />
      <PageRequests resources={page.resources} leftOut={page.resources_left_out} />
      <Notes notes={page.notes} />
    </>
  );
}
