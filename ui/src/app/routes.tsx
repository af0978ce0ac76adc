import { lazy, type ReactNode } from "react";
import { Navigate, Route, Routes } from "react-router";
import { NotFoundPage } from "@/features/shell";

const session = () => import("@/features/session/pages");
const tests = () => import("@/features/tests/pages");
const nodes = () => import("@/features/nodes/pages");
const incidents = () => import("@/features/incidents/pages");
const rules = () => import("@/features/alert-rules/pages");
const tokens = () => import("@/features/api-tokens/pages");

const SignInPage = lazy(async () => ({ default: (await session()).SignInPage }));
const SetupPage = lazy(async () => ({ default: (await session()).SetupPage }));
const TestsPage = lazy(async () => ({ default: (await tests()).TestsPage }));
const TestPage = lazy(async () => ({ default: (await import("@/features/test-detail/pages")).TestPage }));
const AddTestPage = lazy(async () => ({ default: (await import("@/features/test-form/pages")).AddTestPage }));
const EditTestPage = lazy(async () => ({ default: (await import("@/features/test-form/pages")).EditTestPage }));
const NodesPage = lazy(async () => ({ default: (await nodes()).NodesPage }));
const NodePage = lazy(async () => ({ default: (await nodes()).NodePage }));
const IncidentsPage = lazy(async () => ({ default: (await incidents()).IncidentsPage }));
const IncidentPage = lazy(async () => ({ default: (await incidents()).IncidentPage }));
const RulesPage = lazy(async () => ({ default: (await rules()).RulesPage }));
const AddRulePage = lazy(async () => ({ default: (await rules()).AddRulePage }));
const EditRulePage = lazy(async () => ({ default: (await rules()).EditRulePage }));
const ApiTokensPage = lazy(async () => ({ default: (await tokens()).ApiTokensPage }));

/** Every address of the interface. `frame` surrounds those that need a session. */
export function AppRoutes({ frame }: { frame: ReactNode }) {
  return (
    <Routes>
      <Route path="/sign-in" element={<SignInPage />} />
      <Route path="/setup" element={<SetupPage />} />
      <Route element={frame}>
        <Route index element={<Navigate to="/tests" replace />} />
        <Route path="/tests" element={<TestsPage />} />
        <Route path="/tests/new" element={<AddTestPage />} />
        <Route path="/tests/:testId" element={<TestPage />} />
        <Route path="/tests/:testId/edit" element={<EditTestPage />} />
        <Route path="/nodes" element={<NodesPage />} />
        <Route path="/nodes/:nodeId" element={<NodePage />} />
        <Route path="/incidents" element={<IncidentsPage />} />
        <Route path="/incidents/:incidentId" element={<IncidentPage />} />
        <Route path="/alert-rules" element={<RulesPage />} />
        <Route path="/alert-rules/new" element={<AddRulePage />} />
        <Route path="/alert-rules/:ruleId" element={<EditRulePage />} />
        <Route path="/settings" element={<Navigate to="/settings/api-tokens" replace />} />
        <Route path="/settings/api-tokens" element={<ApiTokensPage />} />
        <Route path="*" element={<NotFoundPage />} />
      </Route>
    </Routes>
  );
}
